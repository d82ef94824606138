// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

public sealed class SignatureVerifierTests(TestPki pki) : IClassFixture<TestPki>
{
    private VerifyPolicy Policy => new() { Roots = [pki.Root], Time = pki.Now };

    [Theory]
    [InlineData("sys")]
    [InlineData("sys32")]
    [InlineData("cat")]
    [InlineData("cab")]
    public void Verify_WhenRightlySigned_FindsNothing(string kind)
    {
        VerifyResult result = SignatureVerifier.Verify(Sign(kind, pki.GoodKey()), $"t.{kind}", Policy with { Kernel = true });

        Assert.Empty(result.Findings);
        Assert.Equal(0, result.ExitCode);
        Assert.Single(result.Signatures);
    }

    [Fact]
    public void Verify_WhenDualSignedWithPageHashes_FindsNothing()
    {
        byte[] signed = Authenticode.Sign(TestImage.Make(false, overlay: 7), "t.sys", new SignRequest
        {
            Key = pki.GoodKey(),
            Digests = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256],
            PageHashes = true,
        });

        Assert.Empty(SignatureVerifier.Verify(signed, "t.sys", Policy).Findings);
    }

    [Theory]
    [InlineData(0x400, FindingClass.FileDigest)]
    [InlineData(0x00, FindingClass.Structure)]
    [InlineData(0x40, FindingClass.FileDigest)]
    public void Verify_WhenAByteOfTheImageChanged_SaysWhichClass(int offset, FindingClass expected)
    {
        byte[] signed = Sign("sys", pki.GoodKey());
        signed[offset] ^= 1;

        Assert.Equal((int)expected, SignatureVerifier.Verify(signed, "t.sys", Policy).ExitCode);
    }

    [Fact]
    public void Verify_WhenAByteOfTheCatalogListChanged_IsASignatureFailure()
    {
        byte[] signed = Sign("cat", pki.GoodKey());
        int digest = signed.AsSpan().IndexOf(SHA1.HashData("[Version]\r\n; 1\r\n"u8));
        signed[digest] ^= 1;

        SignatureFinding failure = Assert.Single(SignatureVerifier.Verify(signed, "t.cat", Policy).Failures);
        Assert.Equal(FindingClass.Signature, failure.Class);
        Assert.Contains("messageDigest", failure.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_WhenUnsigned_IsAFailureUnlessAllowed()
    {
        byte[] image = TestImage.Make();

        Assert.Equal((int)FindingClass.Unsigned, SignatureVerifier.Verify(image, "t.sys", Policy).ExitCode);
        Assert.True(SignatureVerifier.Verify(image, "t.sys", Policy with { AllowUnsigned = true }).Accepted);
    }

    [Fact]
    public void Verify_WhenRootIsAnother_IsAChainFailure()
    {
        VerifyResult result = SignatureVerifier.Verify(Sign("sys", pki.GoodKey()), "t.sys",
            Policy with { Roots = [pki.ForeignRoot] });

        Assert.Equal((int)FindingClass.Chain, result.ExitCode);
    }

    [Fact]
    public void Verify_WhenNoRootGiven_IsAChainFailureThatSaysSo()
    {
        VerifyResult result = SignatureVerifier.Verify(Sign("sys", pki.GoodKey()), "t.sys", Policy with { Roots = [] });

        Assert.Contains("none were given", Assert.Single(result.Failures).Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server", FindingClass.Usage)]
    [InlineData("none", FindingClass.Usage)]
    [InlineData("expired", FindingClass.Validity)]
    [InlineData("future", FindingClass.Validity)]
    [InlineData("keyUsage", FindingClass.Usage)]
    [InlineData("short", FindingClass.Weak)]
    [InlineData("sha1", FindingClass.Weak)]
    public void Verify_WhenCertificateHasOneFault_NamesItsClass(string fault, FindingClass expected)
    {
        X509Certificate2 certificate = fault switch
        {
            "server" => pki.Issue("Server", TestPki.ServerAuth),
            "none" => pki.Issue("No usage", null),
            "expired" => pki.Issue("Expired", TestPki.CodeSigning, fromDays: -20, untilDays: -10),
            "future" => pki.Issue("Future", TestPki.CodeSigning, fromDays: 10),
            "keyUsage" => pki.Issue("Encipherment", TestPki.CodeSigning, keyUsage: X509KeyUsageFlags.KeyEncipherment),
            "short" => pki.Issue("Short", TestPki.CodeSigning, bits: 1024),
            _ => pki.Issue("Sha1", TestPki.CodeSigning, digest: HashAlgorithmName.SHA1),
        };
        VerifyResult result = SignatureVerifier.Verify(Sign("sys", pki.KeyOf(certificate)), "t.sys", Policy);

        Assert.Contains(result.Failures, f => f.Class == expected);
        Assert.All(result.Failures, f => Assert.True(f.Class == expected, f.ToString()));
    }

    [Fact]
    public void Verify_WhenOnlySha1_IsWeakUnlessTheGuestNeedsIt()
    {
        byte[] signed = Authenticode.Sign(TestImage.Make(), "t.sys",
            new SignRequest { Key = pki.GoodKey(), Digests = [HashAlgorithmName.SHA1] });

        Assert.Equal((int)FindingClass.Weak, SignatureVerifier.Verify(signed, "t.sys", Policy).ExitCode);
        Assert.True(SignatureVerifier.Verify(signed, "t.sys", Policy with { AllowSha1 = true }).Accepted);
    }

    [Fact]
    public void Verify_WhenAUsageIsRequired_InsistsOnIt()
    {
        const string Whql = "1.3.6.1.4.1.311.10.3.5";
        VerifyPolicy policy = Policy with { RequiredUsages = [Whql] };
        byte[] plain = Sign("cat", pki.GoodKey());
        byte[] whql = Sign("cat", pki.KeyOf(pki.Issue("WHQL", TestPki.CodeSigning, extraUsage: Whql)));

        Assert.Equal((int)FindingClass.Usage, SignatureVerifier.Verify(plain, "t.cat", policy).ExitCode);
        Assert.True(SignatureVerifier.Verify(whql, "t.cat", policy).Accepted);
    }

    [Fact]
    public void Verify_WhenBytesBehindTheTable_FindsThemWithTheirOffset()
    {
        byte[] signed = Sign("sys", pki.GoodKey());
        VerifyResult result = SignatureVerifier.Verify((byte[])[.. signed, 1, 2], "t.sys", Policy);

        Assert.Contains(result.Failures, f => f.Class == FindingClass.Appended && f.Offset == signed.Length);
    }

    [Fact]
    public void Verify_WhenPaddingOfTheEntryIsNotZero_IsAppendedData()
    {
        for (int seed = 1; seed < 20; seed++)
        {
            byte[] signed = Authenticode.Sign(TestImage.Make(), "t.sys",
                new SignRequest { Key = pki.GoodKey(), Description = new string('x', seed) });
            if (signed[^1] != 0 || signed[^2] != 0)
                continue;
            signed[^1] = 1;
            Assert.Equal((int)FindingClass.Appended, SignatureVerifier.Verify(signed, "t.sys", Policy).ExitCode);
            return;
        }
        Assert.Fail("no signature came out with padding");
    }

    [Fact]
    public void Verify_WhenChecksumIsWrong_IsAFailureForTheKernelOnly()
    {
        byte[] signed = Sign("sys", pki.GoodKey());
        signed[0x98 + 64] ^= 1;

        SignatureFinding warning = Assert.Single(SignatureVerifier.Verify(signed, "t.sys", Policy).Findings);
        Assert.True(warning.IsWarning);
        Assert.Equal(0x98 + 64, warning.Offset);
        Assert.Equal((int)FindingClass.Checksum,
            SignatureVerifier.Verify(signed, "t.sys", Policy with { Kernel = true }).ExitCode);
    }

    [Fact]
    public void Verify_WhenTimestampIsRequiredAndMissing_IsATimestampFailure() =>
        Assert.Equal((int)FindingClass.Timestamp, SignatureVerifier.Verify(Sign("sys", pki.GoodKey()), "t.sys",
            Policy with { RequireTimestamp = true }).ExitCode);

    private static byte[] Sign(string kind, ISigningKey key) => Authenticode.Sign(
        TestFiles.Make(kind), $"t.{kind}", new SignRequest { Key = key });
}
