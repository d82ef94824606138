// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>AddReg, DelReg and BitReg lists: where they write.</summary>
internal static class RegistryRules
{
    private static readonly string[] Roots = ["HKCR", "HKCU", "HKLM", "HKU", "HKR"];

    /// <summary>Trees that no driver package may touch.</summary>
    private static readonly string[] Forbidden = ["SAM", "SECURITY", "HARDWARE", "BCD00000000", "DRIVERS", ""];

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1222, "a key of HKLM\\SYSTEM outside CurrentControlSet", "write under CurrentControlSet, better under HKR", SystemKey),
        new(1223, "a key that no driver package may change", "write under HKR", ForbiddenKey),
        new(1224, "a registry root that is none", "begin the line with HKR (or HKCR, HKCU, HKLM, HKU)", Root),
        new(1225, "a value name that Windows reserves, with another type", "use the documented type", SpecialType),
        new(1226, "a security descriptor for values directly under HKR", "move the values into a subkey, or remove .security", SecuredRoot),
        new(1257, "the Windows folder written out in a value", "write %%SystemRoot%%", WindowsFolder),
        new(1258, "a directory id in a registry value", "write %%SystemRoot%%\\System32 or %13%", DirectoryId),
        new(1304, "a registry root other than HKR", "write under HKR", NotRelative),
        new(1305, "appending to a list value", "write the value whole", Appending),
        new(1308, "deleting from the registry or from the services", "leave removal to Windows", Deleting),
        new(1431, "a well-known value with another type", "use the documented type", WellKnownType),
    ];

    private static IEnumerable<InfFault> SystemKey(InfContext c) => Lines(c)
        .Where(e => Is(e, "HKLM") && Under(e.Value(1), "SYSTEM") && !Under(e.Value(1), @"SYSTEM\CurrentControlSet"))
        .Select(e => InfContext.At(e, $@"HKLM\{e.Value(1)}"));

    private static IEnumerable<InfFault> ForbiddenKey(InfContext c) => Lines(c)
        .Where(e => (Is(e, "HKLM") && Forbidden.Contains(First(e.Value(1)), StringComparer.OrdinalIgnoreCase)) || Is(e, "HKU"))
        .Select(e => InfContext.At(e, $@"{e.Value(0)}\{e.Value(1)}"));

    private static string First(string key) => key.TrimStart('\\').Split('\\', 2)[0];

    private static IEnumerable<InfFault> Root(InfContext c) => Lines(c)
        .Where(e => !Roots.Contains(e.Value(0), StringComparer.OrdinalIgnoreCase))
        .Select(e => InfContext.At(e, $"the root is \"{e.Value(0)}\""));

    private static IEnumerable<InfFault> SpecialType(InfContext c)
    {
        foreach ((InfUse use, InfRegistryLine line) in c.Registry)
            if (use.Parent is InfRole.Hardware or InfRole.ClassInstall && line.Root == "HKR" && line.Subkey.Length == 0
                && line.WritesValue && Special(line.Name) is { } type && line.Type != type)
                yield return InfContext.At(line.Entry, $"{line.Name} has the flags 0x{line.Flags:X8}, documented is 0x{type:X8}");
    }

    private static uint? Special(string name) => name.ToUpperInvariant() switch
    {
        "DEVICECHARACTERISTICS" or "DEVICETYPE" or "EXCLUSIVE" => InfRegistryLine.Dword,
        "SECURITY" or "ENUMPROPPAGES32" => 0,
        "UPPERFILTERS" or "LOWERFILTERS" => InfRegistryLine.MultiSz,
        _ => null,
    };

    private static IEnumerable<InfFault> SecuredRoot(InfContext c)
    {
        foreach (InfSection list in c.Registry.Where(r => r.Line.Root == "HKR" && r.Line.Subkey.Length == 0)
            .Select(r => r.Line.Entry.Section).Distinct())
            if (c.File.Section(list.Name + ".security") is { } security)
                yield return InfContext.At(security, $"[{list.Name}] writes values directly under HKR");
    }

    private static IEnumerable<InfFault> WindowsFolder(InfContext c) => Values(c, text => text.Length > 10
        && char.IsAsciiLetter(text[0]) && text[1] == ':' && (Under(text[3..], "WINDOWS") || Under(text[3..], "WINNT")));

    private static IEnumerable<InfFault> DirectoryId(InfContext c) => Values(c, text =>
        text.Contains("%10%", StringComparison.Ordinal) || text.Contains("%11%", StringComparison.Ordinal)
        || text.Contains("%12%", StringComparison.Ordinal));

    private static IEnumerable<InfFault> Values(InfContext c, Func<string, bool> wrong) =>
        c.Registry.SelectMany(r => r.Line.Data.Where(wrong).Take(1).Select(d => InfContext.At(r.Line.Entry, $"the value is \"{d}\"")));

    private static IEnumerable<InfFault> NotRelative(InfContext c) => Lines(c, InfRole.AddReg)
        .Where(e => !Is(e, "HKR") && Roots.Contains(e.Value(0), StringComparer.OrdinalIgnoreCase) && !IsComOrMedia(e))
        .Select(e => InfContext.At(e, $@"{e.Value(0)}\{e.Value(1)}"));

    /// <summary>"Using a universal INF file": COM classes and media transforms have no place under HKR.</summary>
    private static bool IsComOrMedia(InfEntry e) => Is(e, "HKCR") || (Is(e, "HKLM") && (Under(e.Value(1), @"SOFTWARE\Classes")
        || Under(e.Value(1), @"SOFTWARE\Microsoft\Windows Media Foundation")
        || Under(e.Value(1), @"SOFTWARE\WOW6432Node\Microsoft\Windows Media Foundation")));

    private static IEnumerable<InfFault> Appending(InfContext c) => c.Registry
        .Where(r => r.Line.Flags is { } f && (f & InfRegistryLine.Append) != 0 && r.Line.Type == InfRegistryLine.MultiSz)
        .Select(r => InfContext.At(r.Line.Entry, $"appends to {r.Line.Name}"));

    private static IEnumerable<InfFault> Deleting(InfContext c) => c.Graph.Uses
        .Where(u => u.Role != InfRole.Uninstall && u.Parent != InfRole.Uninstall).Select(u => u.Section).Distinct()
        .SelectMany(s => s.Entries).Where(e => e.Key?.ToUpperInvariant() is "DELREG" or "BITREG" or "DELSERVICE" or "DELPROPERTY")
        .Select(e => InfContext.At(e, $"{e.Key} = {string.Join(", ", e.Values)}"));

    private static IEnumerable<InfFault> WellKnownType(InfContext c)
    {
        foreach ((InfUse use, InfRegistryLine line) in c.Registry)
            if (line.Root == "HKR" && line.WritesValue && WellKnown(use.Parent, line) is { } type && line.Type != type)
                yield return InfContext.At(line.Entry, $"{line.Name} has the flags 0x{line.Flags:X8}, documented is 0x{type:X8}");
    }

    private static uint? WellKnown(InfRole parent, InfRegistryLine line) =>
        (parent, line.Subkey.ToUpperInvariant(), line.Name.ToUpperInvariant()) switch
        {
            (InfRole.EventLog, "", "EVENTMESSAGEFILE") => InfRegistryLine.ExpandSz,
            (InfRole.EventLog, "", "TYPESSUPPORTED") => InfRegistryLine.Dword,
            (InfRole.ServiceInstall, "PARAMETERS", "BUSTYPE" or "IOTIMEOUTVALUE" or "IOLATENCYCAP") => InfRegistryLine.Dword,
            (InfRole.ServiceInstall, "", "BOOTFLAGS") => 0x00010001,
            (InfRole.Hardware, @"INTERRUPT MANAGEMENT\MESSAGESIGNALEDINTERRUPTPROPERTIES", "MSISUPPORTED" or "MESSAGENUMBERLIMIT")
                => InfRegistryLine.Dword,
            _ => null,
        };

    private static IEnumerable<InfEntry> Lines(InfContext c, params InfRole[] roles) =>
        c.Entries(roles.Length > 0 ? roles : [InfRole.AddReg, InfRole.DelReg, InfRole.BitReg]).Where(e => e.Key is null);

    private static bool Is(InfEntry entry, string root) => entry.Value(0).Equals(root, StringComparison.OrdinalIgnoreCase);

    internal static bool Under(string key, string tree) => key.TrimStart('\\') is var k
        && k.StartsWith(tree, StringComparison.OrdinalIgnoreCase) && (k.Length == tree.Length || k[tree.Length] == '\\');
}
