// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PvDrivers.Tests.Hosting;

/// <summary>What a started build wrote and how it ended; Lines are those that fixtures mark with "> ".</summary>
public sealed record HostRun(int ExitCode, string Output, string Error)
{
    public IEnumerable<string> Lines => Output.Split('\n').Where(l => l.StartsWith("> ", StringComparison.Ordinal))
        .Select(l => l[2..].TrimEnd());
}

/// <summary>Starts a fixture build in an empty root of its own, without the caller's environment and
/// terminal.</summary>
internal sealed partial class HostProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public HostProcess() => Directory.CreateDirectory(Path.Combine(Root, ".nuke"));

    public string Root { get; } = Repository.NewTemporaryDirectory();

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>False starts the host without the pipeline's own checks of the command line.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>The program that is started; the fixture's where nobody says otherwise.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "PvDrivers.HostFixture.dll");

    /// <summary>False lets the host look for its root from <see cref="Folder"/> upwards.</summary>
    public bool GivesRoot { get; init; } = true;

    /// <summary>Current folder of the build, below the root.</summary>
    public string Folder { get; set; } = "";

    public HostRun Run(string fixture, params string[] arguments)
    {
        using Process process = Start(fixture, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"fixture {fixture} {string.Join(' ', arguments)} did not end");
        }
        return new HostRun(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The root is given behind all arguments, where it cannot become a target.</summary>
    public Process Start(string fixture, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Root, Folder),
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (GivesRoot && !arguments.Contains("--root"))
        {
            start.ArgumentList.Add("--root");
            start.ArgumentList.Add(Root);
        }
        foreach (string name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        start.Environment["FIXTURE"] = fixture;
        start.Environment["FIXTURE_RAW"] = Strict ? "0" : "1";
        foreach ((string name, string value) in Environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Clock times, dates, durations and the folder replaced, so that two runs write the same.</summary>
    public string Masked(string text)
    {
        text = text.Replace(Root, "ROOT", StringComparison.Ordinal).ReplaceLineEndings("\n");
        text = Date().Replace(text, "DATE TIME");
        text = Clock().Replace(text, "HH:MM:SS");
        return Duration().Replace(text, "    < 1sec");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static bool IsForeign(string name)
        => name.StartsWith("GITHUB_", StringComparison.Ordinal) || name.StartsWith("NUKE_", StringComparison.Ordinal)
            || name.StartsWith("OVM_", StringComparison.Ordinal)
            || name is "CI" or "ROOT" or "HOST" or "TARGET" or "ARCH" or "PLAN" or "HELP" or "OUTPUT" or "COLOUR";

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")]
    private static partial Regex Date();

    [GeneratedRegex(@"(?m)^\d\d:\d\d:\d\d(?= \[)")]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?m)  {6}\d+:\d\d(?=$|   //)")]
    private static partial Regex Duration();
}
