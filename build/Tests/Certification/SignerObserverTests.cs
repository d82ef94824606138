// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Certification.Data;
using PvDrivers.Certification.Policy;
using PvDrivers.Formats;
using PvDrivers.Formats.Cat;
using PvDrivers.Signing;
using PvDrivers.Tests.Signing;

namespace PvDrivers.Tests.Certification;

public sealed class SignerObserverTests : IDisposable
{
    private const string Whql = "1.3.6.1.4.1.311.10.3.5";
    private const string Attested = "1.3.6.1.4.1.311.10.3.5.1";

    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Observe_WhenTheFileIsUnsigned_IsNobody() =>
        Assert.Equal(SignerKind.None, SignerObserver.Observe(TestImage.Make(), "a.sys", Trust(microsoft: true)).Kind);

    [Theory]
    [InlineData(Whql, true, SignerKind.MicrosoftWhql)]
    [InlineData(Attested, true, SignerKind.MicrosoftAttestation)]
    [InlineData(null, true, SignerKind.Unknown)]
    [InlineData(Whql, false, SignerKind.Unknown)]
    [InlineData(Attested, false, SignerKind.Unknown)]
    public void Observe_WhenACertificateClaimsToBeMicrosofts_BelievesTheRootAlone(string? usage, bool trusted,
        SignerKind kind)
    {
        byte[] image = Sign(TestImage.Make(), "a.sys", usage);
        Assert.Equal(kind, SignerObserver.Observe(image, "a.sys", Trust(microsoft: trusted)).Kind);
    }

    [Fact]
    public void Observe_WhenAnImageWasAlteredAfterwards_IsUnknown()
    {
        byte[] image = Sign(TestImage.Make(), "a.sys", Whql);
        image[0x500] ^= 1;
        Assert.Equal(SignerKind.Unknown, SignerObserver.Observe(image, "a.sys", Trust(microsoft: true)).Kind);
    }

    [Fact]
    public void Observe_WhenAPublisherSignedWithTwoDigests_TellsBoth()
    {
        byte[] image = Sign(TestImage.Make(), "Setup.exe", null, HashAlgorithmName.SHA1, HashAlgorithmName.SHA256);
        ObservedSigner signer = SignerObserver.Observe(image, "Setup.exe", Trust(microsoft: false, publisher: true));
        Assert.Equal((SignerKind.Publisher, "Somebody"), (signer.Kind, signer.Name));
        Assert.Equal([HashAlgorithmName.SHA1, HashAlgorithmName.SHA256], signer.Digests);
    }

    [Fact]
    public void Observe_WhenTheDevelopmentKeySigned_IsDevelopmentEvenUnderATrustedRoot()
    {
        using DevelopmentKeyFixture fixture = new();
        byte[] image = Authenticode.Sign(TestImage.Make(), "a.sys", new SignRequest { Key = fixture.Key });
        SignerTrust trust = new() { Microsoft = fixture.Key.Chain, Publishers = fixture.Key.Chain, Time = _pki.Now };
        Assert.Equal(SignerKind.Development, SignerObserver.Observe(image, "a.sys", trust).Kind);
    }

    [Theory]
    [InlineData("6.1", SigningState.Production)]
    [InlineData("6.2", SigningState.ImpossibleToday)]
    public void Observe_WhenACatalogNamesItsWindows_TheStatusHoldsForThoseAlone(string os, SigningState state)
    {
        Catalog catalog = CatalogBuilder.Build(new CatalogRequest
        {
            Files = [new CatalogSubject("a.inf", SubjectKind.Flat, SHA1.HashData("a"u8), SHA256.HashData("a"u8))],
            OsNames = ["7_X64", "10_X64"],
            HardwareIds = [],
            Time = _pki.Now,
        });
        byte[] signed = Sign(catalog.EncodeUnsigned(), "a.cat", Whql, HashAlgorithmName.SHA1);
        ObservedSigner signer = SignerObserver.Observe(signed, "a.cat", Trust(microsoft: true));
        Assert.Equal(["6.1", "10.0"], signer.Windows.Select(windows => windows.ToString()));
        string guest = os == "6.1" ? "windows-7" : "windows-8";
        Assert.Equal(state, SigningStatus.Of(DataFixture.Real, guest, Architecture.X64, Artifact.Cat, signer).State);
    }

    [Fact]
    public void Observe_WhenTheFileIsNoSignable_IsAMalformedFile() =>
        Assert.Throws<MalformedFileException>(() =>
            SignerObserver.Observe("text"u8.ToArray(), "a.txt", Trust(microsoft: true)));

    /// <summary>
    /// Catalogs that Microsoft really signed; their roots are not among the files, so their origin stays unknown.
    /// </summary>
    [SkippableFact]
    public void Observe_WhenNoRootIsGiven_CallsNobodyMicrosoft()
    {
        Skip.If(Repository.Golden is null,
            "catalogs of other vendors are not beside this repository (../shared/golden)");
        int seen = 0;
        List<string> refused = [];
        foreach (string path in Directory.EnumerateFiles(Repository.Golden!, "*.cat", SearchOption.AllDirectories))
            try
            {
                ObservedSigner signer = SignerObserver.Observe(File.ReadAllBytes(path), Path.GetFileName(path),
                    Trust(microsoft: false));
                Assert.True(signer.Kind is SignerKind.Unknown or SignerKind.None, $"{path}: {signer.Kind}");
                seen += signer.Kind == SignerKind.Unknown ? 1 : 0;
            }
            catch (MalformedFileException error)
            {
                refused.Add(error.Message);
            }
        // One of Microsoft's timestamps carries an attribute certificate, which the platform's decoder does not know.
        Assert.True(seen > 10 && refused.Count <= 1, string.Join('\n', refused));
    }

    private byte[] Sign(byte[] file, string name, string? usage, params HashAlgorithmName[] digests)
    {
        X509Certificate2 certificate = _pki.Issue("Somebody", TestPki.CodeSigning, extraUsage: usage);
        return Authenticode.Sign(file, name, new SignRequest
        {
            Key = _pki.KeyOf(certificate),
            Digests = digests.Length == 0 ? [HashAlgorithmName.SHA256] : digests,
        });
    }

    private SignerTrust Trust(bool microsoft, bool publisher = false) => new()
    {
        Microsoft = microsoft ? [_pki.Root] : [],
        Publishers = publisher ? [_pki.Root] : [],
        Time = _pki.Now,
    };
}
