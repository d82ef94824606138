// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Formats;

namespace PvDrivers.Fuzz;

/// <summary>What one input did.</summary>
/// <param name="Refusal">Text of the MalformedFileException, null where the input was read.</param>
/// <param name="Fault">What no input may do: another exception, too much time, too much memory; null where all is
/// well.</param>
public sealed record FuzzOutcome(string? Refusal, string? Fault);

/// <summary>Runs inputs against one target, each held to its limits. Not thread-safe: it measures the process.</summary>
public sealed class FuzzRun(FuzzTarget target)
{
    /// <summary>Processor time, so that a busy machine is not taken for a slow reader.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // What a reader may allocate in all: ten times the input, and as much as its smallest buffers and tables cost.
    private const int MemoryFactor = 10;
    private const long MemoryFloor = 512 * 1024;

    public FuzzOutcome Try(byte[] input)
    {
        TimeSpan started = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        string? refusal = null;
        try
        {
            target.Run(input);
        }
        catch (MalformedFileException malformed)
        {
            refusal = malformed.Message;
        }
#pragma warning disable CA1031 // The fuzzer is here to see every exception that a reader should not throw.
        catch (Exception other)
#pragma warning restore CA1031
        {
            return new FuzzOutcome(null, other.ToString());
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        TimeSpan took = Environment.CpuUsage.TotalTime - started;
        if (took > Limit)
            return new FuzzOutcome(refusal,
                $"took {took.TotalSeconds:F1} s of processor time for {input.Length} bytes");
        long most = MemoryFloor + (long)MemoryFactor * input.Length;
        return new FuzzOutcome(refusal, allocated > most
            ? $"allocated {allocated} bytes for {input.Length}; the limit is {most}" : null);
    }

    /// <summary>The input of one iteration: seed and number alone decide it, given the same corpus.</summary>
    public static byte[] Input(IReadOnlyList<byte[]> corpus, int seed, long iteration)
    {
        Random random = new(HashCode(seed, iteration));
        return new Mutator(random).Mutate(corpus[random.Next(corpus.Count)], corpus[random.Next(corpus.Count)]);
    }

    /// <summary>Fowler, Noll, Vo: the runtime's own hash codes differ from process to process.</summary>
    private static int HashCode(int seed, long iteration)
    {
        uint hash = 2166136261;
        for (int i = 0; i < 96; i += 8)
            hash = unchecked((hash ^ (byte)(i < 32 ? seed >> i : iteration >> (i - 32))) * 16777619);
        return unchecked((int)hash);
    }
}

/// <summary>Ends the process when one input does not come back at all, after printing which it was.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Timer _timer;
    private readonly Func<string> _describe;
    private long _since = Stopwatch.GetTimestamp();

    public Watchdog(Func<string> describe)
    {
        _describe = describe;
        _timer = new Timer(_ => Look(), null, Patience, TimeSpan.FromSeconds(1));
    }

    public void Fed() => Volatile.Write(ref _since, Stopwatch.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > Patience)
            Environment.FailFast($"no end after {Patience.TotalSeconds} s: {_describe()}");
    }
}
