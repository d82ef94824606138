// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats.Cat;

/// <summary>
/// The value that says what an SPC_INDIRECT_DATA digests:
/// SpcLink ::= CHOICE { url [0], moniker [1] SpcSerializedObject, file [2] EXPLICIT SpcString };
/// SpcString ::= CHOICE { unicode [0] IMPLICIT BMPString, ascii [1] };
/// SpcPeImageData ::= SEQUENCE { flags BIT STRING, file [0] EXPLICIT SpcLink };
/// SpcSerializedObject ::= SEQUENCE { classId OCTET STRING, serializedData OCTET STRING }.
/// ("Windows Authenticode Portable Executable Signature Format")
/// </summary>
internal static class SpcData
{
    /// <summary>What hosts older than Windows 8 wrote where newer ones write nothing.</summary>
    private const string Obsolete = "<<<Obsolete>>>";

    /// <summary>The SPC_INDIRECT_DATA attribute of a member.</summary>
    public static IndirectDataAttribute Attribute(CatalogSubject file, bool sha256, bool legacy)
    {
        ReadOnlySpan<byte> pages = (sha256 ? file.PageHashesSha256 : file.PageHashesSha1).Span;
        ReadOnlySpan<byte> enhanced = (sha256 ? file.EnhancedHashSha256 : file.EnhancedHashSha1).Span;
        (string oid, byte[] value) = file.Kind switch
        {
            SubjectKind.Pe =>
                (CatalogOids.PeImageData, PeImageData(pages, sha256 ? CatalogOids.PageHashesSha256
                : CatalogOids.PageHashesSha1, legacy)),
            SubjectKind.Cab when !enhanced.IsEmpty && !legacy =>
                (CatalogOids.Link, Moniker(enhanced, CatalogOids.EnhancedHash)),
            _ => (CatalogOids.CabData, Link(legacy)),
        };
        return new IndirectDataAttribute(oid, value, sha256 ? CatalogOids.Sha256 : CatalogOids.Sha1, sha256
            ? file.Sha256 : file.Sha1);
    }

    /// <summary>SpcPeImageData; its flags are written as they always are, three bits that say nothing.</summary>
    private static byte[] PeImageData(ReadOnlySpan<byte> pageHashes, string pageHashOid, bool legacy)
    {
        AsnWriter writer = Catalog.NewWriter();
        using (writer.PushSequence())
        {
            writer.WriteBitString([0xA0], 5);
            using (writer.PushSequence(CatalogOids.Context(0)))
                writer.WriteEncodedValue(pageHashes.IsEmpty ? Link(legacy) : Moniker(pageHashes, pageHashOid));
        }

        return writer.Encode();
    }

    private static byte[] Link(bool legacy)
    {
        AsnWriter writer = Catalog.NewWriter();
        using (writer.PushSequence(CatalogOids.Context(2)))
            writer.WriteCharacterString(UniversalTagNumber.BMPString, legacy ? Obsolete
                : "", CatalogOids.Context(0, constructed: false));
        return writer.Encode();
    }

    /// <summary>serializedData is itself DER: SET { SEQUENCE { kind of hashes OID, SET { OCTET STRING } } }.</summary>
    private static byte[] Moniker(ReadOnlySpan<byte> hashes, string oid)
    {
        const int Around = 64;
        AsnWriter writer = Catalog.NewWriter(hashes.Length + Around);
        using (writer.PushSequence(CatalogOids.Context(1)))
        {
            writer.WriteOctetString(CatalogOids.SerializedClass);
            using (writer.PushOctetString())
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                using (writer.PushSetOf())
                    writer.WriteOctetString(hashes);
            }
        }

        return writer.Encode();
    }
}
