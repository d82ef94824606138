// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.Text;

namespace PvDrivers.Formats.Inf;

/// <summary>How the characters of an INF are stored; a byte order mark is told apart by <see cref="InfFile.HasByteOrderMark"/>.</summary>
public enum InfEncoding
{
    /// <summary>One byte a character, code page 1252. Plain ASCII is the common case.</summary>
    Ansi,
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
}

/// <summary>Bytes to text and back without a loss: what is read and not edited is written as the same bytes.</summary>
internal static class InfText
{
    /// <summary>Code page 1252, 0x80..0x9F; the five bytes it leaves undefined stay C1 controls so that they survive.</summary>
    private const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
        "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>The length of the byte order mark is 0 where there is none.</summary>
    public static (InfEncoding Encoding, int MarkLength, string Text) Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (InfEncoding.Utf16LittleEndian, 2, DecodeUtf16(bytes, 2, false, file));
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (InfEncoding.Utf16BigEndian, 2, DecodeUtf16(bytes, 2, true, file));
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (InfEncoding.Utf8, 3, DecodeUtf8(bytes, 3, file));
        // Without a mark: an INF starts with an ASCII character, so its second (or first) byte tells UTF-16.
        if (bytes.Length >= 2 && bytes.Length % 2 == 0 && bytes[0] != 0 && bytes[1] == 0)
            return (InfEncoding.Utf16LittleEndian, 0, DecodeUtf16(bytes, 0, false, file));
        if (bytes.Length >= 2 && bytes.Length % 2 == 0 && bytes[0] == 0 && bytes[1] != 0)
            return (InfEncoding.Utf16BigEndian, 0, DecodeUtf16(bytes, 0, true, file));
        if (bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0 && System.Text.Unicode.Utf8.IsValid(bytes))
            return (InfEncoding.Utf8, 0, DecodeUtf8(bytes, 0, file));
        return (InfEncoding.Ansi, 0, DecodeAnsi(bytes));
    }

    public static byte[] Encode(string text, InfEncoding encoding, bool mark, string file)
    {
        switch (encoding)
        {
            case InfEncoding.Utf8:
                byte[] utf8 = new byte[StrictUtf8.GetByteCount(text) + (mark ? 3 : 0)];
                if (mark)
                    ((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]).CopyTo(utf8);
                StrictUtf8.GetBytes(text, utf8.AsSpan(mark ? 3 : 0));
                return utf8;
            case InfEncoding.Ansi:
                return EncodeAnsi(text, file);
            default:
                return EncodeUtf16(text, encoding == InfEncoding.Utf16BigEndian, mark);
        }
    }

    private static string DecodeUtf8(ReadOnlySpan<byte> bytes, int start, string file)
    {
        try
        {
            return StrictUtf8.GetString(bytes[start..]);
        }
        catch (DecoderFallbackException error)
        {
            throw new MalformedFileException(file, start + (long)Math.Max(error.Index, 0),
                "a byte sequence that is not UTF-8", "UTF-8, as the byte order mark says", error);
        }
    }

    private static string DecodeUtf16(ReadOnlySpan<byte> bytes, int start, bool bigEndian, string file)
    {
        if (bytes.Length % 2 != 0)
            throw new MalformedFileException(file, bytes.Length, "half a UTF-16 unit at the end of the file",
                "an even number of bytes");
        return string.Create((bytes.Length - start) / 2, new Utf16(bytes[start..], bigEndian), static (result, from) =>
        {
            for (int i = 0; i < result.Length; i++)
            {
                ReadOnlySpan<byte> unit = from.Bytes.Slice(2 * i, 2);
                result[i] = (char)(from.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(unit)
                    : BinaryPrimitives.ReadUInt16LittleEndian(unit));
            }
        });
    }

    private readonly ref struct Utf16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        public readonly ReadOnlySpan<byte> Bytes = bytes;
        public readonly bool BigEndian = bigEndian;
    }

    private static byte[] EncodeUtf16(string text, bool bigEndian, bool mark)
    {
        byte[] bytes = new byte[checked(2 * (text.Length + (mark ? 1 : 0)))];
        int at = 0;
        if (mark)
            Put('\uFEFF');
        foreach (char c in text)
            Put(c);
        return bytes;

        void Put(char c)
        {
            Span<byte> unit = bytes.AsSpan(at, 2);
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(unit, c);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(unit, c);
            at += 2;
        }
    }

    private static string DecodeAnsi(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        if (bytes.IndexOfAnyInRange((byte)0x80, (byte)0x9F) < 0)
            return text;
        return string.Create(text.Length, text, static (result, latin) =>
        {
            for (int i = 0; i < result.Length; i++)
                result[i] = latin[i] is >= '\x80' and <= '\x9F' ? Windows1252[latin[i] - 0x80] : latin[i];
        });
    }

    private static byte[] EncodeAnsi(string text, string file)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            char c = text[i];
            int special = c < 0x80 ? -1 : Windows1252.IndexOf(c, StringComparison.Ordinal);
            if (special < 0 && c > 0xFF)
                throw new MalformedFileException(file, i, $"the character U+{(int)c:X4}",
                    "a character of code page 1252; write the INF as UTF-16 with a byte order mark instead");
            bytes[i] = special >= 0 ? (byte)(0x80 + special) : (byte)c;
        }
        return bytes;
    }
}
