// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing;
using PvDrivers.Signing.Cms;
using PvDrivers.Signing.Timestamps;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

public sealed class TimestampTests(TestPki pki) : IClassFixture<TestPki>
{
    private readonly X509Certificate2 _authority = pki.Issue("Good authority", TestPki.TimeStamping, critical: true);

    private TestTsa Good => new(_authority, pki.Root);

    [SkippableTheory]
    [InlineData("sys", "SHA256")]
    [InlineData("sys", "SHA1")]
    [InlineData("cat", "SHA256")]
    public void Confirm_WhenServerIsGood_IsAcceptedByOsslsigncodeAndByUs(string kind, string digest)
    {
        Judge.Require("osslsigncode");
        using Loopback server = new(Good.Answer);
        byte[] signed = Sign(kind, new HashAlgorithmName(digest), Client(server.Address));

        (bool accepted, string output) = Judge.Osslsigncode(signed, kind, pki.RootPem, "-TSA-CAfile", pki.RootPem);
        Assert.True(accepted, output);
        Assert.Contains("Timestamp Server Signature verification: ok", output, StringComparison.Ordinal);
        VerifyResult ours = SignatureVerifier.Verify(signed, "t", Policy with { RequireTimestamp = true, AllowSha1 = true });
        Assert.Empty(ours.Findings);
        Assert.Equal(TimestampKind.Rfc3161, ours.Signatures[0].Timestamp!.Kind);
    }

    [Fact]
    public void Verify_WhenCertificateExpiredSinceTheTimestamp_Holds()
    {
        using Loopback server = new(Good.Answer);
        byte[] signed = Sign("sys", HashAlgorithmName.SHA256, Client(server.Address));
        VerifyPolicy later = Policy with { Time = pki.Now.AddYears(3) };

        Assert.True(SignatureVerifier.Verify(signed, "t.sys", later).Accepted);
        Assert.Equal((int)FindingClass.Validity, SignatureVerifier.Verify(
            Sign("sys", HashAlgorithmName.SHA256, null), "t.sys", later).ExitCode);
    }

    [Fact]
    public void Verify_WhenTimestampIsOfAnotherSignature_IsATimestampFailure()
    {
        byte[] token;
        using (Loopback server = new(Good.Answer))
            token = Client(server.Address).Confirm("another signature"u8);
        byte[] signed = Sign("cat", HashAlgorithmName.SHA256, new Canned(token));

        VerifyResult result = SignatureVerifier.Verify(signed, "t.cat", Policy);
        SignatureFinding failure = Assert.Single(result.Failures);
        Assert.Equal(FindingClass.Timestamp, failure.Class);
        Assert.Contains("imprint", failure.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_WhenFirstServerIsDown_FallsOverAndStaysThere()
    {
        using Loopback good = new(Good.Answer);
        using TimestampClient client = Client(Loopback.Nobody(), good.Address);

        Assert.NotEmpty(client.Confirm("x"u8));
        Assert.NotEmpty(client.Confirm("y"u8));
        Assert.Equal(2, good.Count);
    }

    [Fact]
    public void Confirm_WhenServerDiesAfterTenFiles_TheSecondTakesOver()
    {
        using Loopback dying = new(r => r.Number <= 10 ? Good.Answer(r) : new LoopbackAnswer(503, "text/plain", []));
        using Loopback second = new(Good.Answer);
        using TimestampClient client = Client(dying.Address, second.Address);

        for (int i = 0; i < 15; i++)
            Assert.NotEmpty(client.Confirm(new byte[] { (byte)i }));
        Assert.Equal(5, second.Count);
        Assert.Equal(13, dying.Count);
    }

    [Fact]
    public void Confirm_WhenServerRecovers_TheSecondTryIsEnough()
    {
        using Loopback server = new(r => r.Number == 1 ? new LoopbackAnswer(503, "text/plain", []) : Good.Answer(r));
        using TimestampClient client = Client(server.Address);

        Assert.NotEmpty(client.Confirm("x"u8));
        Assert.Equal(2, server.Count);
    }

    [Theory]
    [InlineData("slow", "no answer within", 3)]
    [InlineData("error", "HTTP 500", 3)]
    [InlineData("refused", "HTTP 404", 1)]
    [InlineData("garbage", "no timestamp that answers", 1)]
    [InlineData("empty", "no timestamp that answers", 1)]
    [InlineData("imprint", "no timestamp that answers", 1)]
    [InlineData("nonce", "no timestamp that answers", 1)]
    [InlineData("expired", "", 1)]
    [InlineData("usage", "", 1)]
    [InlineData("clock", "off this machine's clock", 1)]
    [InlineData("foreign", "a chain to a trusted root", 1)]
    public void Confirm_WhenServerIsBad_RefusesAndSaysWhy(string fault, string message, int tries)
    {
        using ManualResetEventSlim release = new();
        using Loopback server = new(r => Misbehave(fault, r, release));
        using TimestampClient client = new(Options(server.Address) with
        {
            Timeout = TimeSpan.FromMilliseconds(fault == "slow" ? 100 : 60_000),
            Roots = fault == "foreign" ? [pki.ForeignRoot] : [pki.Root],
        });

        ToolFailedException error = Assert.Throws<ToolFailedException>(() => client.Confirm("x"u8));
        release.Set();
        Assert.Equal(tries, error.LastLines.Count);
        Assert.Contains(server.Address.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Confirm_WhenNoServerGiven_IsAUsageError() =>
        Assert.Throws<UsageException>(() => new TimestampClient(new TimestampOptions { Servers = [] }));

    private LoopbackAnswer Misbehave(string fault, LoopbackRequest request, ManualResetEventSlim release)
    {
        switch (fault)
        {
            case "slow":
                release.Wait(TimeSpan.FromSeconds(20));
                return new LoopbackAnswer(200, "application/timestamp-reply", []);
            case "error":
                return new LoopbackAnswer(500, "text/plain", []);
            case "refused":
                return new LoopbackAnswer(404, "text/plain", []);
            case "garbage":
                return new LoopbackAnswer(200, "application/timestamp-reply", RandomNumberGenerator.GetBytes(500));
            case "empty":
                return new LoopbackAnswer(200, "application/timestamp-reply", []);
            case "imprint":
                return new TestTsa(_authority, pki.Root) { WrongImprint = true }.Answer(request);
            case "nonce":
                return new TestTsa(_authority, pki.Root) { WrongNonce = true }.Answer(request);
            case "clock":
                return new TestTsa(_authority, pki.Root) { ClockError = TimeSpan.FromHours(2) }.Answer(request);
            case "expired":
                return new TestTsa(pki.Issue("Expired", TestPki.TimeStamping, true, -20, -10), pki.Root).Answer(request);
            case "usage":
                return new TestTsa(pki.Issue("Usage", TestPki.CodeSigning), pki.Root).Answer(request);
            default:
                return Good.Answer(request);
        }
    }

    private VerifyPolicy Policy => new() { Roots = [pki.Root], TimestampRoots = [pki.Root], Time = pki.Now };

    private byte[] Sign(string kind, HashAlgorithmName digest, ITimestampAuthority? authority) => Authenticode.Sign(
        kind == "sys" ? TestImage.Make() : TestCatalog.Make(), $"t.{kind}",
        new SignRequest { Key = pki.GoodKey(), Digests = [digest], Timestamp = authority });

    private TimestampOptions Options(params Uri[] servers) => new()
    {
        Servers = servers,
        Roots = [pki.Root],
        FirstDelay = TimeSpan.FromMilliseconds(1),
        Timeout = TimeSpan.FromSeconds(60),
    };

    private TimestampClient Client(params Uri[] servers) => new(Options(servers));

    private sealed class Canned(byte[] token) : ITimestampAuthority
    {
        public byte[] Confirm(ReadOnlySpan<byte> signature) => token;
    }
}
