// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Directives and the sections they name.</summary>
internal static class ReferenceRules
{
    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1005, "a directive without the section it needs", "name the section after the equals sign", NoSection),
        new(1203, "a section that does not exist", "write the section, or correct its name in the directive", Missing),
        new(1205, "one section for two kinds of directive", "give each directive its own section", SharedList),
        new(1206, "one section for two unlike purposes", "give each directive its own section", SharedRole),
        new(1312, "Needs names a section with another suffix", "name the section with the suffix of the one that needs it", OtherSuffix),
        new(1313, "Needs names a section without the suffix", "name the section with the suffix of the one that needs it", NoSuffix),
        new(1315, "a needed section does not exist", "write the section, or add Include with the INF that has it", MissingNeeds),
        new(2006, "the service-install section of an AddService does not exist",
            "write the section, or correct its name", MissingService),
    ];

    private static IEnumerable<InfFault> NoSection(InfContext c)
    {
        foreach (InfSection section in Holders(c))
            foreach (InfEntry entry in section.Entries)
                if (entry.Key is { } key && InfDirectives.Lists.ContainsKey(key) && entry.Values.All(v => v.Length == 0))
                    yield return InfContext.At(entry, $"{key} in [{section.Name}] names no section");
                else if ("AddService".Equals(entry.Key, StringComparison.OrdinalIgnoreCase) && entry.Value(0).Length > 0
                    && entry.Value(2).Length == 0)
                    yield return InfContext.At(entry, $"AddService of \"{entry.Value(0)}\" names no service-install section");
    }

    private static IEnumerable<InfFault> Missing(InfContext c)
    {
        foreach (InfMissing missing in c.Graph.Missing)
            if (missing.Role != InfRole.ServiceInstall && !IsNeeds(missing))
                yield return new InfFault(missing.Field.Offset, $"{missing.Directive} names [{missing.Name}], which does not exist");
        foreach (InfManufacturer manufacturer in c.Package.Manufacturers)
            foreach (InfModelsSection models in manufacturer.Sections.Skip(manufacturer.Sections.Count > 1 ? 1 : 0))
                if (models.Section is null && models.Name.Length > 0 && models.TargetOs is not null)
                    yield return InfContext.At(manufacturer.Entry, $"[Manufacturer] names [{models.Name}], which does not exist");
    }

    private static IEnumerable<InfFault> SharedList(InfContext c) => Shared(c, IsList, true);

    private static IEnumerable<InfFault> SharedRole(InfContext c) => Shared(c, r => !IsList(r), false);

    /// <summary>A section used by an earlier directive of one role and by this one of another.</summary>
    private static IEnumerable<InfFault> Shared(InfContext c, Func<InfRole, bool> counts, bool bothLists)
    {
        Dictionary<InfSection, InfUse> first = [];
        foreach (InfUse use in c.Graph.Uses.Where(u => u.From is not null && !IsNeeds(u.Directive)))
            if (!first.TryAdd(use.Section, use) && first[use.Section].Role != use.Role
                && (bothLists ? counts(use.Role) && counts(first[use.Section].Role)
                    : counts(use.Role) || counts(first[use.Section].Role)))
                yield return InfContext.At(use.From!, $"[{use.Section.Name}] is named by {first[use.Section].Directive} "
                    + $"on line {first[use.Section].From!.Line} and by {use.Directive}");
    }

    private static bool IsList(InfRole role) => role is InfRole.CopyFiles or InfRole.DelFiles or InfRole.RenFiles
        or InfRole.AddReg or InfRole.DelReg or InfRole.BitReg;

    private static IEnumerable<InfFault> OtherSuffix(InfContext c) => NeedsSuffix(c, own => own.Length > 0);

    private static IEnumerable<InfFault> NoSuffix(InfContext c) => NeedsSuffix(c, own => own.Length == 0);

    private static IEnumerable<InfFault> NeedsSuffix(InfContext c, Func<string, bool> counts)
    {
        foreach (InfSection section in c.Graph.Uses.Where(u => u.Role <= InfRole.Interfaces).Select(u => u.Section).Distinct())
            foreach (InfEntry needs in section.FindAll("Needs"))
                foreach (InfField field in needs.Fields)
                    if (Suffix(field.Text) is var needed && Suffix(section.Name) is var own && counts(needed)
                        && !needed.Equals(own, StringComparison.OrdinalIgnoreCase))
                        yield return new InfFault(field.Offset, $"[{section.Name}] needs [{field.Text}]: the suffixes are "
                            + $"\"{own}\" and \"{needed}\"");
    }

    private static string Suffix(string name)
    {
        foreach ((string suffix, _) in InfDirectives.Suffixes)
            if (suffix.Length > 0 && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                return suffix;
        return string.Empty;
    }

    private static IEnumerable<InfFault> MissingNeeds(InfContext c) => c.Graph.Missing.Where(IsNeeds)
        .Select(m => new InfFault(m.Field.Offset, $"[{m.From.Section.Name}] needs [{m.Name}], which this INF does not have"));

    private static IEnumerable<InfFault> MissingService(InfContext c) => c.Graph.Missing.Where(m => m.Role == InfRole.ServiceInstall)
        .Select(m => new InfFault(m.Field.Offset, $"service \"{m.From.Value(0)}\" is described in [{m.Name}], which does not exist"));

    private static bool IsNeeds(InfMissing missing) => IsNeeds(missing.Directive);

    private static bool IsNeeds(string directive) => directive.Equals("Needs", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sections whose entries are directives.</summary>
    private static IEnumerable<InfSection> Holders(InfContext c) => c.Graph.Uses
        .Where(u => !IsList(u.Role) && u.Role is not (InfRole.Legacy or InfRole.Other)).Select(u => u.Section).Distinct();
}
