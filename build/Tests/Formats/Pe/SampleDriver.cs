// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;

namespace PvDrivers.Tests.Formats.Pe;

/// <summary>
/// Small drivers that clang-19 and lld-link-19 make for the tests: real compiled images with an import by name and one
/// by ordinal, a version resource, a PDB, a correct checksum. Built once a test run; the folder goes when it ends.
/// </summary>
internal sealed class SampleDriver
{
    private static readonly ConcurrentDictionary<string, Lazy<SampleDriver>> Built = new();

    private const string Source = """
        __declspec(dllimport) int __stdcall ByName(int);
        __declspec(dllimport) int __stdcall ByOrdinal(int);
        int table[300] = { 1, 2, 3 };
        int __stdcall DriverEntry(void *object, void *path) { (void)object; (void)path; return ByName(table[1]) + ByOrdinal(table[2]); }
        """;

    private const string Resource = """
        1 VERSIONINFO
        FILEVERSION 3,4,4,1882
        PRODUCTVERSION 3,4,4,7
        FILEFLAGSMASK 0x3f
        FILEOS 0x40004
        FILETYPE 3
        FILESUBTYPE 7
        BEGIN
          BLOCK "StringFileInfo"
          BEGIN
            BLOCK "040904b0"
            BEGIN
              VALUE "CompanyName", "Nobody"
              VALUE "FileDescription", "Sample of the tests"
              VALUE "Odd", "123"
            END
          END
          BLOCK "VarFileInfo"
          BEGIN
            VALUE "Translation", 0x409, 1200
          END
        END
        """;

    private SampleDriver(string machine, string folder)
    {
        string target = machine switch { "x64" => "x86_64", "x86" => "i686", _ => "aarch64" } + "-pc-windows-msvc";
        string def = machine switch { "x64" => "i386:x86-64", "x86" => "i386", _ => "arm64" };
        // stdcall decorates names on x86 only.
        string suffix = machine == "x86" ? "@4" : "";
        string entry = machine == "x86" ? "DriverEntry@8" : "DriverEntry";
        File.WriteAllText(Path.Combine(folder, "s.c"), Source);
        File.WriteAllText(Path.Combine(folder, "s.rc"), Resource);
        File.WriteAllText(Path.Combine(folder, "k.def"),
            $"LIBRARY kernel.exe\nEXPORTS\nByName{suffix}\nByOrdinal{suffix} @12 NONAME\n");
        Tool.Run(folder, "clang-19", $"--target={target}", "-c", "-O1", "-g", "-gcodeview", "-ffreestanding", "-o",
            "s.obj", "s.c");
        Tool.Run(folder, "llvm-dlltool-19", "-m", def, "-d", "k.def", "-l", "k.lib");
        Tool.Run(folder, "llvm-rc-19", "/no-preprocess", "/fo", "s.res", "s.rc");
        Tool.Run(folder, "lld-link-19", $"/machine:{machine}", "/driver:wdm", "/subsystem:native,6.01",
            $"/entry:{entry}", "/nodefaultlib",
            "/release", "/debug", "/Brepro", "/pdbaltpath:s.pdb", "/pdb:s.pdb", "/out:s.sys", "s.obj", "s.res",
                "k.lib");
        Folder = folder;
        SysPath = Path.Combine(folder, "s.sys");
        Sys = File.ReadAllBytes(SysPath);
        Pdb = File.ReadAllBytes(Path.Combine(folder, "s.pdb"));
    }

    public string Folder { get; }

    public string SysPath { get; }

    public byte[] Sys { get; }

    public byte[] Pdb { get; }

    /// <summary>Skips the test where the compiler is absent.</summary>
    public static SampleDriver For(string machine)
    {
        Tool.Need("clang-19", "llvm-dlltool-19", "llvm-rc-19", "lld-link-19");
        return Built.GetOrAdd(machine,
            m => new Lazy<SampleDriver>(() => new SampleDriver(m, Tool.SharedFolder($"sample-{m}")))).Value;
    }
}
