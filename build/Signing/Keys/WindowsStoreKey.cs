// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>A key in the certificate store of Windows, and so in whatever token or service a key provider there stands for.</summary>
[SupportedOSPlatform("windows")]
public static class WindowsStoreKey
{
    /// <param name="thumbprint">SHA-1 thumbprint of the certificate, as Windows shows it.</param>
    /// <param name="location">The user's store or the machine's.</param>
    public static ISigningKey Open(string thumbprint, StoreLocation location = StoreLocation.CurrentUser)
    {
        string wanted = string.Concat(thumbprint.Where(char.IsAsciiHexDigit)).ToUpperInvariant();
        using X509Store store = new(StoreName.My, location);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        X509Certificate2? found = store.Certificates.FirstOrDefault(c => c.Thumbprint == wanted);
        if (found is null)
            throw new UsageException($"no certificate with thumbprint {wanted} in {location}\\My: certutil -store My lists them");
        if (!found.HasPrivateKey)
            throw new UsageException($"certificate {found.Subject} in {location}\\My has no private key: import it with its key");
        using X509Store issuers = new(StoreName.CertificateAuthority, location);
        issuers.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        return new SoftwareKey(found, issuers.Certificates, $"{location}\\My");
    }
}
