// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;

namespace PvDrivers.Signing.Cms;

/// <summary>Digest algorithms an Authenticode signature may name, and the signature algorithms made with them.</summary>
public static class DigestAlgorithms
{
    private static readonly (HashAlgorithmName Name, string Oid, int Size)[] Known =
    [
        (HashAlgorithmName.MD5, "1.2.840.113549.2.5", 16),
        (HashAlgorithmName.SHA1, "1.3.14.3.2.26", 20),
        (HashAlgorithmName.SHA256, "2.16.840.1.101.3.4.2.1", 32),
        (HashAlgorithmName.SHA384, "2.16.840.1.101.3.4.2.2", 48),
        (HashAlgorithmName.SHA512, "2.16.840.1.101.3.4.2.3", 64),
    ];

    public static string OidOf(HashAlgorithmName algorithm)
    {
        foreach (var known in Known)
            if (known.Name == algorithm)
                return known.Oid;
        throw new ArgumentException($"no digest algorithm is called {algorithm.Name}", nameof(algorithm));
    }

    /// <summary>Null where the identifier names no digest known here.</summary>
    public static HashAlgorithmName? FromOid(string oid)
    {
        foreach (var known in Known)
            if (known.Oid == oid)
                return known.Name;
        return null;
    }

    public static int SizeOf(HashAlgorithmName algorithm)
    {
        foreach (var known in Known)
            if (known.Name == algorithm)
                return known.Size;
        throw new ArgumentException($"no digest algorithm is called {algorithm.Name}", nameof(algorithm));
    }

    /// <summary>Collisions have been made in public: a signature over such a digest proves little.</summary>
    public static bool IsWeak(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.MD5 || algorithm == HashAlgorithmName.SHA1;

    public static byte[] Hash(HashAlgorithmName algorithm, ReadOnlySpan<byte> data) =>
        CryptographicOperations.HashData(algorithm, data);

    /// <summary>
    /// The family of a signatureAlgorithm identifier and, where the identifier binds one, its digest. Authenticode writes
    /// bare rsaEncryption; certificates and other signers write sha256WithRSAEncryption and its kin (RFC 8017, A.2.4).
    /// </summary>
    public static (SignatureFamily Family, HashAlgorithmName? Digest) SignatureAlgorithm(string oid) => oid switch
    {
        SigningOids.RsaEncryption => (SignatureFamily.Rsa, null),
        "1.2.840.113549.1.1.4" => (SignatureFamily.Rsa, HashAlgorithmName.MD5),
        "1.2.840.113549.1.1.5" => (SignatureFamily.Rsa, HashAlgorithmName.SHA1),
        "1.2.840.113549.1.1.11" => (SignatureFamily.Rsa, HashAlgorithmName.SHA256),
        "1.2.840.113549.1.1.12" => (SignatureFamily.Rsa, HashAlgorithmName.SHA384),
        "1.2.840.113549.1.1.13" => (SignatureFamily.Rsa, HashAlgorithmName.SHA512),
        SigningOids.EllipticCurveKey => (SignatureFamily.EllipticCurve, null),
        "1.2.840.10045.4.3.2" => (SignatureFamily.EllipticCurve, HashAlgorithmName.SHA256),
        "1.2.840.10045.4.3.3" => (SignatureFamily.EllipticCurve, HashAlgorithmName.SHA384),
        "1.2.840.10045.4.3.4" => (SignatureFamily.EllipticCurve, HashAlgorithmName.SHA512),
        _ => (SignatureFamily.Unknown, null),
    };
}

public enum SignatureFamily
{
    Unknown,
    Rsa,
    EllipticCurve,
}
