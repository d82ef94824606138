// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Text;

namespace PvDrivers.Signing.Cms;

/// <summary>
/// SpcSpOpusInfo ::= SEQUENCE { programName [0] EXPLICIT SpcString OPTIONAL, moreInfo [1] EXPLICIT SpcLink OPTIONAL }
/// SpcString ::= CHOICE { unicode [0] IMPLICIT BMPString, ascii [1] IMPLICIT IA5String }
/// SpcLink ::= CHOICE { url [0] IMPLICIT IA5String, moniker [1] IMPLICIT SpcSerializedObject, file [2] EXPLICIT SpcString }
/// (Windows Authenticode Portable Executable Signature Format, "SpcSpOpusInfo")
/// </summary>
public sealed record SpcOpusInfo(string? Description, string? Url)
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    internal static SpcOpusInfo Read(AsnReader reader)
    {
        AsnReader info = reader.ReadSequence();
        string? description = null;
        string? url = null;
        if (info.HasData && info.PeekTag().HasSameClassAndValue(Tag0))
            description = ReadString(info.ReadSequence(Tag0));
        if (info.HasData && info.PeekTag().HasSameClassAndValue(Tag1))
            url = ReadLink(info.ReadSequence(Tag1));
        info.ThrowIfNotEmpty();
        return new SpcOpusInfo(description, url);
    }

    internal void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            if (Description is not null)
                using (writer.PushSequence(Tag0))
                    writer.WriteOctetString(Encoding.BigEndianUnicode.GetBytes(Description), Tag0);
            if (Url is not null)
                using (writer.PushSequence(Tag1))
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, Url, Tag0);
        }
    }

    private static string ReadString(AsnReader reader)
    {
        string text = reader.PeekTag().HasSameClassAndValue(Tag1)
            ? Encoding.ASCII.GetString(reader.ReadOctetString(Tag1))
            : Encoding.BigEndianUnicode.GetString(reader.ReadOctetString(Tag0));
        reader.ThrowIfNotEmpty();
        return text;
    }

    private static string? ReadLink(AsnReader reader)
    {
        string? text = null;
        if (reader.PeekTag().HasSameClassAndValue(Tag0))
            text = Encoding.ASCII.GetString(reader.ReadOctetString(Tag0));
        else if (reader.PeekTag().HasSameClassAndValue(Tag2))
            text = ReadString(reader.ReadSequence(Tag2));
        else
            reader.ReadEncodedValue();
        reader.ThrowIfNotEmpty();
        return text;
    }
}
