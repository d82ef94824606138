// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>A key in a PKCS#12 file (.pfx, .p12).</summary>
public static class PfxKey
{
    /// <param name="path">The file.</param>
    /// <param name="password">Its password; null for a file without one.</param>
    public static ISigningKey Open(string path, Secret? password)
    {
        X509Certificate2Collection all = Load(path, password);
        List<X509Certificate2> withKey = [.. all.Where(c => c.HasPrivateKey)];
        if (withKey.Count != 1)
            throw new UsageException($"{path}: {withKey.Count} certificates with a private key, expected exactly one");
        return new SoftwareKey(withKey[0], all.Where(c => !c.HasPrivateKey), path);
    }

    private static X509Certificate2Collection Load(string path, Secret? password)
    {
        // The key must not be left behind in the user's key store; macOS knows no other place for it.
        X509KeyStorageFlags flags = OperatingSystem.IsMacOS()
            ? X509KeyStorageFlags.DefaultKeySet
            : X509KeyStorageFlags.EphemeralKeySet;
        try
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password?.Reveal(), flags);
        }
        catch (CryptographicException error) when (File.Exists(path))
        {
            string source = password is null ? "no password was given" : $"the password is from {password.Source}";
            throw new UsageException($"{path} does not open ({error.Message.TrimEnd('.')}; {source}): " +
                "check the password, and that the file is PKCS#12");
        }
        catch (Exception error) when (error is CryptographicException or IOException)
        {
            throw new UsageException($"{path}: {error.Message}, expected a PKCS#12 file");
        }
    }
}
