// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats;

/// <summary>
/// Reads DER (ITU-T X.690) and knows where in the file it stands, so that an error can say so. Sets keep the order of
/// the file: some writers do not sort them, and what was read must be written back alike.
/// </summary>
internal sealed class DerReader(ReadOnlyMemory<byte> bytes, long origin, string file)
{
    private int _at;

    public bool HasData => _at < bytes.Length;

    /// <summary>Offset in the file of the next value.</summary>
    public long Offset => origin + _at;

    /// <summary>A second reader at the same place.</summary>
    public DerReader Fork() => new(bytes, origin, file) { _at = _at };

    public Asn1Tag Peek(string what) => Read(what, "a tag", static (span) =>
        (Asn1Tag.Decode(span, out _), 0));

    public bool NextIs(Asn1Tag tag) => HasData && Peek("value").HasSameClassAndValue(tag);

    public DerReader Sequence(string what, Asn1Tag? tag = null) => Inner(what, tag ?? Asn1Tag.Sequence);

    public DerReader Set(string what) => Inner(what, Asn1Tag.SetOf);

    public string Oid(string what) => Read(what, "an OBJECT IDENTIFIER", static (span) =>
        (AsnDecoder.ReadObjectIdentifier(span, AsnEncodingRules.DER, out int used), used));

    public long Integer(string what) => Read(what, "an INTEGER of at most 64 bits", static (span) =>
        AsnDecoder.TryReadInt64(span, AsnEncodingRules.DER, out long value, out int used)
            ? (value, used)
            : throw new AsnContentException());

    public byte[] Octets(string what) => Read(what, "an OCTET STRING", static (span) =>
        (AsnDecoder.ReadOctetString(span, AsnEncodingRules.DER, out int used), used));

    /// <summary>A reader over the content of an OCTET STRING.</summary>
    public DerReader Enter(string what)
    {
        int start = _at;
        (int offset, int length) = Read(what, "an OCTET STRING", static (span) =>
        {
            Asn1Tag found = AsnDecoder.ReadEncodedValue(span, AsnEncodingRules.DER, out int at, out int size,
                out int used);
            return found == Asn1Tag.PrimitiveOctetString ? ((at, size), used) : throw new AsnContentException();
        });
        return new DerReader(bytes.Slice(start + offset, length), origin + start + offset, file);
    }

    public string Bmp(string what) => Read(what, "a BMPString", static (span) =>
        (AsnDecoder.ReadCharacterString(span, AsnEncodingRules.DER, UniversalTagNumber.BMPString, out int used), used));

    public void Null(string what) => Read(what, "NULL", static (span) =>
    {
        AsnDecoder.ReadNull(span, AsnEncodingRules.DER, out int used);
        return (0, used);
    });

    /// <summary>UTCTime to 2049, GeneralizedTime after (RFC 5280, 4.1.2.5).</summary>
    public DateTimeOffset Time(string what) => NextIs(new Asn1Tag(UniversalTagNumber.UtcTime))
        ? Read(what, "a UTCTime yyMMddHHmmssZ", static (span) =>
            (AsnDecoder.ReadUtcTime(span, AsnEncodingRules.DER, out int used, 2049), used))
        : Read(what, "a UTCTime or GeneralizedTime", static (span) =>
            (AsnDecoder.ReadGeneralizedTime(span, AsnEncodingRules.DER, out int used), used));

    /// <summary>The next value with its tag and length, whatever it is.</summary>
    public ReadOnlyMemory<byte> Raw(string what)
    {
        int start = _at;
        _ = Read(what, "a value of definite length that fits", static (span) =>
        {
            AsnDecoder.ReadEncodedValue(span, AsnEncodingRules.DER, out _, out _, out int used);
            return (0, used);
        });
        return bytes[start.._at];
    }

    /// <summary>All that is left, as it stands.</summary>
    public ReadOnlyMemory<byte> Rest()
    {
        int start = _at;
        _at = bytes.Length;
        return bytes[start..];
    }

    public void End(string what)
    {
        if (HasData)
            throw new MalformedFileException(file, Offset, $"{bytes.Length - _at} bytes after {what}", "nothing more");
    }

    public MalformedFileException Bad(string found, string expected) => new(file, Offset, found, expected);

    private DerReader Inner(string what, Asn1Tag tag)
    {
        int start = _at;
        string expected = $"a value with tag {tag}";
        (int offset, int length) = Read(what, expected, span =>
        {
            Asn1Tag found = AsnDecoder.ReadEncodedValue(span, AsnEncodingRules.DER, out int at, out int size,
                out int used);
            return found.HasSameClassAndValue(tag) && found.IsConstructed
                ? ((at, size), used)
                : throw new AsnContentException($"tag {found}");
        });
        return new DerReader(bytes.Slice(start + offset, length), origin + start + offset, file);
    }

    private T Read<T>(string what, string expected, Func<ReadOnlySpan<byte>, (T Value, int Used)> decode)
    {
        if (!HasData)
            throw new MalformedFileException(file, Offset, $"no {what}", expected);
        try
        {
            (T value, int used) = decode(bytes.Span[_at..]);
            _at += used;
            return value;
        }
        catch (AsnContentException wrong)
        {
            throw new MalformedFileException(file, Offset, $"{what} that begins {Start()}", expected, wrong);
        }
    }

    private string Start() => Convert.ToHexString(bytes.Span.Slice(_at, Math.Min(8, bytes.Length - _at)));
}
