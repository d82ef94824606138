// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Toolset;

/// <summary>Full paths of everything a driver build needs from outside this repository.</summary>
/// <param name="MingwInclude">The folder that holds ntdef.h, and ddk below it.</param>
/// <param name="MingwLibX64">Import libraries for user-mode programs.</param>
public sealed record LlvmTools(
    string Clang, string LldLink, string LlvmRc, string LlvmDlltool, string LlvmLib,
    string MingwInclude, string MingwLibX64, string MingwLibX86)
{
    private const string Version = "19";

    private static readonly string[] IncludeFolders = ["/usr/share/mingw-w64/include", "/usr/x86_64-w64-mingw32/include"];

    /// <summary>The tools of one LLVM, in the order of the constructor.</summary>
    public IReadOnlyList<string> Programs => [Clang, LldLink, LlvmRc, LlvmDlltool, LlvmLib];

    public string MingwLib(string architecture) => architecture == "x64" ? MingwLibX64 : MingwLibX86;

    /// <summary>Looks along PATH and in the distributions' folders.</summary>
    /// <exception cref="UsageException">Names all that is missing and how to get it.</exception>
    public static LlvmTools Find() => TryFind(out IReadOnlyList<string> missing) ?? throw new UsageException(
        $"The LLVM toolset is incomplete, missing: {string.Join(", ", missing)}. " +
        "On Debian 12 or Ubuntu: apt-get install clang-19 lld-19 llvm-19 mingw-w64-common mingw-w64-x86-64-dev mingw-w64-i686-dev");

    /// <summary>Null when something is missing.</summary>
    public static LlvmTools? TryFind(out IReadOnlyList<string> missing)
    {
        List<string> absent = [];
        LlvmTools tools = new(
            Program("clang", absent), Program("lld-link", absent), Program("llvm-rc", absent), Program("llvm-dlltool", absent),
            Program("llvm-lib", absent),
            Folder("mingw-w64 headers with ddk/ntddk.h", IncludeFolders, "ddk/ntddk.h", absent),
            Folder("mingw-w64 libraries for x86_64", ["/usr/x86_64-w64-mingw32/lib"], "libkernel32.a", absent),
            Folder("mingw-w64 libraries for i686", ["/usr/i686-w64-mingw32/lib"], "libkernel32.a", absent));
        missing = absent;
        return absent.Count == 0 ? tools : null;
    }

    private static string Program(string name, List<string> absent)
    {
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append($"/usr/lib/llvm-{Version}/bin");
        // The name with a version first: an unversioned clang may be of any version.
        foreach (string file in (string[])[$"{name}-{Version}{suffix}", name + suffix])
            foreach (string folder in folders)
                if (File.Exists(Path.Combine(folder, file)))
                    return Path.GetFullPath(Path.Combine(folder, file));
        absent.Add($"{name}-{Version}");
        return "";
    }

    private static string Folder(string what, string[] folders, string evidence, List<string> absent)
    {
        foreach (string folder in folders)
            if (File.Exists(Path.Combine(folder, evidence)))
                return folder;
        absent.Add(what);
        return "";
    }
}
