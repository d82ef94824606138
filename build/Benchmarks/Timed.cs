// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Formats;

namespace PvDrivers.Benchmarks;

/// <summary>A program run to its end, and how long it took from start to exit as its caller sees it.</summary>
internal sealed record Timed(double Seconds, string Output)
{
    public static Timed Run(string program, IReadOnlyList<string> arguments, string directory)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new ToolFailedException(program, arguments, directory, -1, "did not start", []);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (process.ExitCode != 0)
            throw new ToolFailedException(program, arguments, directory, process.ExitCode, "",
                [.. (output + errors.Result).Split('\n').TakeLast(20)]);
        return new Timed(seconds, output);
    }

    /// <summary>The middle of several runs of the same thing, each after its own preparation.</summary>
    public static double Median(int runs, Action prepare, Func<Timed> run)
    {
        List<double> seconds = [];
        for (int i = 0; i < runs; i++)
        {
            prepare();
            seconds.Add(run().Seconds);
        }
        seconds.Sort();
        return seconds[seconds.Count / 2];
    }
}
