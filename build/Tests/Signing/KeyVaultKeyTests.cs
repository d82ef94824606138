// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using PvDrivers.Formats;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

/// <summary>The vault here is a double on the loopback address that answers in the service's own shapes.</summary>
public sealed class KeyVaultKeyTests : IClassFixture<TestPki>, IDisposable
{
    private const string Planted = "planted-access-token-7d1c";

    private readonly TestPki _pki;
    private readonly X509Certificate2 _certificate;
    private readonly Loopback _vault;
    private Func<LoopbackRequest, LoopbackAnswer?> _fault = _ => null;

    public KeyVaultKeyTests(TestPki pki)
    {
        _pki = pki;
        _certificate = pki.Issue("Vault signer", TestPki.CodeSigning);
        _vault = new Loopback(r => _fault(r) ?? Answer(r));
    }

    public void Dispose() => _vault.Dispose();

    [SkippableTheory]
    [InlineData("sys")]
    [InlineData("cat")]
    [InlineData("cab")]
    public void Sign_WhenKeyIsInTheVault_IsAcceptedByOsslsigncode(string kind)
    {
        Judge.Require("osslsigncode");
        using KeyVaultKey key = Open();
        byte[] signed = Authenticode.Sign(TestFiles.Make(kind), kind, new SignRequest { Key = key });

        (bool accepted, string output) = Judge.Osslsigncode(signed, kind, _pki.RootPem);
        Assert.True(accepted, output);
        Assert.True(SignatureVerifier.Verify(signed, kind,
            new VerifyPolicy { Roots = [_pki.Root], Time = _pki.Now }).Accepted);
        Assert.Equal(2, _vault.Count);
    }

    [Fact]
    public void Sign_WhenSha1IsAsked_IsNotSignableWithThisKey()
    {
        using KeyVaultKey key = Open();
        UsageException error = Assert.Throws<UsageException>(() => Authenticode.Sign(TestFiles.Make("sys"), "xenbus.sys",
            new SignRequest { Key = key, Digests = [HashAlgorithmName.SHA1] }));

        Assert.Contains("xenbus.sys: not signable with this key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SignHash_WhenThrottled_WaitsAndTriesAgain()
    {
        using KeyVaultKey key = Open();
        int refused = 0;
        _fault = _ => Interlocked.Increment(ref refused) <= 2
            ? Error(429, "Throttled", "Request was not processed because too many requests were received.") with { Headers = [("Retry-After", "0")] }
            : null;

        Assert.Equal(256, key.SignHash(SHA256.HashData("x"u8), HashAlgorithmName.SHA256).Length);
        Assert.Equal(3, refused);
    }

    [Theory]
    [InlineData(401, "Unauthorized", "AKV10032: Invalid issuer.", 1)]
    [InlineData(403, "Forbidden", "Caller is not authorized to perform action on resource.", 1)]
    [InlineData(404, "KeyNotFound", "A key with (name/id) signer was not found in this key vault.", 1)]
    [InlineData(503, "ServiceUnavailable", "The service is not available.", 3)]
    public void SignHash_WhenTheVaultRefuses_SaysItsReasonAndNoToken(int status, string code, string message, int tries)
    {
        using KeyVaultKey key = Open();
        _fault = _ => Error(status, code, message);

        ToolFailedException error = Assert.Throws<ToolFailedException>(
            () => key.SignHash(SHA256.HashData("x"u8), HashAlgorithmName.SHA256));
        Assert.Contains($"HTTP {status}", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(tries, error.LastLines.Count);
        Assert.DoesNotContain(Planted, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"value":7}""")]
    [InlineData("""{"value":"AAAA"}""")]
    [InlineData("""{"value":"!!!!"}""")]
    public void Sign_WhenTheAnswerIsNonsense_Fails(string body)
    {
        using KeyVaultKey key = Open();
        _fault = _ => new LoopbackAnswer(200, "application/json", Encoding.UTF8.GetBytes(body));

        Exception error = Assert.ThrowsAny<Exception>(() => Authenticode.Sign(TestFiles.Make("sys"), "t.sys", new SignRequest { Key = key }));
        Assert.True(error is ToolFailedException or CryptographicException, error.ToString());
    }

    [Fact]
    public void Open_WhenTheKeyPointsElsewhere_SendsNoTokenThere()
    {
        using Loopback thief = new(_ => new LoopbackAnswer(200, "application/json", "{}"u8.ToArray()));
        _fault = r => r.Method == "GET" ? CertificateAnswer(new Uri(thief.Address, "/keys/signer/1").ToString()) : null;

        Assert.Contains("outside the vault", Assert.Throws<ToolFailedException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(0, thief.Count);
    }

    [Fact]
    public void Open_WhenTheVaultRedirects_DoesNotFollow()
    {
        using Loopback thief = new(_ => new LoopbackAnswer(200, "application/json", "{}"u8.ToArray()));
        _fault = _ => new LoopbackAnswer(302, "text/plain", []) { Headers = [("Location", thief.Address.ToString())] };

        Assert.Contains("HTTP 302", Assert.Throws<ToolFailedException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(0, thief.Count);
    }

    [Fact]
    public void Open_WhenTheCertificateIsNotForCode_IsRefusedBeforeAnyWork()
    {
        using X509Certificate2 server = _pki.Issue("Server", TestPki.ServerAuth);
        _fault = r => CertificateAnswer(new Uri(r.Url, "/keys/signer/1").ToString(), server);

        Assert.Contains("code signing", Assert.Throws<UsageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhenNobodyIsSignedIn_SaysHow()
    {
        UsageException error = Assert.Throws<UsageException>(() => KeyVaultKey.Open(Options() with { Credential = new NoCredential() }));

        Assert.Contains("az login", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhenAddressIsPlainHttp_IsRefused() => Assert.Throws<UsageException>(
        () => KeyVaultKey.Open(Options() with { Vault = new Uri("http://name.vault.example") }));

    private KeyVaultOptions Options() => new()
    {
        Vault = _vault.Address,
        Certificate = "signer",
        Credential = new Canned(),
        Issuers = [_pki.Root],
        Attempts = 3,
        FirstDelay = TimeSpan.FromMilliseconds(1),
    };

    private KeyVaultKey Open() => KeyVaultKey.Open(Options());

    private LoopbackAnswer Answer(LoopbackRequest request)
    {
        if (request.Authorization != $"Bearer {Planted}")
            return Error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
        if (request.Method == "GET" && request.Url.AbsolutePath == "/certificates/signer")
            return CertificateAnswer(new Uri(request.Url, "/keys/signer/0123456789abcdef").ToString());
        if (request.Method != "POST" || request.Url.AbsolutePath != "/keys/signer/0123456789abcdef/sign")
            return Error(404, "KeyNotFound", request.Url.AbsolutePath);
        using JsonDocument body = JsonDocument.Parse(request.Body);
        string algorithm = body.RootElement.GetProperty("alg").GetString()!;
        byte[] hash = Base64Url.DecodeFromChars(body.RootElement.GetProperty("value").GetString());
        HashAlgorithmName digest = new("SHA" + algorithm[2..]);
        byte[] signature = _certificate.GetRSAPrivateKey()!.SignHash(hash, digest, RSASignaturePadding.Pkcs1);
        return new LoopbackAnswer(200, "application/json",
            Encoding.UTF8.GetBytes($$"""{"kid":"x","value":"{{Base64Url.EncodeToString(signature)}}"}"""));
    }

    private LoopbackAnswer CertificateAnswer(string kid, X509Certificate2? certificate = null) => new(200, "application/json",
        Encoding.UTF8.GetBytes($$"""{"id":"x","kid":"{{kid}}","cer":"{{Convert.ToBase64String((certificate ?? _certificate).RawData)}}"}"""));

    private static LoopbackAnswer Error(int status, string code, string message) => new(status, "application/json",
        JsonSerializer.SerializeToUtf8Bytes(new { error = new { code, message, innererror = new { code = $"Inner{code}" } } }));

    private sealed class Canned : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(Planted, DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("no credential here");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("no credential here");
    }
}
