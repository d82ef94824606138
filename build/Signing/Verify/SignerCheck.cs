// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Verify;

/// <summary>The arithmetic of a SignerInfo: digest over the content, signature over the attributes (PKCS#7 1.5, 9.3 and 9.4).</summary>
internal static class SignerCheck
{
    /// <param name="signer">The SignerInfo.</param>
    /// <param name="content">Content octets that messageDigest covers.</param>
    /// <param name="contentType">Type that the contentType attribute must name.</param>
    /// <param name="certificate">The signer's certificate; null where it is missing.</param>
    /// <param name="allowBareDigest">Takes an RSA signature of the digest without a DigestInfo around it as well.</param>
    public static IReadOnlyList<string> Problems(SignerInfo signer, ReadOnlySpan<byte> content, string contentType,
        X509Certificate2? certificate, bool allowBareDigest = false)
    {
        List<string> problems = [];
        if (DigestAlgorithms.FromOid(signer.DigestOid) is not { } digest)
            return [$"digest algorithm {signer.DigestOid}, which is not known"];
        if (signer.SignedAttributesEncoded.IsEmpty)
            return ["a signer without signed attributes"];
        AsnDecodingGuard(problems, () => CheckAttributes(signer, contentType, problems));
        if (signer.SignedAttribute(SigningOids.MessageDigestAttribute) is { Values: [var stated] }
            && !MatchesDigest(stated, DigestAlgorithms.Hash(digest, content)))
            problems.Add("a messageDigest attribute that is not the content's digest");
        if (certificate is null)
            problems.Add("a signer whose certificate is not in the signature");
        else if (!VerifySignature(signer, digest, certificate, allowBareDigest))
            problems.Add($"a signature that the key of {certificate.Subject} did not make over these attributes");
        return problems;
    }

    private static void CheckAttributes(SignerInfo signer, string contentType, List<string> problems)
    {
        foreach (var group in signer.SignedAttributes.GroupBy(a => a.Oid))
            if (group.Count() > 1)
                problems.Add($"signed attribute {group.Key} {group.Count()} times");
        if (signer.SignedAttribute(SigningOids.MessageDigestAttribute) is not { Values.Count: 1 })
            problems.Add("no single messageDigest attribute");
        if (signer.SignedAttribute(SigningOids.ContentTypeAttribute) is not { Values: [var type] })
            problems.Add("no single contentType attribute");
        else if (AsnDecoder.ReadObjectIdentifier(type.Span, AsnEncodingRules.DER, out _) is var named
                 && named != contentType)
            problems.Add($"a contentType attribute that says {named} over content of type {contentType}");
    }

    private static bool MatchesDigest(ReadOnlyMemory<byte> encoded, byte[] digest)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteOctetString(digest);
        return writer.EncodedValueEquals(encoded.Span);
    }

    private static bool VerifySignature(SignerInfo signer, HashAlgorithmName digest, X509Certificate2 certificate,
        bool allowBareDigest)
    {
        (SignatureFamily family, HashAlgorithmName? bound) = DigestAlgorithms.SignatureAlgorithm(signer.SignatureOid);
        if (bound is not null && bound != digest)
            return false;
        byte[] attributes = signer.SignedAttributesEncoded.ToArray();
        attributes[0] = 0x31;
        byte[] hash = DigestAlgorithms.Hash(digest, attributes);
        try
        {
            using RSA? rsa = certificate.GetRSAPublicKey();
            using ECDsa? ecdsa = certificate.GetECDsaPublicKey();
            return family switch
            {
                SignatureFamily.Rsa => rsa is not null
                    && (rsa.VerifyHash(hash, signer.Signature.Span, digest, RSASignaturePadding.Pkcs1)
                        || (allowBareDigest && VerifyBareDigest(rsa, hash, signer.Signature.Span))),
                SignatureFamily.EllipticCurve => ecdsa is not null
                    && ecdsa.VerifyHash(hash, signer.Signature.Span, DSASignatureFormat.Rfc3279DerSequence),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // A key that cannot even be loaded verifies nothing.
            return false;
        }
    }

    // RFC 8017, 8.2.2, with the digest itself in the place of T: 00 01 FF .. FF 00 digest.
    private static bool VerifyBareDigest(RSA rsa, byte[] hash, ReadOnlySpan<byte> signature)
    {
        RSAParameters key = rsa.ExportParameters(includePrivateParameters: false);
        if (key.Modulus is not { } modulus || key.Exponent is not { } exponent || signature.Length != modulus.Length)
            return false;
        BigInteger opened = BigInteger.ModPow(new BigInteger(signature, isUnsigned: true, isBigEndian: true),
            new BigInteger(exponent, isUnsigned: true, isBigEndian: true), new BigInteger(modulus, isUnsigned: true, isBigEndian: true));
        byte[] expected = new byte[modulus.Length];
        expected.AsSpan().Fill(0xFF);
        expected[0] = 0;
        expected[1] = 1;
        expected[^(hash.Length + 1)] = 0;
        hash.CopyTo(expected, expected.Length - hash.Length);
        return opened == new BigInteger(expected, isUnsigned: true, isBigEndian: true);
    }

    private static void AsnDecodingGuard(List<string> problems, Action check)
    {
        try
        {
            check();
        }
        catch (AsnContentException error)
        {
            problems.Add($"signed attributes that do not decode ({error.Message})");
        }
    }
}
