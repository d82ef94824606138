// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Single directives: GUIDs, scores, and what an older Windows of the same INF does not know.</summary>
internal static class DirectiveRules
{
    /// <summary>From which Windows 10 build on the documentation of each directive says that it works.</summary>
    private static readonly (string Directive, int Build)[] Introduced =
    [
        ("AddComponent", 15063), ("AddSoftware", 15063), ("AddFilter", 18362), ("ServiceSidType", 19041),
        ("DelayedAutoStart", 19041), ("AddTrigger", 19041), ("FailureActions", 22621), ("BootFlags", 25398),
    ];

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1019, "an interface class that is not a GUID in braces", "write {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}", InterfaceGuid),
        new(1199, "a directive that some Windows of its models section does not know",
            "decorate the models section with that Windows, and give older ones a section without the directive", TooNew),
        new(1245, "a FeatureScore that is not a byte", "write a number from 0x00 to 0xFF", FeatureScore),
    ];

    private static IEnumerable<InfFault> InterfaceGuid(InfContext c) => c.Entries(InfRole.Interfaces, InfRole.Other)
        .Where(e => e.Key?.ToUpperInvariant() is "ADDINTERFACE" or "WMIINTERFACE" && !Guid.TryParseExact(e.Value(0), "B", out _))
        .Select(e => InfContext.At(e, $"{e.Key} has \"{e.Value(0)}\""));

    private static IEnumerable<InfFault> FeatureScore(InfContext c) => c.Entries(InfRole.Install)
        .Where(e => "FeatureScore".Equals(e.Key, StringComparison.OrdinalIgnoreCase)
            && !(e.Value(0) is var text && IsByte(text)))
        .Select(e => InfContext.At(e, $"FeatureScore is \"{e.Value(0)}\""));

    /// <summary>Hexadecimal even without 0x: Windows' own INFs write "FeatureScore=FC".</summary>
    private static bool IsByte(string text) => InfNumber.Parse(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? text : "0x" + text) is <= 0xFF;

    private static IEnumerable<InfFault> TooNew(InfContext c)
    {
        foreach (IGrouping<int, string> group in Introduced.GroupBy(i => i.Build, i => i.Directive))
        {
            HashSet<string> names = new(group, StringComparer.OrdinalIgnoreCase);
            InfGraph older = c.GraphBefore(group.Key);
            foreach (InfSection section in older.Uses.Where(u => u.Role is InfRole.Other or InfRole.ServiceInstall)
                .Select(u => u.Section).Distinct())
                foreach (InfEntry entry in section.Entries)
                    if (entry.Key is { } key && names.Contains(key))
                        yield return InfContext.At(entry, $"{key} works from 10.0.{group.Key} on, and its models section serves older ones");
        }
    }
}
