// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using PvDrivers.Formats;
using PvDrivers.Toolset;
using PvDrivers.Toolset.Engine;

namespace PvDrivers.Benchmarks;

/// <summary>
/// The driver build against ninja with the same command lines: cold, with nothing to do, after one byte of one source; and what
/// the precompiled headers gain. It works on a copy of the tree. Ratios are what counts; seconds are this machine's of this day.
/// </summary>
internal static class DriverBenchmark
{
    public static int Run(Arguments arguments)
    {
        string folder = Directory.CreateTempSubdirectory("pvdrivers-bench-").FullName;
        try
        {
            Measure(arguments, folder);
            return 0;
        }
        catch (Exception error) when (error is UsageException or ToolFailedException)
        {
            Console.Error.WriteLine(error.Message);
            return error is UsageException ? 2 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(Arguments arguments, string folder)
    {
        Bench bench = new(arguments, folder);
        Console.WriteLine($"command: dotnet run --project build/Benchmarks -c Release -- --root {arguments.Root} --drivers {string.Join(',', arguments.Drivers)} --runs {arguments.Runs} --cores {bench.Cores}");
        Console.WriteLine($"machine: {Environment.ProcessorCount} cores, load before {LoadAverage()}; build and ninja take turns, the middle of {arguments.Runs} runs counts");
        List<WorkNode> nodes = bench.Plan();
        Console.WriteLine($"tree: {arguments.Cells.Count} cells, {string.Join(", ", arguments.Drivers)}: {nodes.Count} nodes, {nodes.Count(node => node.Kind == NodeKind.Object)} of them objects, {nodes.Count(node => node.Kind == NodeKind.PrecompiledHeader)} precompiled headers");
        Compare("cold build", bench.Clean, bench);
        Compare("nothing to do", () => { }, bench);
        Compare($"one byte of {bench.Edited}", bench.EditOneByte, bench);
        bench.BeginOurs();
        bench.Clean();
        Timed with = bench.Build(pch: true);
        bench.Clean();
        Timed without = bench.Build(pch: false);
        Console.WriteLine(Row("precompiled headers, cold", $"with {Figures(with)}", $"without {Figures(without)}",
            $"gain {without.Seconds / with.Seconds:F2} (processor {without.Processor / with.Processor:F2})"));
        Console.WriteLine($"load after {LoadAverage()}");
    }

    /// <summary>Alternates, so that a neighbour's load falls on both.</summary>
    private static void Compare(string what, Action prepare, Bench bench)
    {
        List<Timed> ours = [];
        List<Timed> theirs = [];
        double inner = double.MaxValue;
        for (int i = 0; i < bench.Runs; i++)
        {
            bench.BeginOurs();
            prepare();
            ours.Add(bench.Build(pch: true));
            inner = Math.Min(inner, Inner(ours[^1]));
            bench.BeginNinja();
            prepare();
            theirs.Add(bench.Ninja());
        }
        Timed our = Timed.Middle(ours);
        Timed their = Timed.Middle(theirs);
        Console.WriteLine(Row(what, $"ours {Figures(our)}, DriverBuild.Run at best {inner:F0} ms", $"ninja -j{bench.Cores} {Figures(their)}",
            $"ratio {our.Seconds / their.Seconds:F2} (processor {our.Processor / their.Processor:F2})"));
    }

    private static string Figures(Timed timed) => $"{timed.Seconds:F2} s (processor {timed.Processor:F2} s)";

    private static double Inner(Timed timed)
    {
        string line = timed.Output.Split('\n').First(text => text.StartsWith("milliseconds=", StringComparison.Ordinal));
        return double.Parse(line["milliseconds=".Length..], CultureInfo.InvariantCulture);
    }

    private static string Row(string what, string ours, string theirs, string ratio) => $"{what}\n    {ours}\n    {theirs}\n    {ratio}";

    private static string LoadAverage() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
