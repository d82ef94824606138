// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Tests.Formats;

/// <summary>A throw-away code signing key for judges that must sign: made in the test run, never stored.</summary>
internal static class TestKey
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    private static readonly Lazy<(string Certificate, string Key)> Pem = new(Make);

    /// <summary>Writes cert.pem and key.pem.</summary>
    public static void WritePem(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "cert.pem"), Pem.Value.Certificate);
        File.WriteAllText(Path.Combine(folder, "key.pem"), Pem.Value.Key);
    }

    private static (string Certificate, string Key) Make()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=Test of the formats", key, HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CodeSigning)], critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
