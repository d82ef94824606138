// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Tests.Toolset;

/// <summary>The memory of file contents: when it may trust a stamp, and when it must read.</summary>
public sealed class FileIndexTests : IDisposable
{
    private readonly string _folder = Repository.NewTemporaryDirectory();

    private string Source => Path.Combine(_folder, "a.c");

    private string Saved => Path.Combine(_folder, "files.index");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string text, bool settled)
    {
        File.WriteAllText(Source, text);
        // Two ticks of the slowest clock that stamps files.
        if (settled)
            Thread.Sleep(50);
    }

    [Fact]
    public void Index_WhenTheFileIsUnchanged_DoesNotReadItAgain()
    {
        Write("one", settled: true);
        FileIndex first = new();
        ContentDigest? digest = first.DigestOf(Source);
        first.Save(Saved);

        FileIndex second = FileIndex.Load(Saved);
        Assert.Equal(digest, second.DigestOf(Source));
        Assert.Equal((1, 0), (first.HashedFiles, second.HashedFiles));
    }

    [Fact]
    public void Index_WhenTheFileWasWrittenJustBefore_ReadsItAgain()
    {
        Write("one", settled: false);
        FileIndex first = new();
        first.DigestOf(Source);
        // A second write within the same tick could leave every stamp equal.
        Assert.False(first.IsSettled(Source));
        first.Save(Saved);

        FileIndex second = FileIndex.Load(Saved);
        second.DigestOf(Source);
        Assert.Equal(1, second.HashedFiles);
    }

    [SkippableFact]
    public void Index_WhenSizeAndTimeOfModificationAreForged_SeesTheChange()
    {
        Write("one", settled: true);
        FileIndex first = new();
        ContentDigest? digest = first.DigestOf(Source);
        first.Save(Saved);
        DateTime time = File.GetLastWriteTimeUtc(Source);
        File.WriteAllText(Source, "two");
        File.SetLastWriteTimeUtc(Source, time);
        Skip.IfNot(OperatingSystem.IsLinux(), "the time of change is read on Linux alone");
        Assert.NotEqual(digest, FileIndex.Load(Saved).DigestOf(Source));
    }

    [Fact]
    public void Index_WhenAFileIsAbsent_SaysSo()
    {
        FileIndex index = new();
        Assert.Null(index.DigestOf(Source));
        Write("late", settled: false);
        Assert.Null(index.DigestOf(Source));
        index.Forget(Source);
        Assert.Equal(ContentDigest.OfBytes("late"u8), index.DigestOf(Source));
    }

    [Fact]
    public void Digest_WhenPrinted_IsWhatSha256sumPrints() => Assert.Equal(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentDigest.OfBytes("abc"u8).ToString());

    [Fact]
    public void StateFile_WhenAnyByteIsAltered_IsForgotten()
    {
        StateFile.Write(Saved, 7, writer => writer.Write("remembered"));
        byte[] good = File.ReadAllBytes(Saved);
        Assert.True(StateFile.TryRead(Saved, 7, reader => Assert.Equal("remembered", reader.ReadString())));
        Assert.False(StateFile.TryRead(Saved, 8, _ => Assert.Fail("another version was read")));
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 1;
            File.WriteAllBytes(Saved, bad);
            Assert.False(StateFile.TryRead(Saved, 7, _ => Assert.Fail($"byte {i} was altered and read")));
            File.WriteAllBytes(Saved, good[..i]);
            Assert.False(StateFile.TryRead(Saved, 7, _ => Assert.Fail($"{i} bytes were read")));
        }
    }
}
