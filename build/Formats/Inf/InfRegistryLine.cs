// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;

namespace PvDrivers.Formats.Inf;

/// <summary>A line of an AddReg list ("INF AddReg directive"): <c>root,[subkey],[name],[flags],[value],...</c></summary>
public sealed class InfRegistryLine
{
    public const uint BinaryValue = 0x1;
    public const uint DeleteValue = 0x4;
    public const uint Append = 0x8;
    public const uint KeyOnly = 0x10;
    public const uint TypeMask = 0xFFFF0001;
    public const uint MultiSz = 0x00010000;
    public const uint ExpandSz = 0x00020000;
    public const uint Dword = 0x00010001;
    public const uint None = 0x00020001;
    public const uint Qword = 0x000B0001;

    public InfRegistryLine(InfEntry entry)
    {
        Entry = entry;
        Flags = entry.Value(3).Length == 0 ? 0 : InfNumber.Parse(entry.Value(3));
    }

    public InfEntry Entry { get; }

    public string Root => Entry.Value(0).ToUpperInvariant();

    public string Subkey => Entry.Value(1);

    public string Name => Entry.Value(2);

    /// <summary>FLG_ADDREG_*; null where they are not a number.</summary>
    public uint? Flags { get; }

    public uint Type => (Flags ?? 0) & TypeMask;

    /// <summary>The line writes a value; it does not only make or delete a key.</summary>
    public bool WritesValue => (Flags ?? 0) is var f && (f & (KeyOnly | DeleteValue | 0x2000)) == 0
        && (Name.Length > 0 || Entry.Count > 4);

    public IEnumerable<string> Data => Entry.Values.Skip(4);
}

/// <summary>Numbers as INFs write them: decimal, or hexadecimal after 0x.</summary>
internal static class InfNumber
{
    public static uint? Parse(string text) => ParseLong(text) is { } number && number <= uint.MaxValue ? (uint)number : null;

    public static ulong? ParseLong(string text)
    {
        bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(hexadecimal ? text.AsSpan(2) : text,
            hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, null, out ulong number) ? number : null;
    }
}
