// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Tests.Formats.Pe;

/// <summary>The certificate table, with osslsigncode as the other signer.</summary>
public sealed class PeSignatureTests
{
    [SkippableTheory]
    [InlineData("x64")]
    [InlineData("x86")]
    [InlineData("arm64")]
    public void WithSignature_WhenGivenOsslsigncodesSignature_IsItsFile(string machine)
    {
        byte[] unsigned = SampleDriver.For(machine).Sys;
        byte[] theirs = Sign(unsigned, "-h", "sha256");
        PeImage signed = PeImage.Read(theirs, "theirs.sys");

        byte[] ours = PeImage.Read(unsigned, "ours.sys").WithSignature(Assert.Single(signed.Signatures()).Span);

        Assert.Equal(theirs, ours);
        Assert.Equal(signed.CheckSum, signed.ComputeCheckSum());
    }

    [SkippableFact]
    public void WithSignature_WhenImageIsSignedAlready_ReplacesTheTable()
    {
        byte[] unsigned = SampleDriver.For("x64").Sys;
        PeImage first = PeImage.Read(Sign(unsigned, "-h", "sha1"), "first.sys");
        byte[] second = Sign(unsigned, "-h", "sha256");

        byte[] ours = first.WithSignature(PeImage.Read(second, "second.sys").Signatures()[0].Span);

        Assert.Equal(second, ours);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    public void WithoutSignature_WhenImageWasSigned_IsTheImageBefore(int overlay)
    {
        byte[] unsigned = [.. SampleDriver.For("x64").Sys, .. new byte[overlay]];

        byte[] bare = PeImage.Read(Sign(unsigned, "-h", "sha256"), "signed.sys").WithoutSignature();

        // Signing padded the file to 8; nothing tells those zeros from the file's own.
        byte[] expected = [.. unsigned, .. new byte[(8 - unsigned.Length % 8) % 8]];
        BitConverter.GetBytes(PeImage.Read(expected, "expected.sys").ComputeCheckSum())
            .CopyTo(expected, CheckSumOffset(expected));
        Assert.Equal(expected, bare);
    }

    [SkippableTheory]
    [InlineData("x64", "SHA256")]
    [InlineData("x86", "SHA1")]
    [InlineData("arm64", "SHA256")]
    public void PageHashes_WhenOsslsigncodeMakesThem_AreEqual(string machine, string algorithm)
    {
        byte[] unsigned = SampleDriver.For(machine).Sys;
        byte[] signed = Sign(unsigned, "-ph", "-h", algorithm.ToLowerInvariant());

        byte[] hashes = PeImage.Read(unsigned, "unsigned.sys").PageHashes(new HashAlgorithmName(algorithm));

        string signature = Convert.ToHexString(PeImage.Read(signed, "signed.sys").Signatures()[0].Span);
        Assert.Contains(Convert.ToHexString(hashes), signature, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Digest_WhenImageIsSignedLater_StaysTheSame()
    {
        byte[] unsigned = [.. SampleDriver.For("x86").Sys, 1, 2, 3];
        byte[] signed = Sign(unsigned, "-h", "sha256");

        Assert.Equal(PeImage.Read(unsigned, "u.sys").AuthenticodeDigest(HashAlgorithmName.SHA256),
            PeImage.Read(signed, "s.sys").AuthenticodeDigest(HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Digest_WhenDataStandsBehindTheTable_CoversIt()
    {
        byte[] signed = PeCorpus.Read("x64-signed-twice.sys");
        byte[] one = [.. signed, .. "appended"u8];
        byte[] other = [.. signed, .. "Appended"u8];

        Assert.NotEqual(Digest(one), Digest(other));
        Assert.Equal(Digest(one), Digest(PeImage.Read(one, "one.sys").WithoutSignature()));
    }

    [Fact]
    public void Signatures_WhenTableHasSeveralEntries_ReadsThemAll()
    {
        IReadOnlyList<ReadOnlyMemory<byte>> found = PeImage.Read(PeCorpus.Read("x64-signed-twice.sys"), "twice.sys")
            .Signatures();

        Assert.Equal(2, found.Count);
        Assert.Equal("3003020105", Convert.ToHexString(found[1].Span));
    }

    [Theory]
    [InlineData(0, "certificate entry of 0 bytes")]
    [InlineData(7, "certificate entry of 7 bytes")]
    [InlineData(0x7FFFFFFF, "certificate entry of 2147483647 bytes")]
    public void Signatures_WhenEntryLengthIsWrong_SaysWhere(int length, string found)
    {
        byte[] file = PeCorpus.Read("x64-signed-twice.sys");
        int table = (int)PeImage.Read(file, "x").CertificateTable!.Offset;
        BitConverter.GetBytes(length).CopyTo(file, table);

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => PeImage.Read(file, "bad.sys")
            .Signatures());

        Assert.Equal((table, found), ((int)error.Offset, error.Found));
    }

    [Fact]
    public void Signatures_WhenEntryIsNotPkcs_PassesItOver()
    {
        byte[] file = PeCorpus.Read("x64-signed-twice.sys");
        int table = (int)PeImage.Read(file, "x").CertificateTable!.Offset;
        file[table + 6] = 1;

        Assert.Equal("3003020105", Convert.ToHexString(Assert.Single(PeImage.Read(file, "x509.sys").Signatures())
            .Span));
    }

    private static byte[] Digest(byte[] file) =>
        PeImage.Read(file, "d.sys").AuthenticodeDigest(HashAlgorithmName.SHA256);

    private static int CheckSumOffset(byte[] file) => BitConverter.ToInt32(file, 0x3C) + 24 + 64;

    private static byte[] Sign(byte[] file, params string[] options)
    {
        Tool.Need("osslsigncode");
        string folder = Tool.NewFolder();
        TestKey.WritePem(folder);
        File.WriteAllBytes(Path.Combine(folder, "in.sys"), file);
        Tool.Run(folder, "osslsigncode", ["sign", "-certs", "cert.pem", "-key", "key.pem", .. options, "-in", "in.sys",
            "-out", "out.sys"]);
        Tool.Run(folder, "osslsigncode", "verify", "-CAfile", "cert.pem", "out.sys");
        return File.ReadAllBytes(Path.Combine(folder, "out.sys"));
    }
}
