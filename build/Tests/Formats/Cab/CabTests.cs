// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Formats.Cab;

namespace PvDrivers.Tests.Formats.Cab;

public sealed class CabTests
{
    [Fact]
    public void CabFile_WhenOwnCabinetIsRead_GivesBackEveryFile()
    {
        IReadOnlyList<CabEntry> entries = CabSamples.Mixed();

        CabFile file = CabFile.Read(CabWriter.Write(entries), "own.cab");

        Assert.Equal(entries.Select(Describe), file.Extract().Select(Describe));
    }

    [Fact]
    public void CabWriter_WhenRunTwice_WritesTheSameBytes() =>
        Assert.Equal(CabWriter.Write(CabSamples.Mixed()), CabWriter.Write(CabSamples.Mixed()));

    [Fact]
    public void CabWriter_WhenContentDoesNotPack_StaysWithinMszipsLimit()
    {
        byte[] noise = CabSamples.Noise(CabBlock * 3, 7);

        byte[] cabinet = CabWriter.Write([new CabEntry("noise", noise, CabSamples.Time)]);

        // 8 bytes of head and 7 of mark and stored-block head for each of three blocks.
        Assert.Equal(36 + 8 + 16 + 6 + 3 * (8 + 7 + CabBlock), cabinet.Length);
        Assert.Equal(noise, CabFile.Read(cabinet, "noise.cab").Extract()[0].Bytes.ToArray());
    }

    [SkippableFact]
    public void CabWriter_WhenCabextractTests_IsSound()
    {
        Tool.Need("cabextract");
        string folder = Tool.NewFolder();
        File.WriteAllBytes(Path.Combine(folder, "own.cab"), CabWriter.Write(CabSamples.Mixed()));

        Tool.Run(folder, "cabextract", "-t", "own.cab");
        Tool.Run(folder, "cabextract", "-q", "-d", "out", "own.cab");

        foreach (CabEntry entry in CabSamples.Mixed().Where(e => e.Bytes.Length > 0))
            Assert.Equal(entry.Bytes.ToArray(),
                File.ReadAllBytes(Path.Combine(folder, "out", entry.Name.Replace('\\', '/'))));
    }

    [SkippableFact]
    public void CabWriter_WhenGcabLists_ShowsEveryName()
    {
        Tool.Need("gcab");
        string folder = Tool.NewFolder();
        File.WriteAllBytes(Path.Combine(folder, "own.cab"), CabWriter.Write(CabSamples.Mixed()));

        string listed = Tool.Run(folder, "gcab", "-t", "own.cab");

        foreach (CabEntry entry in CabSamples.Mixed())
            Assert.Contains(entry.Name, listed.Replace('/', '\\'), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void CabFile_WhenGcabPackedWithHistory_UnpacksTheSame()
    {
        Tool.Need("gcab");
        string folder = Tool.NewFolder();
        // gcab carries the 32 KiB window from block to block: a repeated block packs to a few bytes only that way.
        byte[] block = CabSamples.Noise(CabBlock, 3);
        byte[] content = [.. block, .. block, .. block, .. CabSamples.Text(5000)];
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.WriteAllBytes(Path.Combine(folder, "sub", "repeat.bin"), content);
        Tool.Run(folder, "gcab", "-c", "-z", "g.cab", "sub/repeat.bin");
        byte[] cabinet = File.ReadAllBytes(Path.Combine(folder, "g.cab"));

        CabEntry entry = CabFile.Read(cabinet, "g.cab").Extract().Single();

        Assert.Equal(@"sub\repeat.bin", entry.Name);
        Assert.Equal(content, entry.Bytes.ToArray());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Digest_WhenOsslsigncodeSigns_IsEqual(bool stored)
    {
        Tool.Need("osslsigncode", "openssl", "gcab", "cabextract");
        string folder = Tool.NewFolder();
        byte[] unsigned = stored ? GcabStored(folder) : CabWriter.Write(CabSamples.Mixed());
        File.WriteAllBytes(Path.Combine(folder, "u.cab"), unsigned);
        TestKey.WritePem(folder);
        Tool.Run(folder, "osslsigncode", "sign", "-certs", "cert.pem", "-key", "key.pem", "-h", "sha256", "-in",
            "u.cab", "-out", "s.cab");
        byte[] signed = File.ReadAllBytes(Path.Combine(folder, "s.cab"));

        CabFile ours = CabFile.Read(unsigned, "u.cab");
        CabFile theirs = CabFile.Read(signed, "s.cab");

        string digest = Convert.ToHexString(ours.AuthenticodeDigest(HashAlgorithmName.SHA256));
        Assert.Contains(digest, Tool.Try(folder, "osslsigncode", "verify", "-CAfile", "cert.pem", "s.cab").Output,
            StringComparison.Ordinal);
        Assert.Equal(digest, Convert.ToHexString(theirs.AuthenticodeDigest(HashAlgorithmName.SHA256)));
        // Their signature put in by us is their file; taken off, it is the file before.
        Assert.Equal(signed, ours.WithSignature(theirs.Signature!.Value.Span));
        Assert.Equal(unsigned, theirs.WithoutSignature());
        Assert.Equal(ours.Files, theirs.Files);
    }

    [SkippableFact]
    public void WithSignature_WhenOsslsigncodeVerifies_IsAccepted()
    {
        Tool.Need("osslsigncode", "openssl", "cabextract");
        string folder = Tool.NewFolder();
        File.WriteAllBytes(Path.Combine(folder, "u.cab"), CabWriter.Write(CabSamples.Mixed()));
        TestKey.WritePem(folder);
        Tool.Run(folder, "osslsigncode", "sign", "-certs", "cert.pem", "-key", "key.pem", "-h", "sha1", "-in", "u.cab",
            "-out", "first.cab");
        Tool.Run(folder, "osslsigncode", "sign", "-certs", "cert.pem", "-key", "key.pem", "-h", "sha256", "-in",
            "u.cab", "-out", "second.cab");
        CabFile first = CabFile.Read(File.ReadAllBytes(Path.Combine(folder, "first.cab")), "first.cab");
        CabFile second = CabFile.Read(File.ReadAllBytes(Path.Combine(folder, "second.cab")), "second.cab");

        // A signed cabinet takes another signature in place of its own.
        File.WriteAllBytes(Path.Combine(folder, "ours.cab"), first.WithSignature(second.Signature!.Value.Span));

        string said = Tool.Run(folder, "osslsigncode", "verify", "-CAfile", "cert.pem", "ours.cab");
        Assert.Contains("Message digest algorithm  : SHA256", said, StringComparison.Ordinal);
        Tool.Run(folder, "cabextract", "-t", "ours.cab");
    }

    [Fact]
    public void CatalogDigest_WhenCabinetIsUnsigned_CoversAllButReserved1()
    {
        byte[] cabinet = CabWriter.Write(CabSamples.Mixed());

        byte[] digest = CabFile.Read(cabinet, "u.cab").CatalogDigest(HashAlgorithmName.SHA256);

        Assert.Equal(SHA256.HashData([.. cabinet[..4], .. cabinet[8..]]), digest);
    }

    [Theory]
    [InlineData(@"..\up")]
    [InlineData(@"\root")]
    [InlineData(@"C:\drive")]
    [InlineData("sla/sh")]
    [InlineData(@"double\\backslash")]
    [InlineData("")]
    public void CabWriter_WhenNameLeavesItsFolder_Refuses(string name) =>
        Assert.Throws<UsageException>(() => CabWriter.Write([new CabEntry(name, new byte[1], CabSamples.Time)]));

    [Fact]
    public void CabWriter_WhenNameIsTooLong_Refuses() =>
        Assert.Throws<UsageException>(() =>
            CabWriter.Write([new CabEntry(new string('a', 256), new byte[1], CabSamples.Time)]));

    [Fact]
    public void CabWriter_WhenTwoNamesDifferByCaseOnly_Refuses() =>
        Assert.Throws<UsageException>(() =>
            CabWriter.Write([new CabEntry("a", new byte[1], CabSamples.Time),
            new CabEntry("A", new byte[1], CabSamples.Time)]));

    [Theory]
    [InlineData(1979)]
    [InlineData(2108)]
    public void CabWriter_WhenTimeCannotBeTold_Refuses(int year) =>
        Assert.Throws<UsageException>(() =>
            CabWriter.Write([new CabEntry("a", new byte[1], new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero))]));

    private const int CabBlock = 32768;

    private static byte[] GcabStored(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "a.txt"), CabSamples.Text(1000));
        Tool.Run(folder, "gcab", "-c", "g.cab", "a.txt");
        return File.ReadAllBytes(Path.Combine(folder, "g.cab"));
    }

    private static string Describe(CabEntry entry) =>
        $"{entry.Name} {entry.Time:u} {Convert.ToHexString(SHA256.HashData(entry.Bytes.Span))}";
}
