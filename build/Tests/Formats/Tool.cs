// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Text;

namespace PvDrivers.Tests.Formats;

/// <summary>Outside judges and compilers of the format tests: found on the PATH, run with a time limit.</summary>
internal static class Tool
{
    private const int LimitMilliseconds = 60_000;

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["clang-19"] = "clang-19", ["lld-link-19"] = "lld-19", ["llvm-rc-19"] = "llvm-19",
            ["llvm-dlltool-19"] = "llvm-19",
        ["llvm-readobj-19"] = "llvm-19", ["llvm-pdbutil-19"] = "llvm-19", ["osslsigncode"] = "osslsigncode",
        ["openssl"] = "openssl", ["cabextract"] = "cabextract", ["gcab"] = "gcab",
    };

    private static readonly string Root = Directory.CreateTempSubdirectory("pvdrivers-formats-").FullName;

    static Tool() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Root, recursive: true);

    /// <summary>Skips the test, naming what is missing and the Debian package that has it.</summary>
    public static void Need(params string[] tools)
    {
        foreach (string tool in tools)
            Skip.If(Find(tool) is null,
                $"{tool} is not on the PATH: this test's outside judge is missing (apt-get install {Packages.GetValueOrDefault(tool, tool)})");
    }

    /// <summary>An empty folder that lives as long as the test run.</summary>
    public static string SharedFolder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public static string NewFolder() => SharedFolder(Path.GetRandomFileName());

    /// <summary>Runs a tool that must end with 0; returns what it printed.</summary>
    public static string Run(string folder, string tool, params string[] arguments)
    {
        (int code, string output) = Try(folder, tool, arguments);
        Assert.True(code == 0, $"{tool} {string.Join(' ', arguments)}: exit {code}\n{output}");
        return output;
    }

    public static (int Code, string Output) Try(string folder, string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(Find(tool) ?? tool, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        StringBuilder output = new();
        using Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(LimitMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{tool} ran longer than {LimitMilliseconds} ms");
        }

        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }

    private static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);
}
