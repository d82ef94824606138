// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>Every tool as data. The package names were tried on Debian 12.</summary>
public static class ToolTable
{
    private const string LlvmFolder = "/usr/lib/llvm-19/bin";
    private const string LlvmOnWindows = "winget install LLVM.LLVM";
    private static readonly Version Llvm = new(19, 0);

    public static IReadOnlyList<Tool> All { get; } = [.. Pack(), .. Judge(), .. Wine(), .. Xen(), .. Hsm(), .. Docs()];

    public static IReadOnlyList<Tool> Of(IReadOnlyCollection<string> sets)
    {
        string? unknown = sets.FirstOrDefault(s => !ToolSet.All.Contains(s));
        return unknown is null
            ? [.. All.Where(t => sets.Contains(t.Set))]
            : throw new Formats.UsageException(
                $"tool set '{unknown}' is not known, expected one of {string.Join(", ", ToolSet.All)}");
    }

    private static IEnumerable<Tool> Pack() =>
    [
        LlvmTool("clang", "clang-19", "compiles drivers, Setup's helper and the agent"),
        LlvmTool("lld-link", "lld-19", "links .sys and .exe"),
        LlvmTool("llvm-rc", "llvm-19", "version resources"),
        LlvmTool("llvm-dlltool", "llvm-19", "import libraries of the allow-list"),
        LlvmTool("llvm-objcopy", "llvm-19", "sections of the images"),
        LlvmTool("llvm-lib", "llvm-19", "static libraries"),
        Mingw("mingw-include", "mingw-w64-common", "headers of Windows and of its DDK",
            "share/mingw-w64/include/ddk/ntddk.h", "x86_64-w64-mingw32/include/ddk/ntddk.h"),
        Mingw("mingw-lib-x64", "mingw-w64-x86-64-dev", "libraries for x64 programs",
            "x86_64-w64-mingw32/lib/libkernel32.a"),
        Mingw("mingw-lib-x86", "mingw-w64-i686-dev", "libraries for x86 programs",
            "i686-w64-mingw32/lib/libkernel32.a"),
        new Tool
        {
            Name = "makensis",
            Set = ToolSet.Pack,
            Purpose = "makes Setup.exe",
            Commands = ["makensis"],
            Minimum = new(3, 0),
            VersionArguments = ["-VERSION"],
            Folders = [@"C:\Program Files (x86)\NSIS"],
            Debian = "nsis",
            Windows = "winget install NSIS.NSIS",
            WorksUnpacked = true,
        },
    ];

    private static IEnumerable<Tool> Judge() =>
    [
        new Tool
        {
            Name = "osslsigncode",
            Set = ToolSet.Judge,
            Purpose = "verifies signatures and catalogs",
            Commands = ["osslsigncode"],
            Minimum = new(2, 5),
            Debian = "osslsigncode",
            WorksUnpacked = true,
        },
        new Tool
        {
            Name = "openssl",
            Set = ToolSet.Judge,
            Purpose = "verifies CMS, certificates and timestamps",
            Commands = ["openssl"],
            Minimum = new(3, 0),
            VersionArguments = ["version"],
            Debian = "openssl",
            WorksUnpacked = true,
        },
        Simple(ToolSet.Judge, "cabextract", "cabextract", "reads cabinets"),
        Simple(ToolSet.Judge, "gcab", "gcab", "reads and writes cabinets"),
        Simple(ToolSet.Judge, "xmlsec1", "xmlsec1", "verifies the signature of an HLK package"),
        LlvmTool("llvm-readobj", "llvm-19", "reads images") with { Set = ToolSet.Judge },
        LlvmTool("clang-format", "clang-format-19", "checks the layout of C") with { Set = ToolSet.Judge },
        new Tool
        {
            Name = "asan",
            Set = ToolSet.Judge,
            Purpose = "sanitizers for the tests of the driver core",
            Debian = "libclang-rt-19-dev",
            Files = ["/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.asan-*.a"],
        },
    ];

    private static IEnumerable<Tool> Wine() =>
    [
        new Tool
        {
            Name = "wine",
            Set = ToolSet.Wine,
            Purpose = "runs Setup.exe and the helpers",
            Commands = ["wine"],
            Minimum = new(8, 0),
            Debian = "wine",
        },
        new Tool
        {
            Name = "wine32",
            Set = ToolSet.Wine,
            Purpose = "the 32-bit half of Wine: Setup.exe is a 32-bit program",
            Debian = "wine32:i386",
            Files = ["/usr/lib/i386-linux-gnu/wine/i386-unix/ntdll.so"],
        },
        Installed(ToolSet.Wine, "xvfb", "Xvfb", "a display for Setup's pages"),
        Installed(ToolSet.Wine, "imagemagick", "import", "pictures of Setup's pages"),
        Installed(ToolSet.Wine, "xdotool", "xdotool", "clicks in Setup's pages"),
    ];

    private static IEnumerable<Tool> Xen() =>
    [
        Simple(ToolSet.Xen, "qemu", "qemu-system-x86_64", "the machine in which Xen starts",
            package: "qemu-system-x86"),
        new Tool
        {
            Name = "seabios",
            Set = ToolSet.Xen,
            Purpose = "firmware of that machine",
            Debian = "seabios",
            WorksUnpacked = true,
            Files = ["/usr/share/seabios/bios-256k.bin"],
        },
        Simple(ToolSet.Xen, "cpio", "cpio", "packs the initial file system"),
        Simple(ToolSet.Xen, "busybox", "busybox", "programs of the initial file system", package: "busybox-static"),
        Unpacked("xen", "xen-hypervisor-4.17-amd64", "the hypervisor", "/boot/xen-4.17-amd64*.gz"),
        Unpacked("dom0-kernel", "linux-image-amd64", "kernel with blkback and netback", "/boot/vmlinuz-*-amd64"),
        Unpacked("xenstored", "xen-utils-4.17", "the store daemon", "/usr/lib/xen-4.17/bin/xenstored"),
    ];

    private static IEnumerable<Tool> Hsm() =>
    [
        Simple(ToolSet.Hsm, "softhsm2", "softhsm2-util", "a token in software"),
        Simple(ToolSet.Hsm, "opensc", "pkcs11-tool", "asks tokens"),
        new Tool
        {
            Name = "pkcs11-engine",
            Set = ToolSet.Hsm,
            Purpose = "a token's keys for openssl",
            Debian = "libengine-pkcs11-openssl",
            Files = ["/usr/lib/*/engines-3/pkcs11.so"],
        },
    ];

    private static IEnumerable<Tool> Docs() =>
    [
        Installed(ToolSet.Docs, "chromium", "chromium", "prints the guide as PDF") with
        {
            Commands = ["chromium", "chromium-browser", "google-chrome", "msedge"],
            Windows = "winget install Google.Chrome",
        },
    ];

    /// <summary>The versioned name first: an unversioned clang may be of any version.</summary>
    private static Tool LlvmTool(string name, string package, string purpose)
        => new()
        {
            Name = name,
            Set = ToolSet.Pack,
            Purpose = purpose,
            Commands = [$"{name}-19", name],
            NameTellsVersion = true,
            Minimum = Llvm,
            Folders = [LlvmFolder, @"C:\Program Files\LLVM\bin"],
            Debian = package,
            Windows = LlvmOnWindows,
            WorksUnpacked = true,
        };

    private static Tool Mingw(string name, string package, string purpose, params string[] below)
        => new()
        {
            Name = name,
            Set = ToolSet.Pack,
            Purpose = purpose,
            Debian = package,
            Files = [.. below.Select(b => "/usr/" + b)],
            Windows = "the WDK (--toolset wdk) in place of it",
            WorksUnpacked = true,
        };

    private static Tool Simple(string set, string name, string command, string purpose, string? package = null)
        => Installed(set, name, command, purpose) with { Debian = package ?? name, WorksUnpacked = true };

    private static Tool Installed(string set, string name, string command, string purpose)
        => new() { Name = name, Set = set, Purpose = purpose, Commands = [command], Debian = name };

    private static Tool Unpacked(string name, string package, string purpose, string file)
        => new()
        {
            Name = name,
            Set = ToolSet.Xen,
            Purpose = purpose,
            Debian = package,
            Files = [file],
            WorksUnpacked = true,
            OnlyUnpacked = true,
        };
}
