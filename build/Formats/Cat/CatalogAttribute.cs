// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Text;

namespace PvDrivers.Formats.Cat;

/// <summary>
/// Attribute ::= SEQUENCE { OID, SET { value } } on a member; SEQUENCE { OID, OCTET STRING { value } } on the list.
/// One that this code does not know is a <see cref="RawAttribute"/> and is written back byte for byte.
/// Records over byte memory compare by reference: compare encodings instead.
/// </summary>
public abstract record CatalogAttribute(string Oid)
{
    /// <summary>About how many bytes the value takes.</summary>
    internal abstract int Size { get; }

    internal abstract void WriteValue(AsnWriter writer);
}

/// <summary>CAT_NAMEVALUE ::= SEQUENCE { tag BMPString, flags INTEGER, value OCTET STRING }</summary>
public sealed record NameValueAttribute(string Tag, long Flags, ReadOnlyMemory<byte> Value)
    : CatalogAttribute(CatalogOids.NameValue)
{
    private const long FlagBase64 = 0x00020000;

    /// <summary>The value as text: UTF-16LE without its closing zero; base64 where the flags say that it is data.</summary>
    public string Text => (Flags & FlagBase64) != 0
        ? Convert.ToBase64String(Value.Span)
        : Encoding.Unicode.GetString(Value.Span).TrimEnd('\0');

    /// <summary>A plain attribute as Microsoft's tools write it: flags 0x10010001, UTF-16LE, a closing zero.</summary>
    public static NameValueAttribute Plain(string tag, string text) =>
        new(tag, CatalogOids.PlainFlags, Encoding.Unicode.GetBytes(text + '\0'));

    internal override int Size => 2 * Tag.Length + Value.Length;

    internal override void WriteValue(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.BMPString, Tag);
            writer.WriteInteger(Flags);
            writer.WriteOctetString(Value.Span);
        }
    }
}

/// <summary>CAT_MEMBERINFO ::= SEQUENCE { subjectGuid BMPString, certVersion INTEGER }: V1, which SIP made the
/// digest.</summary>
public sealed record MemberInfoAttribute(string SubjectGuid, long CertVersion)
    : CatalogAttribute(CatalogOids.MemberInfo)
{
    internal override int Size => 2 * SubjectGuid.Length;

    internal override void WriteValue(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.BMPString, SubjectGuid);
            writer.WriteInteger(CertVersion);
        }
    }
}

/// <summary>CAT_MEMBERINFO2 ::= CHOICE { pe [0], cab [1], flat [2] }, each empty: V2, which SIP made the digest.</summary>
public sealed record MemberInfo2Attribute(int Choice) : CatalogAttribute(CatalogOids.MemberInfo2)
{
    internal override int Size => sizeof(ushort);

    internal override void WriteValue(AsnWriter writer) =>
        writer.WriteNull(CatalogOids.Context(Choice, constructed: false));
}

/// <summary>
/// SPC_INDIRECT_DATA ::= SEQUENCE { SEQUENCE { type OID, value ANY OPTIONAL },
/// SEQUENCE { SEQUENCE { algorithm OID, NULL OPTIONAL }, digest OCTET STRING } }
/// </summary>
public sealed record IndirectDataAttribute(
    string DataOid, ReadOnlyMemory<byte> DataValue, string DigestOid, ReadOnlyMemory<byte> Digest)
    : CatalogAttribute(CatalogOids.IndirectData)
{
    /// <summary>Whether the algorithm has its NULL parameter; every Microsoft tool writes it.</summary>
    public bool HasAlgorithmNull { get; init; } = true;

    internal override int Size => DataValue.Length + Digest.Length + sizeof(ulong);

    internal override void WriteValue(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(DataOid);
                if (!DataValue.IsEmpty)
                    writer.WriteEncodedValue(DataValue.Span);
            }

            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(DigestOid);
                    if (HasAlgorithmNull)
                        writer.WriteNull();
                }

                writer.WriteOctetString(Digest.Span);
            }
        }
    }
}

/// <summary>An attribute or extension kept as it stands; <paramref name="Encoded"/> is the whole of it, OID
/// included.</summary>
public sealed record RawAttribute(string Oid, ReadOnlyMemory<byte> Encoded) : CatalogAttribute(Oid)
{
    internal override int Size => Encoded.Length;

    internal override void WriteValue(AsnWriter writer) =>
        throw new InvalidOperationException("a raw attribute is written whole");
}
