// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

/// <summary>A token in software that is made for these tests: SoftHSM keeps one configuration for a whole process.</summary>
public sealed class SoftTokenFixture : IDisposable
{
    public const string Pin = "planted-pin-8842";

    private static readonly string[] Modules =
    [
        "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so",
    ];

    public SoftTokenFixture()
    {
        Pki = new TestPki();
        Certificate = Pki.Issue("Token signer", TestPki.CodeSigning, bits: 3072);
        Module = OperatingSystem.IsLinux() ? Modules.FirstOrDefault(File.Exists) : null;
        if (Module is null || !Judge.IsPresent("softhsm2-util"))
        {
            Module = null;
            return;
        }
        string configuration = Path.Combine(Pki.Folder, "softhsm2.conf");
        Directory.CreateDirectory(Path.Combine(Pki.Folder, "tokens"));
        File.WriteAllText(configuration, $"directories.tokendir = {Pki.Folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n");
        // The library asks the C library for its environment, which the runtime's own copy does not reach.
        _ = SetEnvironment("SOFTHSM2_CONF", configuration, 1);
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", configuration);
        string key = Path.Combine(Pki.Folder, "key.pem");
        File.WriteAllText(key, Certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Util("--init-token", "--free", "--label", "signing room", "--so-pin", "1234567", "--pin", Pin);
        Util("--import", key, "--token", "signing room", "--label", "release", "--id", "A1B2", "--pin", Pin);
    }

    public TestPki Pki { get; }

    public X509Certificate2 Certificate { get; }

    public string? Module { get; }

    public void Dispose() => Pki.Dispose();

    public Pkcs11Options Options()
    {
        Skip.If(Module is null, "no software token: apt-get install softhsm2");
        return new Pkcs11Options
        {
            Module = Module!,
            Token = "signing room",
            KeyLabel = "release",
            Pin = Secret.Of(Pin, "a test"),
            Certificate = Certificate,
            Issuers = [Pki.Root],
        };
    }

    private static void Util(params string[] arguments)
    {
        (int code, string output) = Judge.Run("softhsm2-util", arguments);
        Assert.True(code == 0, output);
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}

public sealed class Pkcs11KeyTests(SoftTokenFixture token) : IClassFixture<SoftTokenFixture>
{
    [SkippableTheory]
    [InlineData("sys")]
    [InlineData("cat")]
    [InlineData("cab")]
    public void Sign_WhenKeyIsOnAToken_IsAcceptedByOsslsigncode(string kind)
    {
        using Pkcs11Key key = Pkcs11Key.Open(token.Options());
        Judge.Require("osslsigncode");
        HashAlgorithmName[] digests = kind == "cat" ? [HashAlgorithmName.SHA256] : [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256];
        byte[] signed = Authenticode.Sign(TestFiles.Make(kind), kind, new SignRequest { Key = key, Digests = digests });

        (bool accepted, string output) = Judge.Osslsigncode(signed, kind, token.Pki.RootPem);
        Assert.True(accepted, output);
        Assert.Empty(SignatureVerifier.Verify(signed, kind, new VerifyPolicy { Roots = [token.Pki.Root], Time = token.Pki.Now }).Findings);
    }

    [SkippableFact]
    public void SignHash_WhenFromManyThreads_GivesTheSameSignature()
    {
        using Pkcs11Key key = Pkcs11Key.Open(token.Options());
        byte[] hash = SHA256.HashData("x"u8);
        byte[] expected = token.Certificate.GetRSAPrivateKey()!.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Parallel.For(0, 64, _ => Assert.Equal(expected, key.SignHash(hash, HashAlgorithmName.SHA256)));
    }

    [SkippableFact]
    public void Open_WhenChosenById_IsTheSameKey()
    {
        using Pkcs11Key key = Pkcs11Key.Open(token.Options() with { KeyLabel = null, KeyId = "A1B2" });

        Assert.True(key.Supports(HashAlgorithmName.SHA1));
        Assert.Contains("'signing room'", key.Description, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Open_WhenCertificateIsOnTheToken_IsFoundByTheKeysId()
    {
        Pkcs11Options options = token.Options();
        Skip.IfNot(Judge.IsPresent("pkcs11-tool"), "pkcs11-tool is not installed: apt-get install opensc");
        string file = Path.Combine(token.Pki.Folder, "certificate.der");
        File.WriteAllBytes(file, token.Certificate.RawData);
        (int code, string output) = Judge.Run("pkcs11-tool", "--module", options.Module, "--token-label", "signing room", "--login",
            "--pin", SoftTokenFixture.Pin, "--write-object", file, "--type", "cert", "--id", "A1B2", "--label", "release");
        Assert.True(code == 0, output);
        using Pkcs11Key key = Pkcs11Key.Open(options with { Certificate = null });

        Assert.Equal(token.Certificate.RawData, key.Certificate.RawData);
    }

    // A login lasts until the last session of the process is closed; each test here closes its own.
    [SkippableFact]
    public void Open_WhenPinIsWrong_SaysSoWithoutThePin()
    {
        ToolFailedException error = Assert.Throws<ToolFailedException>(
            () => Pkcs11Key.Open(token.Options() with { Pin = Secret.Of("wrong-" + SoftTokenFixture.Pin, "a test") }));

        Assert.Contains("CKR_PIN_INCORRECT", error.Message, StringComparison.Ordinal);
        Assert.Contains("tried once only", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftTokenFixture.Pin, error.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("token", "'signing room'")]
    [InlineData("label", "0 private RSA keys")]
    [InlineData("certificate", "not that of certificate")]
    [InlineData("module", "does not load as a library")]
    [InlineData("library", "expected a PKCS#11 library")]
    [UnsupportedOSPlatform("windows")]
    public void Open_WhenSomethingIsNotThere_SaysWhat(string fault, string message)
    {
        Pkcs11Options options = token.Options();
        options = fault switch
        {
            "token" => options with { Token = "another room" },
            "label" => options with { KeyLabel = "another key" },
            "certificate" => options with { Certificate = token.Pki.Issue("Other", TestPki.CodeSigning) },
            "module" => options with { Module = "/nowhere/libnone.so" },
            _ => options with { Module = "libc.so.6" },
        };

        Assert.Contains(message, Assert.Throws<UsageException>(() => Pkcs11Key.Open(options)).Message, StringComparison.Ordinal);
    }
}

public sealed class Pkcs11CodeTests
{
    [Theory]
    [InlineData(0xA0, "CKR_PIN_INCORRECT", "tried once only")]
    [InlineData(0x32, "CKR_DEVICE_REMOVED", "put it back")]
    [InlineData(0x777, "CKR 0x777", null)]
    public void NameOf_WhenCode_TellsNameAndRemedy(uint code, string name, string? remedy)
    {
        Assert.Equal(name, Pkcs11Codes.NameOf(code));
        if (remedy is null)
            Assert.Null(Pkcs11Codes.RemedyFor(code));
        else
            Assert.Contains(remedy, Pkcs11Codes.RemedyFor(code), StringComparison.Ordinal);
    }
}
