// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>A key in PEM files: PKCS#8 (plain or encrypted) or PKCS#1, and the certificates, signer's first.</summary>
public static class PemKey
{
    /// <param name="keyPath">File with the private key.</param>
    /// <param name="certificatePath">File with the certificates; may be the same file.</param>
    /// <param name="password">Password of an encrypted key; null for a plain one.</param>
    public static ISigningKey Open(string keyPath, string certificatePath, Secret? password)
    {
        string key = ReadText(keyPath, "a private key");
        string certificates = ReadText(certificatePath, "certificates");
        try
        {
            X509Certificate2Collection all = [];
            all.ImportFromPem(certificates);
            if (all.Count == 0)
                throw new UsageException($"{certificatePath} holds no certificate, expected PEM blocks named CERTIFICATE");
            X509Certificate2 leaf = password is null
                ? X509Certificate2.CreateFromPem(certificates, key)
                : X509Certificate2.CreateFromEncryptedPem(certificates, key, password.Reveal());
            return new SoftwareKey(leaf, all.Skip(1), keyPath);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            string source = password is null ? "without a password" : $"with the password from {password.Source}";
            throw new UsageException($"{keyPath} does not open {source} as the key of {certificatePath} " +
                $"({error.Message.TrimEnd('.')}): check the password, and that key and certificate belong together");
        }
    }

    private static string ReadText(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {error.Message.TrimEnd('.')}, expected {what} in PEM");
        }
    }
}
