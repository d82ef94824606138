// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>AddService: its flags, its name, and which service belongs to the device.</summary>
internal static class ServiceRules
{
    private const uint Associated = 0x2;

    /// <summary>Every SPSVCINST_* that "INF AddService directive" lists, and 0x10000, which drivers in the field set.</summary>
    private const uint KnownFlags = 0x0007FDFB;

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1081, "flags of AddService that are no number", "write 0x00000002 for the device's own driver, 0 for another", Flags),
        new(1083, "flags of AddService with an unknown bit", "use the documented SPSVCINST_ bits", UnknownFlags),
        new(1086, "a service added twice in one section", "remove one of the lines", Twice),
        new(1211, "two services that both claim the device", "set flag 2 on one AddService only", TwoAssociated),
        new(1250, "an event log that is none", "write System, Application or Security, or leave it out", EventLogType),
        new(1253, "an AddService without a name", "name the service; AddService=,2 says that the device needs none", NoName),
        new(1272, "an unnamed service with a service-install section", "name the service, or remove the section", NoNameButSection),
        new(2501, "Ndi\\Service names a service that the INF does not add", "name the service of AddService", NdiService),
    ];

    private static IEnumerable<InfFault> Flags(InfContext c) => Added(c)
        .Where(e => e.Value(1).Length > 0 && InfNumber.Parse(e.Value(1)) is null)
        .Select(e => InfContext.At(e, $"the flags of service \"{e.Value(0)}\" are \"{e.Value(1)}\""));

    private static IEnumerable<InfFault> UnknownFlags(InfContext c) => Added(c)
        .Where(e => InfNumber.Parse(e.Value(1)) is { } flags && (flags & ~KnownFlags) != 0)
        .Select(e => InfContext.At(e, $"the flags of service \"{e.Value(0)}\" are {e.Value(1)}"));

    private static IEnumerable<InfFault> Twice(InfContext c) => Sections(c).SelectMany(s => s.FindAll("AddService")
        .Where(e => e.Value(0).Length > 0).GroupBy(e => e.Value(0), StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
        .Select(e => InfContext.At(e, $"service \"{e.Value(0)}\" was added before in [{e.Section.Name}]"));

    private static IEnumerable<InfFault> TwoAssociated(InfContext c) => Sections(c).SelectMany(s => s.FindAll("AddService")
        .Where(e => (InfNumber.Parse(e.Value(1)) & Associated) == Associated)
        .DistinctBy(e => e.Value(0), StringComparer.OrdinalIgnoreCase).Skip(1))
        .Select(e => InfContext.At(e, $"service \"{e.Value(0)}\" is the second with flag 2 in [{e.Section.Name}]"));

    private static IEnumerable<InfFault> EventLogType(InfContext c) => Added(c)
        .Where(e => e.Value(4).Length > 0 && e.Value(4).ToUpperInvariant() is not ("SYSTEM" or "APPLICATION" or "SECURITY"))
        .Select(e => InfContext.At(e, $"the event log is \"{e.Value(4)}\""));

    private static IEnumerable<InfFault> NoName(InfContext c) => Added(c)
        .Where(e => e.Value(0).Length == 0 && ((InfNumber.Parse(e.Value(1)) ?? 0) & Associated) == 0)
        .Select(e => InfContext.At(e, "an AddService has neither a name nor flag 2"));

    private static IEnumerable<InfFault> NoNameButSection(InfContext c) => Added(c)
        .Where(e => e.Value(0).Length == 0 && e.Value(2).Length > 0)
        .Select(e => InfContext.At(e, $"[{e.Value(2)}] describes a service without a name"));

    private static IEnumerable<InfFault> NdiService(InfContext c)
    {
        HashSet<string> added = new(Added(c).Select(e => e.Value(0)), StringComparer.OrdinalIgnoreCase);
        // A protocol's Ndi\Service is a name of its own.
        if (!"Net".Equals(c.Package.Class, StringComparison.OrdinalIgnoreCase))
            return [];
        bool included = Sections(c).Any(s => s.Find("Include") is not null);
        return c.Registry.Where(r => !included && r.Line.Root == "HKR" && r.Line.Subkey.Equals("Ndi", StringComparison.OrdinalIgnoreCase)
                && r.Line.Name.Equals("Service", StringComparison.OrdinalIgnoreCase) && !added.Contains(r.Line.Entry.Value(4)))
            .Select(r => InfContext.At(r.Line.Entry, $"no AddService adds \"{r.Line.Entry.Value(4)}\""));
    }

    private static IEnumerable<InfSection> Sections(InfContext c) =>
        c.Uses(InfRole.Services).Select(u => u.Section).Distinct();

    private static IEnumerable<InfEntry> Added(InfContext c) => Sections(c).SelectMany(s => s.FindAll("AddService"));
}
