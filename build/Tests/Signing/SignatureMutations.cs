// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.Formats.Asn1;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Tests.Signing;

/// <summary>One changed file: what was changed (the region), how, and the result.</summary>
internal sealed record Mutation(string Region, string Change, byte[] Bytes);

/// <summary>
/// Changes to a signed file, each to one named place: every value of the signature down to the certificates' own parts,
/// the fields of the container, the body, and the ends.
/// </summary>
internal static class SignatureMutations
{
    /// <summary>Places in a SignedData by child indexes; the longest prefix gives the name.</summary>
    private static readonly (string Path, string Region)[] Regions =
    [
        ("", "envelope"),
        ("1.0.0", "version"),
        ("1.0.1", "digestAlgorithms"),
        ("1.0.2", "contentInfo"),
        ("1.0.2.0", "contentInfo/type"),
        ("1.0.2.1", "contentInfo/content"),
        ("1.0.3", "certificates"),
        ("1.0.4", "signer"),
        ("1.0.4.0.0", "signer/version"),
        ("1.0.4.0.1", "signer/issuerAndSerial"),
        ("1.0.4.0.1.0", "signer/issuer"),
        ("1.0.4.0.1.1", "signer/serial"),
        ("1.0.4.0.2", "signer/digestAlgorithm"),
        ("1.0.4.0.3", "signer/signedAttributes"),
        ("1.0.4.0.4", "signer/signatureAlgorithm"),
        ("1.0.4.0.5", "signer/signature"),
        ("1.0.4.0.6", "signer/unsignedAttributes"),
    ];

    public static IEnumerable<Mutation> Of(string kind, byte[] signed)
    {
        SignatureInfo signature = SignatureReader.Read(signed, kind)[0];
        int offset = (int)signature.Offset;
        foreach ((string path, int start, int header, int length, bool primitive) in
                 Nodes(signed.AsMemory(offset, signature.Length), offset, ""))
        {
            string region = RegionOf(path);
            yield return Flip(signed, region, $"{path} tag", start, 0x01);
            if (!primitive || length == 0)
                continue;
            yield return Flip(signed, region, $"{path} first", start + header, 0x10);
            yield return Flip(signed, region, $"{path} last", start + header + length - 1, 0x02);
        }
        foreach (Mutation mutation in Container(kind, signed, offset, signature.Length).Concat(Ends(signed, offset)))
            yield return mutation;
    }

    private static IEnumerable<Mutation> Container(string kind, byte[] signed, int offset, int length)
    {
        if (kind == "cat")
            yield break;
        int bodyEnd = kind == "cab" ? offset : offset - 8;
        for (int i = 1; i < 10; i++)
            yield return Flip(signed, "body", $"{i} tenths", 0x400 + (bodyEnd - 0x400) / 10 * i, 0x08);
        for (int at = offset + length; at < signed.Length; at++)
            yield return Flip(signed, "padding", $"{at - offset - length}", at, 0x01);
        int[] fields = kind == "cab"
            ? [0, 4, 8, 12, 16, 20, 24, 25, 26, 28, 30, 32, 34, 36, 38, 40, 44, 48, 52, 56, 60, 62]
            : [0, 0x3C, 0x80, 0x84, 0x86, 0x98, 0x98 + 16, 0x98 + 56, 0x98 + 68, 0x98 + 70];
        foreach (int at in fields)
            yield return Flip(signed, "header", $"0x{at:X}", at, 0x01);
        if (kind == "cab")
            yield break;
        int directory = 0x98 + (signed[0x98 + 1] == 2 ? 112 : 96) + 32;
        yield return Flip(signed, "checksum", "flip", 0x98 + 64, 0x01);
        yield return Flip(signed, "certificate directory", "offset", directory, 0x08);
        yield return Flip(signed, "certificate directory", "size", directory + 4, 0x08);
        yield return Flip(signed, "certificate entry", "length", offset - 8, 0x08);
        yield return Flip(signed, "certificate entry", "revision", offset - 3, 0x01);
        yield return Flip(signed, "certificate entry", "type", offset - 2, 0x01);
        yield return Unsigned(signed, directory);
    }

    private static IEnumerable<Mutation> Ends(byte[] signed, int offset)
    {
        for (int i = 1; i < 8; i++)
            yield return new Mutation("truncated", $"{i} eighths", signed[..(signed.Length / 8 * i)]);
        foreach (int cut in (int[])[1, 8, 100])
            yield return new Mutation("truncated", $"by {cut}", signed[..^cut]);
        if (offset > 8)
            yield return new Mutation("truncated", "signature off", signed[..offset]);
        foreach (int more in (int[])[1, 8, 4096])
            yield return new Mutation("appended", $"{more}", [.. signed, .. Enumerable.Repeat((byte)0x41, more)]);
    }

    // The directory entry cleared: the table is then a tail that nobody names.
    private static Mutation Unsigned(byte[] signed, int directory)
    {
        byte[] changed = [.. signed];
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(directory), 0);
        return new Mutation("certificate directory", "cleared", changed);
    }

    private static Mutation Flip(byte[] signed, string region, string change, int at, byte bits)
    {
        byte[] changed = [.. signed];
        changed[at] ^= bits;
        return new Mutation(region, change, changed);
    }

    private static string RegionOf(string path) =>
        Regions.Where(r => path == r.Path || path.StartsWith(r.Path + ".", StringComparison.Ordinal) || r.Path.Length == 0)
            .MaxBy(r => r.Path.Length).Region;

    /// <summary>The value at the start of <paramref name="encoded"/> and those inside it, each with its child indexes.</summary>
    private static IEnumerable<(string Path, int Start, int Header, int Length, bool Primitive)> Nodes(
        ReadOnlyMemory<byte> encoded, int start, string path)
    {
        Asn1Tag tag = AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.DER, out int header, out int length, out _);
        bool descend = tag.IsConstructed && !IsDeep(path);
        yield return (path, start, header, length, !descend);
        ReadOnlyMemory<byte> inside = descend ? encoded.Slice(header, length) : default;
        for (int at = start + header, index = 0; !inside.IsEmpty; index++)
        {
            AsnDecoder.ReadEncodedValue(inside.Span, AsnEncodingRules.DER, out _, out _, out int consumed);
            foreach (var child in Nodes(inside[..consumed], at, path.Length == 0 ? $"{index}" : $"{path}.{index}"))
                yield return child;
            inside = inside[consumed..];
            at += consumed;
        }
    }

    // A certificate's own parts are enough, and so are the first levels of a timestamp or a nested signature.
    private static bool IsDeep(string path) =>
        path.Split('.').Length >= (path.StartsWith("1.0.3.", StringComparison.Ordinal) ? 6 : 10);
}
