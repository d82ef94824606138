// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;

namespace PvDrivers.Tests.Toolset;

/// <summary>A driver build in a process of its own, so that it can be killed, or be shown not to have loaded MSBuild.</summary>
internal sealed class BuildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task<string> _errors;

    public BuildProcess(SampleTree tree, string cells)
    {
        string program = Path.Combine(Repository.Root, "artifacts", "dotnet", "bin", "Benchmarks", "debug", "PvDrivers.Benchmarks.dll");
        ProcessStartInfo start = new("dotnet",
            [program, "build", "--root", tree.Root, "--objects", tree.Objects, "--outputs", tree.Outputs, "--drivers", "sample", "--cells", cells,
                "--cores", "2", "--msbuild", Path.Combine(Repository.Root, "build", "Toolset", "msbuild")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int ExitCode => _process.ExitCode;

    public string Errors => _errors.GetAwaiter().GetResult();

    /// <summary>Reads its account until a line is there that the caller waits for; null when it ended before.</summary>
    public string? ReadUntil(Predicate<string> wanted)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _lines.Add(line);
            if (wanted(line))
                return line;
        }
        return null;
    }

    /// <summary>All that it printed, once it has ended.</summary>
    public IReadOnlyList<string> Finish()
    {
        ReadUntil(_ => false);
        Assert.True(_process.WaitForExit(Patience));
        return _lines;
    }

    /// <summary>kill -9 of the build alone; its compilers live on.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: false);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
