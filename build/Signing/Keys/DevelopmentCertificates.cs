// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Keys;

/// <summary>Makes the two certificates of a development key.</summary>
internal static class DevelopmentCertificates
{
    public const int KeySizeBits = 3072;
    public const int ValidityYears = 2;

    /// <summary>The private key and both certificates as one PEM text, the signer's certificate first.</summary>
    public static (string KeyPem, string LeafPem, string RootPem) Make(DateTimeOffset now)
    {
        // A day back: a guest whose clock is behind the build machine's must not refuse a driver just built.
        DateTimeOffset from = new(now.UtcDateTime.Date.AddDays(-1), TimeSpan.Zero);
        DateTimeOffset until = from.AddYears(ValidityYears);
        using RSA rootKey = RSA.Create(KeySizeBits);
        using RSA leafKey = RSA.Create(KeySizeBits);
        string mark = Convert.ToHexString(SHA256.HashData(leafKey.ExportSubjectPublicKeyInfo()).AsSpan(0, 4));
        using X509Certificate2 root = MakeRoot(rootKey, mark, from, until);
        using X509Certificate2 leaf = MakeLeaf(leafKey, root, mark, from, until);
        return (leafKey.ExportPkcs8PrivateKeyPem(), leaf.ExportCertificatePem(), root.ExportCertificatePem());
    }

    private static X509Certificate2 MakeRoot(RSA key, string mark, DateTimeOffset from, DateTimeOffset until)
    {
        CertificateRequest request = new(Name($"Oracle VM PV Drivers development root {mark}"), key,
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        // Whoever installs this root trusts it for code and for nothing else.
        request.CertificateExtensions.Add(CodeSigningUsage());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(from, until);
    }

    private static X509Certificate2 MakeLeaf(RSA key, X509Certificate2 root, string mark, DateTimeOffset from,
        DateTimeOffset until)
    {
        CertificateRequest request = new(Name($"Oracle VM PV Drivers development certificate {mark}"), key,
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(CodeSigningUsage());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        // RFC 5280, 4.1.2.2: a serial number is positive, and its first octet is not padding.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return request.Create(root, from, until, serial);
    }

    private static X500DistinguishedName Name(string commonName)
    {
        X500DistinguishedNameBuilder builder = new();
        builder.AddOrganizationName(DevelopmentKey.Organization);
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    private static X509EnhancedKeyUsageExtension CodeSigningUsage() =>
        new([new Oid(SigningOids.CodeSigning)], false);
}
