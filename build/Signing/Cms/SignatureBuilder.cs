// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Signing.Cms;

/// <summary>Makes a SignedData over Authenticode or catalog content, and puts further signatures into one.</summary>
internal static class SignatureBuilder
{
    private static readonly Asn1Tag CertificatesTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag SignedAttributesTag = new(TagClass.ContextSpecific, 0);

    /// <summary>contentInfo ::= SEQUENCE { contentType, [0] EXPLICIT content }</summary>
    public static byte[] EncodeContentInfo(string contentType, ReadOnlySpan<byte> content)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(contentType);
            using (writer.PushSequence(CertificatesTag))
                writer.WriteEncodedValue(content);
        }
        return writer.Encode();
    }

    /// <summary>Signs the content of a contentInfo; its bytes go into the result as they are.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> contentInfo, string contentType, ReadOnlySpan<byte> contentOctets,
        HashAlgorithmName digest, SignRequest request)
    {
        byte[] messageDigest = DigestAlgorithms.Hash(digest, contentOctets);
        byte[] attributes = EncodeSignedAttributes(contentType, messageDigest, request);
        byte[] toSign = [.. attributes];
        // PKCS#7 1.5, 9.3: the attributes are digested as a SET OF, not with the context tag they carry in the message.
        toSign[0] = 0x31;
        byte[] signature = SignChecked(request.Key, DigestAlgorithms.Hash(digest, toSign), digest);
        byte[] signedPart = EncodeSignedPart(request.Key.Certificate, digest, attributes, signature);
        List<CmsAttribute> unsigned = [];
        if (request.Timestamp is not null)
            unsigned.Add(new CmsAttribute(SigningOids.Rfc3161Timestamp, [request.Timestamp.Confirm(signature)]));
        byte[] signerInfo = SignerInfo.Encode(signedPart, unsigned);
        return SignedData.Encode(1, EncodeDigestAlgorithms(digest), contentInfo, EncodeCertificates(request.Key), [],
            [signerInfo]);
    }

    /// <summary>Puts signatures into the nested-signature attribute of the first signer of another.</summary>
    public static byte[] Nest(string name, byte[] outer, IReadOnlyList<byte[]> inner)
    {
        SignedData data = SignedData.Decode(name, outer, 0);
        if (data.SignerInfos.Count != 1)
            throw new MalformedFileException(name, -1, $"a signature with {data.SignerInfos.Count} signers",
                "one signer to append to");
        List<ReadOnlyMemory<byte>> values = [];
        foreach (byte[] signature in inner)
            values.Add(signature);
        return data.EncodeWithSignerInfo(
            data.SignerInfos[0].EncodeWithUnsigned(SigningOids.NestedSignature, values));
    }

    private static byte[] SignChecked(ISigningKey key, byte[] hash, HashAlgorithmName digest)
    {
        byte[] signature = key.SignHash(hash, digest);
        using RSA? publicKey = key.Certificate.GetRSAPublicKey();
        // A wrong key behind the right certificate, or a token that fails silently, is found here and not on a guest.
        if (publicKey is null || !publicKey.VerifyHash(hash, signature, digest, RSASignaturePadding.Pkcs1))
            throw new CryptographicException($"{key.Description}: the signature made does not verify with the key's own " +
                $"certificate {key.Certificate.Subject}");
        return signature;
    }

    private static byte[] EncodeSignedAttributes(string contentType, byte[] messageDigest, SignRequest request)
    {
        CmsAttribute[] attributes =
        [
            CmsAttribute.Of(SigningOids.ContentTypeAttribute, w => w.WriteObjectIdentifier(contentType)),
            CmsAttribute.Of(SigningOids.MessageDigestAttribute, w => w.WriteOctetString(messageDigest)),
            CmsAttribute.Of(SigningOids.SpcOpusInfo, new SpcOpusInfo(request.Description, request.Url).Write),
            CmsAttribute.Of(SigningOids.SpcStatementType, WriteStatementType),
        ];
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSetOf(SignedAttributesTag))
            foreach (CmsAttribute attribute in attributes)
                attribute.Write(writer);
        return writer.Encode();
    }

    private static void WriteStatementType(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(SigningOids.SpcIndividualPurpose);
    }

    private static byte[] EncodeSignedPart(X509Certificate2 certificate, HashAlgorithmName digest, byte[] attributes,
        byte[] signature)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteInteger(1);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(certificate.IssuerName.RawData);
            writer.WriteInteger(certificate.SerialNumberBytes.Span);
        }
        DerDocument.WriteAlgorithm(writer, DigestAlgorithms.OidOf(digest));
        writer.WriteEncodedValue(attributes);
        DerDocument.WriteAlgorithm(writer, SigningOids.RsaEncryption);
        writer.WriteOctetString(signature);
        return writer.Encode();
    }

    private static byte[] EncodeDigestAlgorithms(HashAlgorithmName digest)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSetOf())
            DerDocument.WriteAlgorithm(writer, DigestAlgorithms.OidOf(digest));
        return writer.Encode();
    }

    private static byte[] EncodeCertificates(ISigningKey key)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSetOf(CertificatesTag))
        {
            writer.WriteEncodedValue(key.Certificate.RawData);
            foreach (X509Certificate2 issuer in key.Chain)
                writer.WriteEncodedValue(issuer.RawData);
        }
        return writer.Encode();
    }
}
