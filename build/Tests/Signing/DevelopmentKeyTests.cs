// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Tests.Signing;

public sealed class DevelopmentKeyTests : IDisposable
{
    private readonly string _temporary = Repository.NewTemporaryDirectory();

    private string Folder => Path.Combine(_temporary, "signing");

    private string KeyFile => Path.Combine(Folder, "development.pem");

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact]
    public void OpenOrCreate_WhenNoKey_MakesOneForCodeSigningThatSaysDevelopment()
    {
        using DevelopmentKey key = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);

        Assert.Contains("development", key.Certificate.Subject, StringComparison.Ordinal);
        Assert.True(DevelopmentKey.IsDevelopmentCertificate(key.Certificate));
        Assert.Equal(["1.3.6.1.5.5.7.3.3"], CodeSigningCertificate.UsagesOf(key.Certificate));
        Assert.Equal(3072, key.Certificate.GetRSAPublicKey()!.KeySize);
        Assert.Single(key.Chain);
        Assert.Contains(KeyFile, key.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrCreate_WhenOpenedAgain_IsTheSameKeyWithoutNotice()
    {
        using DevelopmentKey first = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);
        using DevelopmentKey second = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);

        Assert.Equal(first.Certificate.RawData, second.Certificate.RawData);
        Assert.Null(second.Notice);
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void OpenOrCreate_WhenOnUnix_KeepsFileAndFolderFromOthers()
    {
        Skip.If(OperatingSystem.IsWindows(), "file modes are a matter of Unix; Windows inherits the profile's ACL");
        using DevelopmentKey key = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Folder));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void OpenOrCreate_WhenKeyFileIsReadableByOthers_RefusesWithRemedy()
    {
        Skip.If(OperatingSystem.IsWindows(), "file modes are a matter of Unix");
        DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow).Dispose();
        File.SetUnixFileMode(KeyFile, File.GetUnixFileMode(KeyFile) | UnixFileMode.OtherRead);

        UsageException error = Assert.Throws<UsageException>(
            () => DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow));
        Assert.Contains("mode 604", error.Message, StringComparison.Ordinal);
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrCreate_WhenExpired_RenewsAndSaysSo()
    {
        DateTimeOffset then = DateTimeOffset.UtcNow.AddYears(-3);
        using DevelopmentKey old = DevelopmentKey.OpenOrCreate(Folder, then);
        using DevelopmentKey renewed = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);

        Assert.NotEqual(old.Certificate.RawData, renewed.Certificate.RawData);
        Assert.Contains("has run out", renewed.Notice, StringComparison.Ordinal);
        Assert.True(renewed.Certificate.NotAfter > DateTime.Now);
    }

    [Fact]
    public async Task OpenOrCreate_WhenManyAtOnce_AllGetOneKey()
    {
        DevelopmentKey[] keys = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow))));

        Assert.Single(keys.Select(k => k.Certificate.Thumbprint).Distinct());
        Assert.Single(keys, k => k.Notice is not null);
        Assert.Equal(["development-root.pem", "development.lock", "development.pem"],
            Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
        Array.ForEach(keys, k => k.Dispose());
    }

    [Fact]
    public void OpenOrCreate_WhenFileIsBroken_NamesItAndTheRemedy()
    {
        DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow).Dispose();
        File.WriteAllText(KeyFile, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        MalformedFileException error = Assert.Throws<MalformedFileException>(
            () => DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow));
        Assert.Equal(KeyFile, error.File);
        Assert.Contains("delete the file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrCreate_WhenKilledBeforeTheRename_LeavesNoLitterBehind()
    {
        Directory.CreateDirectory(Folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(KeyFile + ".0011223344556677.tmp", "half a key");
        using DevelopmentKey key = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);

        Assert.Empty(Directory.GetFiles(Folder, "*.tmp"));
    }

    [Fact]
    public void DefaultDirectory_WhenVariableIsSet_IsThatFolder()
    {
        string? before = Environment.GetEnvironmentVariable(DevelopmentKey.DirectoryVariable);
        try
        {
            Environment.SetEnvironmentVariable(DevelopmentKey.DirectoryVariable, Folder);
            Assert.Equal(Folder, DevelopmentKey.DefaultDirectory());
        }
        finally
        {
            Environment.SetEnvironmentVariable(DevelopmentKey.DirectoryVariable, before);
        }
    }

    [Fact]
    public void SignHash_WhenFromManyThreads_GivesTheSameSignature()
    {
        using DevelopmentKey key = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);
        byte[] hash = SHA256.HashData("x"u8);
        byte[] expected = key.SignHash(hash, HashAlgorithmName.SHA256);

        Parallel.For(0, 32, _ => Assert.Equal(expected, key.SignHash(hash, HashAlgorithmName.SHA256)));
        Assert.True(key.Certificate.GetRSAPublicKey()!
            .VerifyHash(hash, expected, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
