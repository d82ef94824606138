// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PvDrivers.Formats;
using PvDrivers.Fuzz;

namespace PvDrivers.Tests.Formats.Fuzz;

/// <summary>A short run of what build/Fuzz does for as long as one likes; any seed that fails here fails there.</summary>
public sealed class FuzzTests
{
    private const int Mutations = 2000;

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_WhenRead_IsSound(string name)
    {
        FuzzTarget target = Find(name);

        Assert.NotEmpty(Corpus(name));
        foreach (byte[] file in Corpus(name))
            target.Run(file);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Reader_WhenCorpusIsMutated_ThrowsNothingButMalformed(string name)
    {
        FuzzTarget target = Find(name);
        byte[][] corpus = Corpus(name);
        for (int iteration = 0; iteration < Mutations; iteration++)
            AssertHarmless(target, FuzzRun.Input(corpus, seed: 3441882, iteration),
                $"{name} --seed 3441882 --iteration {iteration}");
    }

    [Property(MaxTest = 300)]
    public Property Reader_WhenBytesAreRandom_ThrowsNothingButMalformed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            foreach (FuzzTarget target in FuzzTarget.All)
                AssertHarmless(target, bytes, target.Name);
        });

    [Property(MaxTest = 200)]
    public Property Reader_WhenSeedIsAny_ThrowsNothingButMalformed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            foreach (FuzzTarget target in FuzzTarget.All)
                AssertHarmless(target, FuzzRun.Input(Corpus(target.Name), seed, 0),
                    $"{target.Name} --seed {seed} --iteration 0");
        });

    [Fact]
    public void Input_WhenSeedAndIterationAreEqual_IsEqual()
    {
        byte[][] corpus = Corpus("cat");

        Assert.Equal(FuzzRun.Input(corpus, 7, 123456789012), FuzzRun.Input(corpus, 7, 123456789012));
        Assert.NotEqual(FuzzRun.Input(corpus, 7, 1), FuzzRun.Input(corpus, 8, 1));
    }

    [Fact]
    public void FuzzRun_WhenReaderMisbehaves_Tells()
    {
        Assert.Contains("IndexOutOfRange", new FuzzRun(new FuzzTarget("x", bytes => _ = bytes[bytes.Length])).Try([1])
            .Fault, StringComparison.Ordinal);
        Assert.Contains("allocated", new FuzzRun(new FuzzTarget("x", _ => GC.KeepAlive(new byte[2_000_000]))).Try([1])
            .Fault, StringComparison.Ordinal);
        Assert.Equal("x: a, expected b",
            new FuzzRun(new FuzzTarget("x", _ => throw new MalformedFileException("x", -1, "a", "b"))).Try([1])
            .Refusal);
    }

    private static FuzzTarget Find(string name) => FuzzTarget.All.Single(t => t.Name == name);

    private static byte[][] Corpus(string name) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "build", "Tests", "fuzz", name))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static void AssertHarmless(FuzzTarget target, byte[] input, string how)
    {
        Exception? thrown = Record.Exception(() => target.Run(input));
        Assert.True(thrown is null or MalformedFileException, $"{how}: {thrown}");
    }
}
