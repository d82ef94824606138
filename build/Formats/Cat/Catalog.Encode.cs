// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats.Cat;

/// <summary>
/// CTL ::= SEQUENCE { SEQUENCE { szOID_CATALOG_LIST }, listIdentifier OCTET STRING, thisUpdate Time,
/// SEQUENCE { subjectAlgorithm, NULL }, SEQUENCE OF TrustedSubject, [0] EXPLICIT SEQUENCE OF Extension OPTIONAL }
/// </summary>
public sealed partial record Catalog
{
    // Room for tags, lengths and object identifiers around the values; more than they ever take.
    private const int HeaderSize = 256;
    private const int AttributeOverhead = 64;
    private const int SmallValue = 256;

    /// <summary>The CTL with its tag and length. Its content octets are what a signature's messageDigest covers.</summary>
    public byte[] EncodeCtl()
    {
        AsnWriter writer = NewWriter(HeaderSize + Members.Sum(Size) + Attributes.Sum(a => a.Size + AttributeOverhead));
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(CatalogOids.CatalogList);
            writer.WriteOctetString(ListIdentifier.Span);
            WriteTime(writer);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Version == CatalogVersion.V1 ? CatalogOids.CatalogListMember
                    : CatalogOids.CatalogListMember2);
                writer.WriteNull();
            }

            using (writer.PushSequence())
                foreach (CatalogMember member in Members)
                    WriteMember(writer, member);
            WriteExtensions(writer);
        }

        return writer.Encode();
    }

    /// <summary>The catalog as inf2cat leaves it: SignedData version 1 without algorithms, certificates and signers.</summary>
    public byte[] EncodeUnsigned() => CatalogFile.Wrap(EncodeCtl(), [0x31, 0x00], [0x31, 0x00]);

    internal static byte[] EncodeMemberAttribute(CatalogAttribute attribute)
    {
        AsnWriter writer = NewWriter(attribute.Size + AttributeOverhead);
        WriteMemberAttribute(writer, attribute);
        return writer.Encode();
    }

    /// <summary>
    /// BER rules differ from DER here in one thing only: sets keep the order they are given. Lengths are minimal alike.
    /// </summary>
    /// <param name="capacity">Bytes to make room for: a writer that must grow does so by little steps.</param>
    internal static AsnWriter NewWriter(int capacity = SmallValue) => new(AsnEncodingRules.BER, capacity);

    private static int Size(CatalogMember member) =>
        member.Identifier.Length + AttributeOverhead + member.Attributes.Sum(a => a.Size + AttributeOverhead);

    private static void WriteMember(AsnWriter writer, CatalogMember member)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(member.Identifier.Span);
            using (writer.PushSetOf())
                foreach (CatalogAttribute attribute in member.Attributes)
                    WriteMemberAttribute(writer, attribute);
        }
    }

    private static void WriteMemberAttribute(AsnWriter writer, CatalogAttribute attribute)
    {
        if (attribute is RawAttribute raw)
        {
            writer.WriteEncodedValue(raw.Encoded.Span);
            return;
        }

        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(attribute.Oid);
            using (writer.PushSetOf())
                attribute.WriteValue(writer);
        }
    }

    private void WriteTime(AsnWriter writer)
    {
        if (ThisUpdate.UtcDateTime.Year is >= 1950 and < 2050)
            writer.WriteUtcTime(ThisUpdate);
        else
            writer.WriteGeneralizedTime(ThisUpdate);
    }

    private void WriteExtensions(AsnWriter writer)
    {
        if (Attributes.Count == 0)
            return;
        using (writer.PushSequence(CatalogOids.Context(0)))
        using (writer.PushSequence())
            foreach (CatalogAttribute attribute in Attributes)
                WriteExtension(writer, attribute);
    }

    private static void WriteExtension(AsnWriter writer, CatalogAttribute attribute)
    {
        if (attribute is RawAttribute raw)
        {
            writer.WriteEncodedValue(raw.Encoded.Span);
            return;
        }

        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(attribute.Oid);
            using (writer.PushOctetString())
                attribute.WriteValue(writer);
        }
    }
}
