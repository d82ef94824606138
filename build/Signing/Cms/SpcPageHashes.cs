// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;

namespace PvDrivers.Signing.Cms;

/// <summary>
/// Page hashes in a PE signature: the SpcLink is its moniker choice, an SpcSerializedObject of a fixed class
/// SpcSerializedObject ::= SEQUENCE { classId OCTET STRING (16), serializedData OCTET STRING }
/// whose data is SET { SEQUENCE { 1.3.6.1.4.1.311.2.3.1 or .2, SET { OCTET STRING hashes } } }.
/// hashes is a list of (little-endian file offset of a page, digest of the page).
/// </summary>
public sealed record SpcPageHashes(HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Hashes)
{
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);

    // {D586B5A6-A1B4-6624-AE05-A217DA8E60D6}
    private static readonly byte[] ClassId = Convert.FromHexString("A6B586D5B4A12466AE05A217DA8E60D6");

    internal static void Write(AsnWriter writer, HashAlgorithmName algorithm, ReadOnlySpan<byte> hashes)
    {
        AsnWriter data = new(AsnEncodingRules.DER);
        using (data.PushSetOf())
        using (data.PushSequence())
        {
            data.WriteObjectIdentifier(OidFor(algorithm));
            using (data.PushSetOf())
                data.WriteOctetString(hashes);
        }
        using (writer.PushSequence(Tag1))
        {
            writer.WriteOctetString(ClassId);
            writer.WriteOctetString(data.Encode());
        }
    }

    /// <summary>Reads the SpcLink of an image; null where it is an ordinary link.</summary>
    internal static SpcPageHashes? ReadLink(AsnReader link)
    {
        if (!link.PeekTag().HasSameClassAndValue(Tag1))
        {
            link.ReadEncodedValue();
            link.ThrowIfNotEmpty();
            return null;
        }
        AsnReader serialized = link.ReadSequence(Tag1);
        link.ThrowIfNotEmpty();
        byte[] classId = serialized.ReadOctetString();
        byte[] data = serialized.ReadOctetString();
        serialized.ThrowIfNotEmpty();
        return classId.AsSpan().SequenceEqual(ClassId) ? ReadData(data) : null;
    }

    private static SpcPageHashes? ReadData(byte[] data)
    {
        AsnReader outer = new(data, AsnEncodingRules.DER, DerDocument.Options);
        AsnReader set = outer.ReadSetOf();
        outer.ThrowIfNotEmpty();
        SpcPageHashes? found = null;
        while (set.HasData)
        {
            AsnReader attribute = set.ReadSequence();
            string oid = attribute.ReadObjectIdentifier();
            AsnReader values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            byte[] hashes = values.ReadOctetString();
            values.ThrowIfNotEmpty();
            if (oid == SigningOids.PageHashesSha256)
                found = new SpcPageHashes(HashAlgorithmName.SHA256, hashes);
            else if (oid == SigningOids.PageHashesSha1)
                found ??= new SpcPageHashes(HashAlgorithmName.SHA1, hashes);
        }
        return found;
    }

    private static string OidFor(HashAlgorithmName algorithm) => algorithm == HashAlgorithmName.SHA1
        ? SigningOids.PageHashesSha1
        : algorithm == HashAlgorithmName.SHA256
            ? SigningOids.PageHashesSha256
            : throw new ArgumentException($"page hashes are SHA1 or SHA256, not {algorithm.Name}", nameof(algorithm));
}
