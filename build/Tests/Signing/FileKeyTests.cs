// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

public sealed class FileKeyTests : IClassFixture<TestPki>, IDisposable
{
    private const string Planted = "planted-password-51f0";

    private readonly TestPki _pki;
    private readonly string _folder = Repository.NewTemporaryDirectory();
    private readonly X509Certificate2 _certificate;

    public FileKeyTests(TestPki pki)
    {
        _pki = pki;
        _certificate = pki.Issue("File signer", TestPki.CodeSigning);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pfx")]
    [InlineData("pfx-plain")]
    [InlineData("pem")]
    [InlineData("pem-encrypted")]
    public void Sign_WhenKeyIsInAFile_Verifies(string form)
    {
        using ISigningKey key = Open(form);
        byte[] signed = Authenticode.Sign(TestFiles.Make("sys"), "t.sys", new SignRequest { Key = key, Digests = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256] });

        Assert.Equal(_pki.Root.RawData, Assert.Single(key.Chain).RawData);
        Assert.Empty(SignatureVerifier.Verify(signed, "t.sys", new VerifyPolicy { Roots = [_pki.Root], Time = _pki.Now }).Findings);
    }

    [Theory]
    [InlineData("pfx")]
    [InlineData("pem-encrypted")]
    public void Open_WhenPasswordIsWrong_NamesTheFileAndTheSourceButNoPassword(string form)
    {
        Open(form).Dispose();
        Secret wrong = Secret.Of("wrong-" + Planted, "environment variable PFX_PASSWORD");

        UsageException error = Assert.Throws<UsageException>(() => form == "pfx"
            ? PfxKey.Open(At("key.pfx"), wrong)
            : PemKey.Open(At("key.pem"), At("certificates.pem"), wrong));
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Contains("PFX_PASSWORD", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhenFileIsMissing_NamesIt() =>
        Assert.Contains("nobody.pfx", Assert.Throws<UsageException>(() => PfxKey.Open(At("nobody.pfx"), null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_WhenKeyAndCertificateDoNotBelongTogether_SaysSo()
    {
        using RSA other = RSA.Create(2048);
        File.WriteAllText(At("key.pem"), other.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("certificates.pem"), _certificate.ExportCertificatePem());

        Assert.Contains("belong together", Assert.Throws<UsageException>(
            () => PemKey.Open(At("key.pem"), At("certificates.pem"), null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server", "code signing")]
    [InlineData("short", "1024 bits")]
    public void Open_WhenCertificateIsUnfit_IsRefused(string fault, string message)
    {
        using X509Certificate2 unfit = fault == "server"
            ? _pki.Issue("Server", TestPki.ServerAuth)
            : _pki.Issue("Short", TestPki.CodeSigning, bits: 1024);
        File.WriteAllBytes(At("key.pfx"), unfit.Export(X509ContentType.Pfx));

        Assert.Contains(message, Assert.Throws<UsageException>(() => PfxKey.Open(At("key.pfx"), null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_WhenPrinted_IsStars() => Assert.Equal("***", $"{Secret.Of(Planted, "a test")}");

    [SkippableFact]
    public void FromEnvironmentOrPrompt_WhenNeitherIsThere_NamesTheVariable()
    {
        Skip.IfNot(Console.IsInputRedirected, "this test run has a terminal, which would be asked");
        Assert.Contains("OVM_PV_NO_SUCH_VARIABLE", Assert.Throws<UsageException>(
            () => Secret.FromEnvironmentOrPrompt("OVM_PV_NO_SUCH_VARIABLE", "the PFX")).Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private ISigningKey Open(string form)
    {
        using RSA key = _certificate.GetRSAPrivateKey()!;
        Secret password = Secret.Of(Planted, "a test");
        X509Certificate2Collection all = [_certificate, _pki.Root, _pki.ForeignRoot];
        File.WriteAllText(At("certificates.pem"), $"{_certificate.ExportCertificatePem()}\n{_pki.ForeignRoot.ExportCertificatePem()}\n{_pki.Root.ExportCertificatePem()}\n");
        switch (form)
        {
            case "pfx":
                File.WriteAllBytes(At("key.pfx"), all.Export(X509ContentType.Pfx, Planted)!);
                return PfxKey.Open(At("key.pfx"), password);
            case "pfx-plain":
                File.WriteAllBytes(At("key.pfx"), all.Export(X509ContentType.Pfx)!);
                return PfxKey.Open(At("key.pfx"), null);
            case "pem":
                File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
                return PemKey.Open(At("key.pem"), At("certificates.pem"), null);
            default:
                File.WriteAllText(At("key.pem"), key.ExportEncryptedPkcs8PrivateKeyPem(Planted,
                    new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048)));
                return PemKey.Open(At("key.pem"), At("certificates.pem"), password);
        }
    }
}
