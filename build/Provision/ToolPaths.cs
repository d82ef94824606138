// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>Full paths of the tools of an inventory.</summary>
public sealed class ToolPaths
{
    private readonly ToolInventory _inventory;

    internal ToolPaths(ToolInventory inventory) => _inventory = inventory;

    public string Clang => Of("clang");

    public string LldLink => Of("lld-link");

    public string LlvmRc => Of("llvm-rc");

    public string LlvmDlltool => Of("llvm-dlltool");

    public string LlvmObjcopy => Of("llvm-objcopy");

    public string LlvmLib => Of("llvm-lib");

    public string LlvmReadobj => Of("llvm-readobj");

    public string ClangFormat => Of("clang-format");

    /// <summary>The folder that holds ddk.</summary>
    public string MingwInclude => Folder("mingw-include", up: 2);

    public string MingwLibX64 => Folder("mingw-lib-x64", up: 1);

    public string MingwLibX86 => Folder("mingw-lib-x86", up: 1);

    public string MakeNsis => Of("makensis");

    public string Osslsigncode => Of("osslsigncode");

    public string Openssl => Of("openssl");

    public string Cabextract => Of("cabextract");

    public string Gcab => Of("gcab");

    public string Xmlsec1 => Of("xmlsec1");

    public string Wine => Of("wine");

    public string Xvfb => Of("xvfb");

    public string Xdotool => Of("xdotool");

    public string Qemu => Of("qemu");

    public string Busybox => Of("busybox");

    public string Chromium => Of("chromium");

    /// <summary>Root of the packages that were only unpacked: boot, lib/modules and usr of a Xen host.</summary>
    public static string UnpackedRoot => UserFolders.Unpacked;

    /// <exception cref="MissingToolsException">It was not found.</exception>
    public string Of(string name)
    {
        ToolStatus status = _inventory.Tools.FirstOrDefault(t => t.Tool.Name == name)
            ?? throw new InvalidOperationException($"tool '{name}' belongs to none of the sets that were probed");
        return status is { IsPresent: true, Path: { } path } ? path : throw new MissingToolsException([status]);
    }

    /// <summary>Null where it was not found.</summary>
    public string? TryOf(string name)
        => _inventory.Tools.FirstOrDefault(t => t.Tool.Name == name) is { IsPresent: true } status ? status.Path : null;

    private string Folder(string name, int up)
    {
        string path = Of(name);
        for (int i = 0; i < up; i++)
            path = Path.GetDirectoryName(path) ?? path;
        return path;
    }
}
