// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>[Version].</summary>
internal static class VersionRules
{
    /// <summary>MAX_CLASS_NAME_LEN is 32 with its NUL.</summary>
    private const int MaximumClassName = 31;

    private static readonly string[] Required = ["Class", "ClassGuid", "Provider", "DriverVer"];

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1010, "ClassGuid is not a GUID in braces", "write {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}", ClassGuid),
        new(1204, "the provider is Microsoft", "name the organisation that wrote the INF", MicrosoftProvider),
        new(1210, "the provider is not the one asked for", "set Provider to that name", OtherProvider),
        new(1214, "CatalogFile is not the plain name of a .cat", "write name.cat without a folder", CatalogName),
        new(1217, "the version in DriverVer is not w.x.y.z", "write four numbers from 0 to 65535 with dots between", DriverVersion),
        new(1218, "the date in DriverVer is not mm/dd/yyyy", "write two digits, two digits, four digits", DriverDate),
        new(1233, "no CatalogFile", "add CatalogFile=name.cat to [Version]; without it the package cannot be signed", NoCatalog),
        new(1234, "a directive that [Version] must have is missing or empty", "add it", MissingDirective),
        new(1280, "Class is not the name that belongs to this ClassGuid", "correct Class", WrongClass),
        new(1281, "ClassGuid is not the one that belongs to this Class", "correct ClassGuid", WrongGuid),
        new(1284, "the class is kept for Windows itself", "choose a class that is open to vendors", ReservedClass),
        new(1285, "[ClassInstall32] for a class of Windows", "remove the section: Windows has the class already", ClassInstall),
        new(1286, "a class name of more than 31 characters", "shorten it", LongClass),
        new(1324, "no PnpLockdown=1", "add PnpLockdown=1 to [Version]", Lockdown),
        new(2009, "a directive that Windows no longer reads", "remove it", Deprecated),
    ];

    private static IEnumerable<InfFault> ClassGuid(InfContext c) =>
        Where(c, "ClassGuid", v => v.Length > 0 && !Guid.TryParseExact(v, "B", out _), v => $"ClassGuid is \"{v}\"");

    private static IEnumerable<InfFault> MicrosoftProvider(InfContext c) => Where(c, "Provider",
        v => v.StartsWith("Microsoft", StringComparison.OrdinalIgnoreCase), v => $"Provider is \"{v}\"");

    private static IEnumerable<InfFault> OtherProvider(InfContext c) => Where(c, "Provider",
        v => c.Options.Provider is { } asked && v != asked, v => $"Provider is \"{v}\", asked for is \"{c.Options.Provider}\"");

    private static IEnumerable<InfFault> CatalogName(InfContext c) => c.Version.Where(IsCatalog)
        .Where(e => e.Value(0) is var v && v.Length > 0 && (!v.EndsWith(".cat", StringComparison.OrdinalIgnoreCase)
            || v.Length == 4 || v.AsSpan().ContainsAny('\\', '/')))
        .Select(e => InfContext.At(e, $"{e.Key} is \"{e.Value(0)}\""));

    private static IEnumerable<InfFault> DriverVersion(InfContext c) => DriverVers(c, e =>
        e.Count > 1 && e.Value(1).Split('.') is var parts
        && (parts.Length != 4 || !parts.All(p => ushort.TryParse(p, NumberStyles.None, null, out _))),
        e => $"the version of DriverVer is \"{e.Value(1)}\"");

    private static IEnumerable<InfFault> DriverDate(InfContext c) => DriverVers(c,
        e => e.Value(0).Length > 0 && Inf.DriverVersion.Parse(e.Value(0), string.Empty) is null,
        e => $"the date of DriverVer is \"{e.Value(0)}\"");

    private static IEnumerable<InfFault> NoCatalog(InfContext c)
    {
        if (c.Package.VersionSection is { } version && !c.Version.Any(e => IsCatalog(e) && e.Value(0).Length > 0))
            yield return InfContext.At(version, "[Version] names no catalog");
    }

    private static IEnumerable<InfFault> MissingDirective(InfContext c)
    {
        if (c.Package.VersionSection is { } version)
            foreach (string directive in Required)
                if (version.Find(directive)?.Value(0) is null or "")
                    yield return InfContext.At(version, $"[Version] has no {directive}, or an empty one");
    }

    private static IEnumerable<InfFault> WrongClass(InfContext c)
    {
        if (c.Package.ClassGuid is { } guid && SetupClasses.NameOf(guid) is { } name && c.Package.Class is { Length: > 0 } given
            && !given.Equals(name, StringComparison.OrdinalIgnoreCase) && c.Package.VersionSection?.Find("Class") is { } entry)
            yield return InfContext.At(entry, $"the class of {guid:B} is {name}, not \"{given}\"");
    }

    private static IEnumerable<InfFault> WrongGuid(InfContext c)
    {
        if (c.Package.ClassGuid is { } guid && c.Package.Class is { } given && SetupClasses.GuidOf(given) is { } right
            && right != guid && SetupClasses.NameOf(guid) is null && c.Package.VersionSection?.Find("ClassGuid") is { } entry)
            yield return InfContext.At(entry, $"the GUID of class {given} is {right:B}, not {guid:B}");
    }

    private static IEnumerable<InfFault> ReservedClass(InfContext c) =>
        Where(c, "Class", SetupClasses.IsReserved, v => $"class \"{v}\" is reserved");

    private static IEnumerable<InfFault> ClassInstall(InfContext c)
    {
        bool known = (c.Package.ClassGuid is { } guid && SetupClasses.NameOf(guid) is not null)
            || (c.Package.Class is { } name && SetupClasses.GuidOf(name) is not null);
        // The samples' class belongs to nobody, so that an INF may bring it.
        known &= !"Sample".Equals(c.Package.Class, StringComparison.OrdinalIgnoreCase);
        foreach (InfUse use in c.Graph.Uses.Where(u => known && u.From is null && u.Parent == InfRole.ClassInstall))
            yield return InfContext.At(use.Section, $"[{use.Section.Name}] in an INF of class {c.Package.Class}");
    }

    private static IEnumerable<InfFault> LongClass(InfContext c) =>
        Where(c, "Class", v => v.Length > MaximumClassName, v => $"the class name has {v.Length} characters");

    private static IEnumerable<InfFault> Lockdown(InfContext c)
    {
        if (c.Package.VersionSection is { } version && version.Find("PnpLockdown") is var entry && entry?.Value(0) != "1")
            yield return entry is null ? InfContext.At(version, "[Version] has no PnpLockdown")
                : InfContext.At(entry, $"PnpLockdown is \"{entry.Value(0)}\"");
    }

    private static IEnumerable<InfFault> Deprecated(InfContext c) =>
        c.Version.Where(e => e.Key?.ToUpperInvariant() is "DRIVERPACKAGETYPE" or "DRIVERPACKAGEDISPLAYNAME")
            .Select(e => InfContext.At(e, $"{e.Key} belonged to a retired installer framework"));

    private static bool IsCatalog(InfEntry entry) => entry.Key is { } key && (key.Equals("CatalogFile", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("CatalogFile.", StringComparison.OrdinalIgnoreCase));

    /// <summary>DriverVer of [Version] and of the install sections, which may have their own.</summary>
    private static IEnumerable<InfFault> DriverVers(InfContext c, Func<InfEntry, bool> wrong, Func<InfEntry, string> text) =>
        c.Version.Concat(c.Entries(InfRole.Install))
            .Where(e => "DriverVer".Equals(e.Key, StringComparison.OrdinalIgnoreCase) && wrong(e))
            .Select(e => InfContext.At(e, text(e)));

    private static IEnumerable<InfFault> Where(InfContext c, string key, Func<string, bool> wrong, Func<string, string> text) =>
        c.Version.Where(e => key.Equals(e.Key, StringComparison.OrdinalIgnoreCase) && wrong(e.Value(0)))
            .Select(e => InfContext.At(e, text(e.Value(0))));
}
