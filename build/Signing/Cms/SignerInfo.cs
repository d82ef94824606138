// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Signing.Cms;

/// <summary>
/// SignerInfo ::= SEQUENCE { version INTEGER (1), issuerAndSerialNumber, digestAlgorithm AlgorithmIdentifier,
///   authenticatedAttributes [0] IMPLICIT SET OF Attribute OPTIONAL, digestEncryptionAlgorithm AlgorithmIdentifier,
///   encryptedDigest OCTET STRING, unauthenticatedAttributes [1] IMPLICIT SET OF Attribute OPTIONAL } (PKCS#7 1.5, 9.2)
/// The signed part is kept as it was encoded: attaching a timestamp or a nested signature never re-encodes it.
/// </summary>
internal sealed record SignerInfo
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);

    public required int Version { get; init; }

    /// <summary>Encoded Name of the certificate's issuer.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>Content octets of the certificate's serial number.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public required string DigestOid { get; init; }

    public required IReadOnlyList<CmsAttribute> SignedAttributes { get; init; }

    /// <summary>The signed attributes as encoded, tag A0; empty where there are none.</summary>
    public required ReadOnlyMemory<byte> SignedAttributesEncoded { get; init; }

    public required string SignatureOid { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required IReadOnlyList<CmsAttribute> UnsignedAttributes { get; init; }

    /// <summary>Everything from version to encryptedDigest as encoded.</summary>
    public required ReadOnlyMemory<byte> SignedPart { get; init; }

    public required ReadOnlyMemory<byte> Encoded { get; init; }

    public static SignerInfo Read(AsnReader reader)
    {
        ReadOnlyMemory<byte> encoded = reader.PeekEncodedValue();
        ReadOnlyMemory<byte> contents = reader.PeekContentBytes();
        AsnReader info = reader.ReadSequence();
        if (!info.TryReadInt32(out int version))
            throw new AsnContentException("SignerInfo version is out of range");
        AsnReader identifier = info.ReadSequence();
        ReadOnlyMemory<byte> issuer = identifier.ReadEncodedValue();
        ReadOnlyMemory<byte> serial = identifier.ReadIntegerBytes();
        identifier.ThrowIfNotEmpty();
        string digest = DerDocument.ReadAlgorithm(info);
        ReadOnlyMemory<byte> signedAttributes = ReadOnlyMemory<byte>.Empty;
        if (info.HasData && info.PeekTag().HasSameClassAndValue(Tag0))
            signedAttributes = info.ReadEncodedValue();
        string algorithm = DerDocument.ReadAlgorithm(info);
        ReadOnlyMemory<byte> signatureContent = info.PeekContentBytes();
        info.ReadOctetString();
        ReadOnlyMemory<byte> rest = info.HasData ? info.ReadEncodedValue() : ReadOnlyMemory<byte>.Empty;
        info.ThrowIfNotEmpty();
        return new SignerInfo
        {
            Version = version,
            Issuer = issuer,
            SerialNumber = serial,
            DigestOid = digest,
            SignedAttributes = ReadAttributes(signedAttributes, Tag0),
            SignedAttributesEncoded = signedAttributes,
            SignatureOid = algorithm,
            Signature = signatureContent,
            UnsignedAttributes = ReadAttributes(rest, Tag1),
            SignedPart = contents[..^rest.Length],
            Encoded = encoded,
        };
    }

    public CmsAttribute? SignedAttribute(string oid) => SignedAttributes.FirstOrDefault(a => a.Oid == oid);

    /// <summary>This signer with one more unsigned attribute value; the value joins an attribute of the same type.</summary>
    public byte[] EncodeWithUnsigned(string oid, IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        List<CmsAttribute> attributes = [];
        bool joined = false;
        foreach (CmsAttribute attribute in UnsignedAttributes)
        {
            bool same = attribute.Oid == oid;
            joined |= same;
            attributes.Add(same ? attribute with { Values = [.. attribute.Values, .. values] } : attribute);
        }
        if (!joined)
            attributes.Add(new CmsAttribute(oid, values));
        return Encode(SignedPart.Span, attributes);
    }

    public static byte[] Encode(ReadOnlySpan<byte> signedPart, IReadOnlyList<CmsAttribute> unsignedAttributes)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            while (!signedPart.IsEmpty)
            {
                AsnDecoder.ReadEncodedValue(signedPart, AsnEncodingRules.DER, out _, out _, out int consumed);
                writer.WriteEncodedValue(signedPart[..consumed]);
                signedPart = signedPart[consumed..];
            }
            if (unsignedAttributes.Count > 0)
                using (writer.PushSetOf(Tag1))
                    foreach (CmsAttribute attribute in unsignedAttributes)
                        attribute.Write(writer);
        }
        return writer.Encode();
    }

    private static List<CmsAttribute> ReadAttributes(ReadOnlyMemory<byte> encoded, Asn1Tag tag)
    {
        List<CmsAttribute> attributes = [];
        if (encoded.IsEmpty)
            return attributes;
        AsnReader set = new AsnReader(encoded, AsnEncodingRules.DER, DerDocument.Options).ReadSetOf(tag);
        while (set.HasData)
            attributes.Add(CmsAttribute.Read(set));
        return attributes;
    }
}
