// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>
/// Two devices of one INF that want the same thing done differently: the outcome depends on the order of installation
/// ("InfVerif error 1330"). Sections that no Windows has at once do not conflict.
/// </summary>
internal static class ConflictRules
{
    private const int MaximumSharers = 8;

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1331, "a registry value set differently by two install sections", "set it once, or under each device's HKR", Values),
        new(1332, "a service's registry value set differently", "set it to the same value everywhere", ServiceValues),
        new(1333, "a service configured differently", "describe it in one service-install section", Services),
    ];

    private static IEnumerable<InfFault> Values(InfContext c) => Conflicts(c, graph =>
        from r in InfContext.RegistryOf(graph)
        where r.Line.WritesValue && r.Line.Root != "HKR"
        select (Key: $@"{r.Line.Root}\{r.Line.Subkey}\{r.Line.Name}", Value: Content(r.Line.Entry, 3), r.Line.Entry));

    private static IEnumerable<InfFault> ServiceValues(InfContext c) => Conflicts(c, graph =>
        from shared in AtMost((from use in ServiceUses(graph)
                               from directive in use.Section.FindAll("AddReg")
                               from list in directive.Values
                               let section = c.File.Section(list)
                               where section is not null
                               select (Service: use.From!.Value(0), Section: section)).Distinct(), s => s.Section)
        from entry in shared.Section.Entries
        let line = new InfRegistryLine(entry)
        where line.WritesValue && line.Root == "HKR"
        select (Key: $@"{shared.Service}\{line.Subkey}\{line.Name}", Value: Content(entry, 3), entry));

    private static IEnumerable<InfFault> Services(InfContext c) => Conflicts(c, graph =>
        from use in ServiceUses(graph)
        from entry in use.Section.Entries
        where entry.Key is not null && InfDirectives.ServiceSingle.Contains(entry.Key)
        select (Key: $@"{entry.Key} of {use.From!.Value(0)}", Value: Content(entry, 0), entry));

    private static IEnumerable<InfFault> Conflicts(InfContext c,
        Func<InfGraph, IEnumerable<(string Key, string Value, InfEntry Entry)>> settings)
    {
        HashSet<InfEntry> told = [];
        foreach (WindowsVersion windows in c.Systems)
        {
            Dictionary<string, (string Value, InfEntry Entry)> first = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string key, string value, InfEntry entry) in settings(c.GraphOf(windows)))
                if (!first.TryAdd(key, (value, entry)) && first[key].Value != value && told.Add(entry))
                    yield return InfContext.At(entry, $"{key} is set on line {first[key].Entry.Line} and differently here");
        }
    }

    private static IEnumerable<InfUse> ServiceUses(InfGraph graph) => AtMost(graph.Uses
        .Where(u => u.Role == InfRole.ServiceInstall && u.From is not null).DistinctBy(u => (u.From!.Value(0), u.Section)), u => u.Section);

    /// <summary>A hostile file names one long section from thousands of services: the first of them are enough.</summary>
    private static IEnumerable<T> AtMost<T>(IEnumerable<T> items, Func<T, InfSection> section)
    {
        Dictionary<InfSection, int> seen = [];
        foreach (T item in items)
            if ((seen[section(item)] = seen.GetValueOrDefault(section(item)) + 1) <= MaximumSharers)
                yield return item;
    }

    private static string Content(InfEntry entry, int from) => string.Join(',', entry.Values.Skip(from));
}
