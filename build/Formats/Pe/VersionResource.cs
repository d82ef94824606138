// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Pe;

/// <summary>
/// VS_VERSIONINFO ::= { wLength, wValueLength, wType, szKey (UTF-16, zero), padding to 4, value, padding to 4, children }.
/// Strings nest in StringFileInfo, StringTable, String; all have the same head.
/// </summary>
internal static class VersionResource
{
    private const uint FixedSignature = 0xFEEF04BD;
    private const int FixedSize = 52;
    private const int HeadSize = 6;

    public static PeVersionInfo Read(ByteView view, long offset, long size)
    {
        Node root = ReadNode(view, offset, offset + size);
        if (root.Key != "VS_VERSION_INFO")
            throw view.Bad(offset, $"resource key \"{root.Key}\"", "\"VS_VERSION_INFO\"");
        if (root.ValueLength < FixedSize || view.U32(root.Value, "fixed version") != FixedSignature)
            throw view.Bad(root.Value, $"a fixed part of {root.ValueLength} bytes or without its signature",
                $"{FixedSize} bytes that start with 0x{FixedSignature:X8}");

        Dictionary<string, string> strings = new(StringComparer.Ordinal);
        foreach (Node info in Children(view, root, root.ValueLength))
            if (info.Key == "StringFileInfo")
                foreach (Node table in Children(view, info, 0).Take(1))
                    foreach (Node text in Children(view, table, 0))
                        strings[text.Key] = ReadText(view, text);
        return new PeVersionInfo(ReadVersion(view, root.Value + 8), ReadVersion(view, root.Value + 16), strings);
    }

    private static Version ReadVersion(ByteView view, long at)
    {
        uint high = view.U32(at, "version");
        uint low = view.U32(at + 4, "version");
        return new Version((int)(high >> 16), (int)(high & 0xFFFF), (int)(low >> 16), (int)(low & 0xFFFF));
    }

    /// <summary>The value up to its zero. Compilers differ on whether the length counts bytes or characters.</summary>
    private static string ReadText(ByteView view, Node node)
    {
        string text = Encoding.Unicode.GetString(view.Span(node.Value, (node.End - node.Value) & ~1L,
            "version string"));
        int zero = text.IndexOf('\0', StringComparison.Ordinal);
        return zero < 0 ? text : text[..zero];
    }

    private static IEnumerable<Node> Children(ByteView view, Node parent, int valueLength)
    {
        long at = Align4(parent.Value + valueLength, parent.Start);
        while (at + HeadSize <= parent.End)
        {
            Node child = ReadNode(view, at, parent.End);
            yield return child;
            at = Align4(child.End, parent.Start);
        }
    }

    private static Node ReadNode(ByteView view, long at, long limit)
    {
        int length = view.U16(at, "version block");
        if (length < HeadSize + 2 || length > limit - at)
            throw view.Bad(at, $"version block of {length} bytes", $"{HeadSize + 2} to {limit - at} bytes");
        ReadOnlySpan<byte> rest = view.Span(at + HeadSize, length - HeadSize, "version block");
        int characters = 0;
        while (characters * 2 + 1 < rest.Length && (rest[characters * 2] | rest[characters * 2 + 1]) != 0)
            characters++;
        if (characters * 2 + 1 >= rest.Length)
            throw view.Bad(at + HeadSize, "a version key without an end", "a zero character inside its block");
        string key = Encoding.Unicode.GetString(rest[..(characters * 2)]);
        long value = Math.Min(Align4(at + HeadSize + characters * 2 + 2, at), at + length);
        return new Node(at, at + length, key, value, view.U16(at + 2, "version block"));
    }

    /// <summary>Blocks are aligned to 4 bytes from the start of the resource, which the parent's start keeps.</summary>
    private static long Align4(long offset, long origin) => offset + (4 - (offset - origin) % 4) % 4;

    private readonly record struct Node(long Start, long End, string Key, long Value, int ValueLength);
}
