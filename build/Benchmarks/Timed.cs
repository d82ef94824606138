// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Runtime.InteropServices;
using PvDrivers.Formats;

namespace PvDrivers.Benchmarks;

/// <summary>A program run to its end.</summary>
/// <param name="Seconds">From its start to its exit, as its caller sees it.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Processor">Processor seconds of it and of all that it waited for; a busy machine does not stretch them.</param>
internal sealed partial record Timed(double Seconds, double Processor, string Output)
{
    private const int Children = -1;

    public static Timed Run(string program, IReadOnlyList<string> arguments, string directory)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        double before = ProcessorSecondsOfChildren();
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new ToolFailedException(program, arguments, directory, -1, "did not start", []);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (process.ExitCode != 0)
            throw new ToolFailedException(program, arguments, directory, process.ExitCode, "",
                [.. (output + errors.Result).Split('\n').TakeLast(20)]);
        return new Timed(seconds, ProcessorSecondsOfChildren() - before, output);
    }

    /// <summary>Both figures by themselves: the middle of several runs.</summary>
    public static Timed Middle(IReadOnlyList<Timed> runs)
    {
        double[] seconds = [.. runs.Select(run => run.Seconds).Order()];
        double[] processor = [.. runs.Select(run => run.Processor).Order()];
        return new Timed(seconds[seconds.Length / 2], processor[processor.Length / 2], "");
    }

    private static double ProcessorSecondsOfChildren()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        Span<long> usage = stackalloc long[32];
        if (getrusage(Children, usage) != 0)
            return 0;
        // struct rusage: user and system time, each seconds and microseconds.
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    [LibraryImport("libc")]
    private static partial int getrusage(int who, Span<long> usage);
}
