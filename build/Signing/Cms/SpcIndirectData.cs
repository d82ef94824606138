// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;

namespace PvDrivers.Signing.Cms;

/// <summary>
/// SpcIndirectDataContent ::= SEQUENCE { data SpcAttributeTypeAndOptionalValue, messageDigest DigestInfo }
/// SpcAttributeTypeAndOptionalValue ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY OPTIONAL }
/// DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }
/// SpcPeImageData ::= SEQUENCE { flags BIT STRING, file [0] EXPLICIT SpcLink OPTIONAL }
/// (Windows Authenticode Portable Executable Signature Format, "SpcIndirectDataContent")
/// </summary>
/// <param name="Subject">What kind of file was signed: <see cref="SigningOids.SpcPeImageData"/> or another.</param>
/// <param name="DigestOid">Identifier of the digest algorithm.</param>
/// <param name="Digest">Digest of the file.</param>
/// <param name="PageHashes">Page hashes, null where there are none.</param>
public sealed record SpcIndirectData(string Subject, string DigestOid, ReadOnlyMemory<byte> Digest,
    SpcPageHashes? PageHashes)
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    /// <summary>Null where the digest algorithm is not known here.</summary>
    public HashAlgorithmName? DigestAlgorithm => DigestAlgorithms.FromOid(DigestOid);

    public static byte[] EncodeForImage(HashAlgorithmName algorithm, ReadOnlySpan<byte> digest, byte[]? pageHashes)
    {
        AsnWriter value = new(AsnEncodingRules.DER);
        using (value.PushSequence())
        {
            // No resource is left out of the digest, and no flag says otherwise.
            value.WriteBitString([]);
            using (value.PushSequence(Tag0))
            {
                if (pageHashes is null)
                    WriteEmptyFileLink(value);
                else
                    SpcPageHashes.Write(value, algorithm, pageHashes);
            }
        }
        return Encode(SigningOids.SpcPeImageData, value.Encode(), algorithm, digest);
    }

    public static byte[] EncodeForCabinet(HashAlgorithmName algorithm, ReadOnlySpan<byte> digest)
    {
        AsnWriter value = new(AsnEncodingRules.DER);
        WriteEmptyFileLink(value);
        return Encode(SigningOids.SpcCabData, value.Encode(), algorithm, digest);
    }

    internal static SpcIndirectData Read(AsnReader reader)
    {
        AsnReader content = reader.ReadSequence();
        AsnReader data = content.ReadSequence();
        string subject = data.ReadObjectIdentifier();
        SpcPageHashes? pageHashes = null;
        if (data.HasData && subject == SigningOids.SpcPeImageData)
            pageHashes = ReadImageData(data.ReadSequence());
        else if (data.HasData)
            data.ReadEncodedValue();
        data.ThrowIfNotEmpty();
        AsnReader info = content.ReadSequence();
        content.ThrowIfNotEmpty();
        string oid = DerDocument.ReadAlgorithm(info);
        byte[] digest = info.ReadOctetString();
        info.ThrowIfNotEmpty();
        return new SpcIndirectData(subject, oid, digest, pageHashes);
    }

    private static SpcPageHashes? ReadImageData(AsnReader image)
    {
        if (image.HasData && image.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveBitString))
            image.ReadBitString(out _);
        if (!image.HasData)
            return null;
        AsnReader link = image.ReadSequence(Tag0);
        image.ThrowIfNotEmpty();
        return SpcPageHashes.ReadLink(link);
    }

    private static byte[] Encode(string subject, ReadOnlySpan<byte> value, HashAlgorithmName algorithm,
        ReadOnlySpan<byte> digest)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(subject);
                writer.WriteEncodedValue(value);
            }
            using (writer.PushSequence())
            {
                DerDocument.WriteAlgorithm(writer, DigestAlgorithms.OidOf(algorithm));
                writer.WriteOctetString(digest);
            }
        }
        return writer.Encode();
    }

    // SpcLink, file [2] EXPLICIT, with an empty unicode string: what Windows writes since version 8.
    private static void WriteEmptyFileLink(AsnWriter writer)
    {
        using (writer.PushSequence(Tag2))
            writer.WriteOctetString([], Tag0);
    }
}
