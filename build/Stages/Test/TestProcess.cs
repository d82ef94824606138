// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Formats;

namespace PvDrivers.Stages.Test;

/// <summary>How a suite ended: counts as its runner printed them.</summary>
public sealed record SuiteResult(string Name, int Passed, int Failed, int Skipped, TimeSpan Duration)
{
    public override string ToString() =>
        $"{Name}: {Passed} passed, {Failed} failed, {Skipped} skipped in {Duration.TotalSeconds:F1} s";
}

/// <summary>Runs a test program, hands its lines on as they come, and keeps the last ones for an error.</summary>
internal static class TestProcess
{
    private const int KeptLines = 30;

    public static (int ExitCode, IReadOnlyList<string> LastLines) Run(string tool, IReadOnlyList<string> arguments,
        string directory, IReadOnlyDictionary<string, string> environment, Action<string> onLine, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        var kept = new Queue<string>();
        void Keep(string? line)
        {
            if (line is null)
                return;
            lock (kept)
            {
                kept.Enqueue(line);
                if (kept.Count > KeptLines)
                    kept.Dequeue();
                onLine(line);
            }
        }
        using Process process = Process.Start(start)
            ?? throw new ToolFailedException(tool, arguments, directory, -1, "did not start", []);
        process.StandardInput.Close();
        process.OutputDataReceived += (_, data) => Keep(data.Data);
        process.ErrorDataReceived += (_, data) => Keep(data.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using (cancel.Register(() => process.Kill(entireProcessTree: true)))
            process.WaitForExit();
        cancel.ThrowIfCancellationRequested();
        return (process.ExitCode, [.. kept]);
    }
}
