// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cat;
using PvDrivers.Signing;
using PvDrivers.Signing.Cms;
using PvDrivers.Signing.Verify;
using Xunit.Abstractions;

namespace PvDrivers.Tests.Signing;

/// <summary>Catalogs that other vendors and Microsoft signed: what they wrote must read, and its arithmetic must hold.</summary>
public sealed class VendorSignatureTests(TestPki pki, ITestOutputHelper output) : IClassFixture<TestPki>
{
    [SkippableFact]
    public void Verify_WhenSignedByOthers_FindsNothingButTrustAndAge()
    {
        int signed = 0;
        foreach (string path in Catalogs())
        {
            VerifyResult result = SignatureVerifier.Verify(File.ReadAllBytes(path), path,
                new VerifyPolicy { Roots = [pki.Root], TimestampRoots = [pki.Root], Time = pki.Now, AllowSha1 = true, AllowUnsigned = true });
            foreach (SignatureInfo signature in result.Signatures)
                output.WriteLine($"{Path.GetFileName(path)}: {signature.Signer?.Subject}, {signature.Digest}, " +
                    $"{signature.Timestamp?.Kind} {signature.Timestamp?.Time:O}, {signature.Nested.Count} nested");
            signed += result.Signatures.Count;
            // Their roots are not given, so trust is missing; whatever is about the bytes themselves must be right.
            Assert.All(result.Failures, f => Assert.True(f.Class is FindingClass.Chain or FindingClass.Validity or FindingClass.Timestamp
                or FindingClass.Usage or FindingClass.Weak, f.ToString()));
            Assert.DoesNotContain(result.Failures, f => f.Found.Contains("imprint", StringComparison.Ordinal)
                || f.Found.Contains("did not make", StringComparison.Ordinal) || f.Found.Contains("does not hold", StringComparison.Ordinal));
        }
        Assert.True(signed >= 10, $"{signed} signatures read");
    }

    [SkippableFact]
    public void Sign_WhenAnothersCatalog_ReplacesTheSignatureAndKeepsTheList()
    {
        Judge.Require("osslsigncode");
        foreach (string path in Catalogs())
        {
            byte[] bytes = File.ReadAllBytes(path);
            byte[] signed = Authenticode.Sign(bytes, path, new SignRequest { Key = pki.GoodKey() });

            Assert.Equal(CatalogFile.Read(bytes, path).Ctl.ToArray(), CatalogFile.Read(signed, path).Ctl.ToArray());
            (bool accepted, string said) = Judge.Osslsigncode(signed, "cat", pki.RootPem);
            Assert.True(accepted, said);
        }
    }

    private static string[] Catalogs()
    {
        Skip.If(Repository.Golden is null, "catalogs of other vendors are not here: they lie in ../shared/golden beside the repository");
        return Directory.GetFiles(Repository.Golden!, "*.cat", SearchOption.AllDirectories);
    }
}
