// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Service-install sections ("INF AddService directive", "Service-install section entries and values").</summary>
internal static class ServiceValueRules
{
    private const uint BootStart = 0;
    private const uint SystemStart = 1;
    private const uint AutoStart = 2;
    private const uint Disabled = 4;

    private static readonly string[] Required = ["ServiceType", "StartType", "ErrorControl", "ServiceBinary"];
    private static readonly string[] Numbers = ["ServiceType", "StartType", "ErrorControl"];

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1006, "a directive without a value", "write the value after the equals sign", NoValue),
        new(1088, "a directive written twice", "keep one", Twice),
        new(1201, "values beyond those that a directive takes", "remove them: they are not read", Extra),
        new(1251, "a disabled service as the device's driver", "set StartType 0, 1 or 3", DisabledDriver),
        new(1252, "a StartType that does not go with the ServiceType",
            "drivers of PnP devices start by 0, 1 or 3; programs by 2, 3 or 4", StartAndType),
        new(1254, "a ServiceBinary that is not a path", "write %12%\\name.sys, in quotation marks where the name has blanks", ImagePath),
        new(1260, "a service value that is not a number Windows knows", "use the documented numbers", Value),
        new(1289, "a service-install section that lacks a directive", "add it", Lacks),
        new(1290, "a directive that does not belong in a service-install section", "remove it, or move it where it belongs", Foreign),
        new(2084, "a service whose binary the INF does not copy",
            "copy the file to that folder, or correct ServiceBinary", NotCopied),
        new(2085, "a ServiceBinary that is not under a directory id", "begin it with %13%\\ or %12%\\", NoDirectory),
    ];

    private static IEnumerable<InfFault> NoValue(InfContext c) => Sections(c).SelectMany(s => s.Entries)
        .Concat(c.Version.Where(e => e.Key?.ToUpperInvariant() is "PNPLOCKDOWN" or "CATALOGFILE"))
        .Where(e => e.Key is not null && e.Values.All(v => v.Length == 0) && !InfDirectives.Lists.ContainsKey(e.Key))
        .Select(e => InfContext.At(e, $"{e.Key} has no value"));

    private static IEnumerable<InfFault> Twice(InfContext c) => Sections(c).Append(c.Package.VersionSection).OfType<InfSection>()
        .SelectMany(s => s.Entries.Where(e => e.Key is { } key
            && (InfDirectives.ServiceSingle.Contains(key) || InfDirectives.Version.ContainsKey(key)))
            .GroupBy(e => e.Key, StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
        .Select(e => InfContext.At(e, $"{e.Key} stands in [{e.Section.Name}] before"));

    private static IEnumerable<InfFault> Extra(InfContext c)
    {
        foreach (InfEntry entry in c.Version)
            if (entry.Key is { } key && InfDirectives.Version.TryGetValue(key, out int most) && Count(entry) > most)
                yield return InfContext.At(entry, $"{key} has {Count(entry)} values and takes {most}");
        foreach (InfEntry entry in Sections(c).SelectMany(s => s.Entries))
            if (entry.Key is { } key && InfDirectives.ServiceSingle.Contains(key) && Count(entry) > 1)
                yield return InfContext.At(entry, $"{key} has {Count(entry)} values and takes 1");
    }

    /// <summary>A trailing comma is allowed.</summary>
    private static int Count(InfEntry entry)
    {
        int count = entry.Count;
        while (count > 0 && entry.Value(count - 1).Length == 0)
            count--;
        return count;
    }

    private static IEnumerable<InfFault> DisabledDriver(InfContext c) => Services(c)
        .Where(s => Number(s.Section, "StartType") == Disabled && (InfNumber.Parse(s.Use.From?.Value(1) ?? "") & 2) == 2)
        .Select(s => InfContext.At(s.Section, $"service \"{s.Use.From?.Value(0)}\" can never start"));

    private static IEnumerable<InfFault> StartAndType(InfContext c)
    {
        foreach ((InfUse use, InfSection section) in Services(c))
        {
            uint? start = Number(section, "StartType"), type = Number(section, "ServiceType");
            bool associated = (InfNumber.Parse(use.From?.Value(1) ?? "") & 2) == 2;
            if ((type == 1 && start == AutoStart && associated) || ((type & 0x30) != 0 && type is not null
                && start is BootStart or SystemStart))
                yield return InfContext.At(section, $"service \"{use.From?.Value(0)}\" has StartType {start} and ServiceType {type}");
        }
    }

    private static IEnumerable<InfFault> ImagePath(InfContext c)
    {
        foreach (InfEntry entry in Binaries(c))
        {
            string path = entry.Value(0);
            bool isPath = path.Length > 0 && !path.EndsWith('\\') && !path.AsSpan().ContainsAny("<>|?*") && !path.EndsWith('%')
                && path.AsSpan().Count('"') % 2 == 0;
            // "%12%\a b.exe" without inner quotation marks runs "%12%\a".
            if (!isPath || (path.Contains(' ', StringComparison.Ordinal) && !path.StartsWith('"') && !entry.Fields[0].IsQuoted))
                yield return InfContext.At(entry, $"ServiceBinary is \"{path}\"");
        }
    }

    private static IEnumerable<InfFault> Value(InfContext c)
    {
        foreach (InfSection section in Sections(c))
            foreach (string key in Numbers)
                if (section.Find(key) is { Count: > 0 } entry && !IsKnown(key, InfNumber.Parse(entry.Value(0))))
                    yield return InfContext.At(entry, $"{key} is \"{entry.Value(0)}\"");
    }

    private static bool IsKnown(string key, uint? number) => key switch
    {
        "StartType" => number <= 4,
        "ErrorControl" => number <= 3,
        // Kernel driver, file system driver, own and shared process, the last two interactive; from Windows 10 also per user.
        _ => number is 1 or 2 or 0x10 or 0x20 or 0x110 or 0x120 or 0x50 or 0x60,
    };

    private static IEnumerable<InfFault> Lacks(InfContext c) => Sections(c).Where(s => s.Find("Needs") is null)
        .SelectMany(s => Required.Where(r => s.Find(r) is null).Select(r => InfContext.At(s, $"[{s.Name}] has no {r}")));

    private static IEnumerable<InfFault> Foreign(InfContext c) => Sections(c).SelectMany(s => s.Entries)
        .Where(e => e.Key is null || !(InfDirectives.ServiceSingle.Contains(e.Key) || InfDirectives.ServiceLists.Contains(e.Key)))
        .Select(e => InfContext.At(e, $"\"{e.Key ?? e.Value(0)}\" in [{e.Section.Name}]"));

    private static IEnumerable<InfFault> NotCopied(InfContext c)
    {
        HashSet<string> copied = new(c.Copied().Select(f => Join($"%{f.DestinationDir}%", f.DestinationSubdir, f.DestinationName)),
            StringComparer.OrdinalIgnoreCase);
        return Binaries(c).Where(e => e.Value(0).StartsWith('%') && !copied.Contains(e.Value(0)) && !IsSystems(e.Value(0)))
            .Select(e => InfContext.At(e, $"{e.Value(0)} is not copied by this INF"));
    }

    private static string Join(params string[] parts) => string.Join('\\', parts.Select(p => p.Trim('\\')).Where(p => p.Length > 0));

    /// <summary>Services of Windows that a vendor's INF may name.</summary>
    private static bool IsSystems(string path) => path.EndsWith(@"\svchost.exe", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(@"\WUDFRd.sys", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<InfFault> NoDirectory(InfContext c) => Binaries(c)
        .Where(e => e.Value(0).Trim('"') is { Length: > 0 } path && !StartsWithDirectory(path))
        .Select(e => InfContext.At(e, $"ServiceBinary is \"{e.Value(0)}\""));

    private static bool StartsWithDirectory(string path) => path.StartsWith('%') && path.IndexOf('%', 1) is > 1 and int close
        && InfNumber.Parse(path[1..close]) is not null;

    private static uint? Number(InfSection section, string key) => InfNumber.Parse(section.Find(key)?.Value(0) ?? string.Empty);

    private static IEnumerable<(InfUse Use, InfSection Section)> Services(InfContext c) =>
        c.Uses(InfRole.ServiceInstall).Select(u => (u, u.Section));

    private static IEnumerable<InfSection> Sections(InfContext c) => Services(c).Select(s => s.Section).Distinct();

    private static IEnumerable<InfEntry> Binaries(InfContext c) =>
        Sections(c).Select(s => s.Find("ServiceBinary")).OfType<InfEntry>().Where(e => e.Count > 0);
}
