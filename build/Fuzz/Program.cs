// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PvDrivers.Fuzz;

/// <summary>
/// Mutation fuzzing of the format readers:
/// <c>fuzz TARGET [--seconds N] [--seed N] [--iteration N] [--corpus FOLDER]</c>, or <c>fuzz TARGET FILE...</c> to try files.
/// </summary>
internal static partial class Program
{
    private const int DefaultSeconds = 60;

    public static int Main(string[] args)
    {
        FuzzTarget? target = args.Length == 0 ? null : FuzzTarget.All.FirstOrDefault(t => t.Name == args[0]);
        if (target is null)
            return Usage($"name one of the targets: {string.Join(", ", FuzzTarget.All.Select(t => t.Name))}");
        Dictionary<string, string> options = [];
        List<string> files = [];
        for (int i = 1; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                files.Add(args[i]);
            else if (i + 1 < args.Length && args[i] is "--seconds" or "--seed" or "--iteration" or "--corpus")
                options[args[i]] = args[++i];
            else
                return Usage($"'{args[i]}' is no option, or has no value");
        }

        if (files.Count > 0)
            return TryFiles(target, files);
        string folder = options.GetValueOrDefault("--corpus") ?? Path.Combine("build", "Tests", "fuzz", target.Name);
        if (!Directory.Exists(folder) || Directory.GetFiles(folder) is not { Length: > 0 } stored)
            return Usage($"no corpus in {folder}; start in the root of the repository or give --corpus");
        List<byte[]> corpus = [.. stored.Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        int seed = options.TryGetValue("--seed", out string? given) ? int.Parse(given) : Environment.TickCount;
        if (!options.TryGetValue("--iteration", out string? one))
            return Loop(target, corpus, seed, TimeSpan.FromSeconds(
                options.TryGetValue("--seconds", out string? seconds) ? int.Parse(seconds) : DefaultSeconds));
        byte[] input = FuzzRun.Input(corpus, seed, long.Parse(one));
        return Report(target, seed, long.Parse(one), input, new FuzzRun(target).Try(input));
    }

    private static int Loop(FuzzTarget target, List<byte[]> corpus, int seed, TimeSpan time)
    {
        FuzzRun run = new(target);
        HashSet<string> refusals = [];
        long iteration = 0;
        long read = 0;
        Console.WriteLine($"{target.Name}: {corpus.Count} files, seed {seed}, {time.TotalSeconds} s");
        foreach (byte[] file in corpus)
            if (run.Try(file).Fault is { } broken)
                return Report(target, seed, -1, file, new FuzzOutcome(null, broken));

        using Watchdog watchdog = new(() => $"{target.Name} --seed {seed} --iteration {Volatile.Read(ref iteration)}");
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < time; Volatile.Write(ref iteration, iteration + 1))
        {
            watchdog.Fed();
            byte[] input = FuzzRun.Input(corpus, seed, iteration);
            FuzzOutcome outcome = run.Try(input);
            if (outcome.Fault is not null)
                return Report(target, seed, iteration, input, outcome);
            if (outcome.Refusal is null)
                read++;
            else
                refusals.Add(Numbers().Replace(outcome.Refusal, "#"));
        }

        Console.WriteLine(
            $"{target.Name}: {iteration} inputs, {read} read, the others refused in {refusals.Count} ways; no fault");
        return 0;
    }

    private static int TryFiles(FuzzTarget target, List<string> files)
    {
        int faults = 0;
        foreach (string file in files)
        {
            FuzzOutcome outcome = new FuzzRun(target).Try(File.ReadAllBytes(file));
            Console.WriteLine($"{file}: {outcome.Fault ?? outcome.Refusal ?? "read"}");
            faults += outcome.Fault is null ? 0 : 1;
        }

        return faults == 0 ? 0 : 1;
    }

    private static int Report(FuzzTarget target, int seed, long iteration, byte[] input, FuzzOutcome outcome)
    {
        string folder = Directory.CreateDirectory(Path.Combine("artifacts", "fuzz")).FullName;
        string file = Path.Combine(folder, $"{target.Name}-{seed}-{iteration}.bin");
        File.WriteAllBytes(file, input);
        Console.WriteLine(
            $"{target.Name} --seed {seed} --iteration {iteration}: {outcome.Fault ?? outcome.Refusal ?? "read"}");
        Console.WriteLine($"the input is {file}");
        return outcome.Fault is null ? 0 : 1;
    }

    private static int Usage(string text)
    {
        Console.Error.WriteLine(
            $"{text}\nfuzz TARGET [--seconds N] [--seed N] [--iteration N] [--corpus FOLDER] | fuzz TARGET FILE...");
        return 2;
    }

    [GeneratedRegex("[0-9A-Fa-f]{2,}|[0-9]|'.*'|\".*\"")]
    private static partial Regex Numbers();
}
