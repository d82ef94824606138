// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats.Cat;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

public sealed class PackageVerifierTests(TestPki pki) : IClassFixture<TestPki>
{
    private static readonly byte[] Inf = Encoding.ASCII.GetBytes("[Version]\r\nSignature=\"$WINDOWS NT$\"\r\n");
    private readonly ISigningKey _key = pki.GoodKey();

    private VerifyPolicy Policy => new() { Roots = [pki.Root], Time = pki.Now, Kernel = true };

    [Theory]
    [InlineData("7_X64", CatalogVersion.V1)]
    [InlineData("10_X64", CatalogVersion.V2)]
    public void Verify_WhenPackageIsWhole_FindsNothing(string os, CatalogVersion version)
    {
        List<PackageFile> package = Package(os);

        Assert.Equal(version, CatalogFile.Read(package[2].Bytes, "x.cat").Catalog.Version);
        Assert.Empty(PackageVerifier.Verify(package, [], Policy));
    }

    [Fact]
    public void Verify_WhenImageIsSignedAfterTheCatalog_StillFindsNothing()
    {
        List<PackageFile> package = Package("10_X64", signImage: false);
        package[1] = package[1] with { Bytes = Authenticode.Sign(package[1].Bytes.ToArray(), "x.sys", new SignRequest { Key = _key }) };

        Assert.Empty(PackageVerifier.Verify(package, [], Policy));
    }

    [Theory]
    [InlineData("inf", "x.inf", FindingClass.Membership)]
    [InlineData("sys", "x.sys", FindingClass.Membership)]
    [InlineData("extra", "y.dll", FindingClass.Membership)]
    [InlineData("missing", "x.cat", FindingClass.Membership)]
    [InlineData("catalog", "the package", FindingClass.Membership)]
    [InlineData("other catalog", "x.inf", FindingClass.Membership)]
    [InlineData("unsigned catalog", "x.cat", FindingClass.Unsigned)]
    public void Verify_WhenPackageWasTouched_NamesTheFile(string touch, string file, FindingClass expected)
    {
        List<PackageFile> package = Package("10_X64");
        switch (touch)
        {
            case "inf":
                package[0] = package[0] with { Bytes = (byte[])[.. Inf, (byte)' '] };
                break;
            case "sys":
                byte[] changed = Authenticode.Remove(package[1].Bytes.ToArray(), "x.sys");
                changed[0x500] ^= 1;
                package[1] = package[1] with { Bytes = Authenticode.Sign(changed, "x.sys", new SignRequest { Key = _key }) };
                break;
            case "extra":
                package.Add(new PackageFile("y.dll", TestImage.Make(seed: 9)));
                break;
            case "missing":
                package.RemoveAt(0);
                break;
            case "catalog":
                package.RemoveAt(2);
                break;
            case "other catalog":
                package[2] = package[2] with { Bytes = Authenticode.Sign(Catalog("10_X64", "[Other]"u8.ToArray(), TestImage.Make()), "x.cat", new SignRequest { Key = _key }) };
                break;
            default:
                package[2] = package[2] with { Bytes = Authenticode.Remove(package[2].Bytes.ToArray(), "x.cat") };
                break;
        }

        Assert.Contains(PackageVerifier.Verify(package, [], Policy), f => f.File == file && f.Class == expected && !f.IsWarning);
    }

    [Fact]
    public void Verify_WhenSymbolsLieBeside_TheyNeedNoMembership()
    {
        List<PackageFile> package = Package("10_X64");
        package.Add(new PackageFile("x.pdb", "Microsoft C/C++ MSF 7.00"u8.ToArray()));

        Assert.Empty(PackageVerifier.Verify(package, ["X.PDB"], Policy));
        Assert.NotEmpty(PackageVerifier.Verify(package, [], Policy));
    }

    [Fact]
    public void Verify_WhenImageHasAnotherSigner_WarnsOfTheTwo()
    {
        List<PackageFile> package = Package("10_X64", signImage: false);
        using ISigningKey other = pki.KeyOf(pki.Issue("Another signer", TestPki.CodeSigning));
        package[1] = package[1] with { Bytes = Authenticode.Sign(package[1].Bytes.ToArray(), "x.sys", new SignRequest { Key = other }) };

        SignatureFinding warning = Assert.Single(PackageVerifier.Verify(package, [], Policy));
        Assert.True(warning.IsWarning);
        Assert.Equal(FindingClass.Signers, warning.Class);
        Assert.Contains("Another signer", warning.Found, StringComparison.Ordinal);
    }

    private List<PackageFile> Package(string os, bool signImage = true)
    {
        SignRequest request = new() { Key = _key };
        byte[] image = TestImage.Make(overlay: 3);
        byte[] catalog = Authenticode.Sign(Catalog(os, Inf, image), "x.cat", request);
        return
        [
            new PackageFile("x.inf", Inf),
            new PackageFile("x.sys", signImage ? Authenticode.Sign(image, "x.sys", request) : image),
            new PackageFile("x.cat", catalog),
        ];
    }

    private static byte[] Catalog(string os, byte[] inf, byte[] image) =>
        CatalogBuilder.Build(new CatalogRequest
        {
            Files = [CatalogSubject.FromFile("x.inf", inf), CatalogSubject.FromFile("x.sys", image)],
            OsNames = [os],
            HardwareIds = [],
            Time = new DateTimeOffset(2022, 2, 3, 4, 5, 6, TimeSpan.Zero),
        }).EncodeUnsigned();
}
