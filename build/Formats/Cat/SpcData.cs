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
public static class SpcData
{
    /// <summary>What hosts older than Windows 8 wrote where newer ones write nothing.</summary>
    private const string Obsolete = "<<<Obsolete>>>";

    public static string OidOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Pe => CatalogOids.PeImageData,
        SubjectKind.Cab => CatalogOids.Link,
        _ => CatalogOids.CabData,
    };

    internal static byte[] Value(SubjectKind kind, ReadOnlySpan<byte> pageHashes, string pageHashOid, bool legacy) =>
        kind == SubjectKind.Pe ? PeImageData(pageHashes, pageHashOid, legacy) : Link(legacy);

    /// <summary>SpcPeImageData; its flags are written as they always are, three bits that say nothing.</summary>
    private static byte[] PeImageData(ReadOnlySpan<byte> pageHashes, string pageHashOid, bool legacy)
    {
        AsnWriter writer = Catalog.NewWriter();
        using (writer.PushSequence())
        {
            writer.WriteBitString([0xA0], 5);
            using (writer.PushSequence(CatalogOids.Context(0)))
            {
                if (pageHashes.IsEmpty)
                    writer.WriteEncodedValue(Link(legacy));
                else
                    WritePageHashes(writer, pageHashes, pageHashOid);
            }
        }

        return writer.Encode();
    }

    private static byte[] Link(bool legacy)
    {
        AsnWriter writer = Catalog.NewWriter();
        using (writer.PushSequence(CatalogOids.Context(2)))
            writer.WriteCharacterString(UniversalTagNumber.BMPString, legacy ? Obsolete : "", CatalogOids.Context(0, constructed: false));
        return writer.Encode();
    }

    private static void WritePageHashes(AsnWriter writer, ReadOnlySpan<byte> hashes, string oid)
    {
        using (writer.PushSequence(CatalogOids.Context(1)))
        {
            writer.WriteOctetString(CatalogOids.PageHashClass);
            using (writer.PushOctetString())
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                using (writer.PushSetOf())
                    writer.WriteOctetString(hashes);
            }
        }
    }
}
