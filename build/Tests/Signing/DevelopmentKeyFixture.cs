// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Signing.Keys;

namespace PvDrivers.Tests.Signing;

/// <summary>One development key for a whole class of tests: making one takes a second.</summary>
public sealed class DevelopmentKeyFixture : IDisposable
{
    public DevelopmentKeyFixture()
    {
        Folder = Path.Combine(Repository.NewTemporaryDirectory(), "signing");
        Key = DevelopmentKey.OpenOrCreate(Folder, DateTimeOffset.UtcNow);
    }

    public string Folder { get; }

    public DevelopmentKey Key { get; }

    public string Root => Key.RootCertificatePath;

    public void Dispose()
    {
        Key.Dispose();
        Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class DevelopmentKeyShared : ICollectionFixture<DevelopmentKeyFixture>
{
    public const string Name = "development key";
}
