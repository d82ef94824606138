// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>AddReg, DelReg and BitReg lists: what they write.</summary>
internal static class RegistryValueRules
{
    private const uint DeleteString = 0x00018002;

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1082, "flags of a registry line that are no number", "write the documented FLG_ADDREG_ number", Flags),
        new(1262, "a BitReg mask of more than a byte", "write a mask from 0x00 to 0xFF", Mask),
        new(1263, "a custom type that is one of Windows' own", "use the flag of that type", CustomType),
        new(1264, "a custom type without FLG_ADDREG_BINVALUETYPE", "set bit 0 of the flags", CustomWithoutBit),
        new(1265, "appending to a value that is no list", "append to REG_MULTI_SZ (0x00010008) only", Append),
        new(1266, "deleting an unnamed string from a list", "name the string after the flags", DeleteNothing),
        new(1267, "binary data that is not bytes", "write bytes from 00 to FF with commas between", Bytes),
        new(1268, "a number that does not fit its type", "write a decimal or 0x number of that width", Number),
    ];

    private static IEnumerable<InfFault> Flags(InfContext c) => c.Registry
        .Where(r => r.Line.Flags is null && !r.Line.Entry.Value(3).Contains('%', StringComparison.Ordinal))
        .Select(r => InfContext.At(r.Line.Entry, $"the flags are \"{r.Line.Entry.Value(3)}\""));

    private static IEnumerable<InfFault> Mask(InfContext c) => c.Entries(InfRole.BitReg).Where(e => e.Key is null)
        .Where(e => InfNumber.Parse(e.Value(4)) is not <= 0xFF)
        .Select(e => InfContext.At(e, $"the mask is \"{e.Value(4)}\""));

    private static IEnumerable<InfFault> CustomType(InfContext c) => Typed(c, line => line.Type == 0x00070001,
        "type 7 with FLG_ADDREG_BINVALUETYPE");

    private static IEnumerable<InfFault> CustomWithoutBit(InfContext c) => Typed(c,
        line => (line.Type & 1) == 0 && (line.Type >> 16) > 2, "a custom type without bit 0");

    private static IEnumerable<InfFault> Append(InfContext c) => Typed(c,
        line => (line.Flags & InfRegistryLine.Append) != 0 && line.Type != InfRegistryLine.MultiSz, "appending");

    private static IEnumerable<InfFault> Typed(InfContext c, Func<InfRegistryLine, bool> wrong, string what) =>
        c.Registry.Where(r => r.Line.Flags is not null && wrong(r.Line))
            .Select(r => InfContext.At(r.Line.Entry, $"{what}: the flags are 0x{r.Line.Flags:X8}"));

    private static IEnumerable<InfFault> DeleteNothing(InfContext c) => c.Entries(InfRole.DelReg)
        .Where(e => e.Key is null && InfNumber.Parse(e.Value(3)) == DeleteString && e.Value(4).Length == 0)
        .Select(e => InfContext.At(e, $"no string to delete from {e.Value(2)}"));

    private static IEnumerable<InfFault> Bytes(InfContext c)
    {
        foreach ((_, InfRegistryLine line) in c.Registry)
            if (line.WritesValue && line.Flags is not null && (line.Type & 1) == 1
                && line.Type is not (InfRegistryLine.Dword or InfRegistryLine.None or InfRegistryLine.Qword)
                && line.Data.FirstOrDefault(d => !IsByte(d)) is { } bad)
                yield return InfContext.At(line.Entry, $"\"{bad}\" is not a byte");
    }

    private static bool IsByte(string text) => text.Length is 1 or 2 && text.All(char.IsAsciiHexDigit)
        || (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && InfNumber.Parse(text) <= 0xFF);

    private static IEnumerable<InfFault> Number(InfContext c)
    {
        foreach ((_, InfRegistryLine line) in c.Registry)
            if (line.WritesValue && line.Type is InfRegistryLine.Dword or InfRegistryLine.Qword
                && !IsNumber([.. line.Data], line.Type))
                yield return InfContext.At(line.Entry, $"\"{string.Join(',', line.Data)}\" is no "
                    + (line.Type == InfRegistryLine.Dword ? "32" : "64") + "-bit number");
    }

    /// <summary>One number, or (an old form of REG_DWORD) four bytes.</summary>
    private static bool IsNumber(string[] data, uint type)
    {
        if (type == InfRegistryLine.Dword && data.Length == 4)
            return data.All(IsByte);
        if (data.Length == 0)
            return true;
        string text = data[0].StartsWith('-') ? data[0][1..] : data[0];
        return type == InfRegistryLine.Dword ? InfNumber.Parse(text) is not null : InfNumber.ParseLong(text) is not null;
    }
}
