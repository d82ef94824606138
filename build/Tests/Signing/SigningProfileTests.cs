// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Tests.Signing;

public sealed class SigningProfileTests : IDisposable
{
    private readonly string _folder = Repository.NewTemporaryDirectory();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "has no setting 'key'")]
    [InlineData("key=hsm", "'hsm' is not known")]
    [InlineData("key=pfx", "'file' is missing")]
    [InlineData("key=pfx;file=/nowhere/x.pfx", "/nowhere/x.pfx, which is not there")]
    [InlineData("key=pem;file=/nowhere/x.pem", "'certificate' is missing")]
    [InlineData("key=pkcs11", "'module' is missing; 'secret-variable' is missing")]
    [InlineData("key=keyvault;vault=nowhere;certificate=c", "no address")]
    [InlineData("key=keyvault;vault=https://v.vault.azure.net;certificate=c;pin=1", "'pin' means nothing")]
    [InlineData("key=development;timestamps=ftp://x", "'ftp://x' is no http")]
    public void From_WhenIncompleteOrUnknown_NamesAllThatIsWrong(string settings, string message)
    {
        UsageException error = Assert.Throws<UsageException>(() => SigningProfile.From("release", Parse(settings)));

        Assert.Contains("signing profile 'release'", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhenDevelopment_OpensTheKeyOfThisMachine()
    {
        SigningProfile profile = SigningProfile.From("dev", Parse($"key=development;directory={_folder}/signing"));
        using ISigningKey key = profile.Open(DateTimeOffset.UtcNow);

        Assert.IsType<DevelopmentKey>(key);
        Assert.Empty(profile.TimestampServers);
    }

    [Fact]
    public void Open_WhenCertificateHasExpired_IsRefusedWithBothDates()
    {
        using TestPki pki = new();
        File.WriteAllBytes(Path.Combine(_folder, "old.pfx"), pki.Issue("Old", TestPki.CodeSigning, fromDays: -20, untilDays: -10)
            .Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pfx));
        SigningProfile profile = SigningProfile.From("old", Parse($"key=pfx;file={_folder}/old.pfx"));

        Assert.Contains("is valid from", Assert.Throws<UsageException>(() => profile.Open(pki.Now)).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Parse(string settings) => settings
        .Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
}
