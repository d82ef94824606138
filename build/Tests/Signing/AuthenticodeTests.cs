// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Pe;
using PvDrivers.Signing;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Tests.Signing;

[Collection(DevelopmentKeyShared.Name)]
public sealed class AuthenticodeTests(DevelopmentKeyFixture fixture)
{
    private SignRequest Request => new()
    {
        Key = fixture.Key,
        Description = "Oracle VM PV Drivers",
        Url = "https://example.invalid/pv",
    };

    [SkippableTheory]
    [InlineData(true, 0)]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    [InlineData(false, 5)]
    public void Sign_WhenImage_IsAcceptedByOsslsigncode(bool x64, int overlay)
    {
        Judge.Require("osslsigncode");
        byte[] signed = Authenticode.Sign(TestImage.Make(x64, overlay: overlay), "t.sys", Request);

        (bool accepted, string output) = Judge.Osslsigncode(signed, "sys", fixture.Root);
        Assert.True(accepted, output);
        Assert.Contains("Text description: Oracle VM PV Drivers", output, StringComparison.Ordinal);
        Assert.DoesNotContain("MISMATCH", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Sign_WhenSha1AndSha256_NestsTheSecondAndBothAreAccepted()
    {
        Judge.Require("osslsigncode");
        SignRequest both = Request with { Digests = [HashAlgorithmName.SHA256, HashAlgorithmName.SHA1] };
        byte[] signed = Authenticode.Sign(TestImage.Make(), "t.sys", both);

        SignatureInfo outer = Assert.Single(SignatureReader.Read(signed, "t.sys"));
        Assert.Equal(HashAlgorithmName.SHA1, outer.Digest);
        Assert.Equal(HashAlgorithmName.SHA256, Assert.Single(outer.Nested).Digest);
        (bool accepted, string output) = Judge.Osslsigncode(signed, "sys", fixture.Root);
        Assert.True(accepted, output);
        Assert.Contains("Number of verified signatures: 2", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(true, "SHA256")]
    [InlineData(false, "SHA256")]
    [InlineData(false, "SHA1")]
    public void Sign_WhenPageHashes_AreThoseOsslsigncodeComputes(bool x64, string digest)
    {
        Judge.Require("osslsigncode");
        SignRequest request = Request with { PageHashes = true, Digests = [new HashAlgorithmName(digest)] };
        byte[] signed = Authenticode.Sign(TestImage.Make(x64), "t.sys", request);

        (bool accepted, string output) = Judge.Osslsigncode(signed, "sys", fixture.Root);
        Assert.True(accepted, output);
        Assert.Contains("Page hash", output, StringComparison.Ordinal);
        Assert.NotNull(SignatureReader.Read(signed, "t.sys")[0].Indirect!.PageHashes);
    }

    [SkippableFact]
    public void Sign_WhenCatalog_IsAcceptedAndKeepsTheListUntouched()
    {
        Judge.Require("osslsigncode");
        byte[] unsigned = TestCatalog.Make();
        byte[] signed = Authenticode.Sign(unsigned, "t.cat", Request);

        (bool accepted, string output) = Judge.Osslsigncode(signed, "cat", fixture.Root);
        Assert.True(accepted, output);
        Assert.True(signed.AsSpan().IndexOf(ListOf(unsigned)) > 0);
        Assert.Equal(unsigned, Authenticode.Remove(signed, "t.cat"));
    }

    [SkippableTheory]
    [InlineData("SHA256")]
    [InlineData("SHA1", "SHA256")]
    public void Sign_WhenCabinet_IsAcceptedAndUnpacksAsBefore(params string[] digests)
    {
        Judge.Require("osslsigncode");
        byte[] cabinet = TestFiles.Make("cab");
        byte[] signed = Authenticode.Sign(cabinet, "t.cab",
            Request with { Digests = [.. digests.Select(d => new HashAlgorithmName(d))] });

        (bool accepted, string output) = Judge.Osslsigncode(signed, "cab", fixture.Root);
        Assert.True(accepted, output);
        Assert.Contains($"Number of verified signatures: {digests.Length}", output, StringComparison.Ordinal);
        Assert.Equal(CabFile.Read(cabinet, "t.cab").Extract().Select(e => e.Bytes.ToArray()),
            CabFile.Read(signed, "t.cab").Extract().Select(e => e.Bytes.ToArray()));
        Assert.Equal(cabinet, Authenticode.Remove(signed, "t.cab"));
    }

    [Fact]
    public void Sign_WhenImage_ChangesOnlySignatureChecksumAndDirectoryEntry()
    {
        byte[] image = TestImage.Make(overlay: 3);
        byte[] signed = Authenticode.Sign(image, "t.sys", Request);
        PeImage read = PeImage.Read(signed, "t.sys");

        const int CheckSum = 0x98 + 64;
        const int Directory = 0x98 + 112 + 4 * 8;
        for (int i = 0; i < image.Length; i++)
            if (i is not (>= CheckSum and < CheckSum + 4) and not (>= Directory and < Directory + 8))
                Assert.True(image[i] == signed[i], $"byte 0x{i:X} changed");
        Assert.Equal(read.ComputeCheckSum(), read.CheckSum);
        Assert.Equal(0, signed.Length % 8);
    }

    [Theory]
    [InlineData("sys")]
    [InlineData("sys32")]
    [InlineData("cat")]
    [InlineData("cab")]
    public void Sign_WhenRepeated_GivesTheSameBytes(string kind)
    {
        byte[] file = TestFiles.Make(kind);

        byte[] once = Authenticode.Sign(file, "t", Request);
        Assert.Equal(once, Authenticode.Sign(file, "t", Request));
        Assert.Equal(once, Authenticode.Sign(once, "t", Request));
    }

    [Fact]
    public void Sign_WhenAppended_KeepsTheFirstSignature()
    {
        byte[] first = Authenticode.Sign(TestImage.Make(), "t.sys", Request with { Digests = [HashAlgorithmName.SHA1] });
        byte[] second = Authenticode.Sign(first, "t.sys", Request with { Append = true });
        byte[] third = Authenticode.Sign(second, "t.sys", Request with { Append = true, Digests = [HashAlgorithmName.SHA384] });

        SignatureInfo outer = Assert.Single(SignatureReader.Read(third, "t.sys"));
        Assert.Equal(HashAlgorithmName.SHA1, outer.Digest);
        Assert.Equal(2, outer.Nested.Count);
        Assert.Equal(SignatureReader.Read(first, "t.sys")[0].SignerInfo.SignedPart.ToArray(), outer.SignerInfo.SignedPart.ToArray());
    }

    [Fact]
    public void Sign_WhenSecondSignatureOnCatalog_IsRefusedWithTheReason()
    {
        byte[] signed = Authenticode.Sign(TestCatalog.Make(), "t.cat", Request);

        Assert.Contains("one signature", Assert.Throws<UsageException>(
            () => Authenticode.Sign(signed, "t.cat", Request with { Append = true })).Message, StringComparison.Ordinal);
        Assert.Contains("one signature", Assert.Throws<UsageException>(() => Authenticode.Sign(signed, "t.cat",
            Request with { Digests = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_WhenSignedImage_GivesBackTheImageWithATrueChecksum()
    {
        byte[] image = TestImage.Make();
        byte[] bare = Authenticode.Remove(Authenticode.Sign(image, "t.sys", Request), "t.sys");
        PeImage read = PeImage.Read(bare, "t.sys");

        Assert.Equal(image.Length, bare.Length);
        Assert.Empty(SignatureReader.Read(bare, "t.sys"));
        Assert.Equal(read.ComputeCheckSum(), read.CheckSum);
        Assert.Equal(PeImage.Read(image, "t.sys").AuthenticodeDigest(HashAlgorithmName.SHA256),
            read.AuthenticodeDigest(HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Sign_WhenDataBehindTheTable_IsRefused()
    {
        byte[] signed = [.. Authenticode.Sign(TestImage.Make(), "t.sys", Request), 1, 2, 3];

        MalformedFileException error = Assert.Throws<MalformedFileException>(
            () => Authenticode.Sign(signed, "t.sys", Request));
        Assert.Equal(signed.Length - 3, error.Offset);
    }

    [Fact]
    public void Sign_WhenNeitherImageNorCatalogNorCabinet_SaysWhatItIs()
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(
            () => Authenticode.Sign("[Version]"u8.ToArray(), "t.inf", Request));
        Assert.Contains("5B5665", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Sign_WhenCatalog_IsPkcs7ThatOpensslReads()
    {
        Judge.Require("openssl");
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.cat");
        File.WriteAllBytes(path, Authenticode.Sign(TestCatalog.Make(), "t.cat", Request));
        try
        {
            (int code, string output) = Judge.Run("openssl", "pkcs7", "-inform", "DER", "-in", path, "-print", "-noout");
            Assert.True(code == 0, output);
            Assert.Contains("version: 1", output, StringComparison.Ordinal);
            Assert.DoesNotContain("signingTime", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ReadOnlySpan<byte> ListOf(byte[] catalog) =>
        SignedData.Decode("t.cat", catalog, 0).ContentInfoEncoded.Span;
}
