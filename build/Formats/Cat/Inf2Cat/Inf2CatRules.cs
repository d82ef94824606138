// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf;

namespace PvDrivers.Formats.Cat.Inf2Cat;

/// <summary>
/// The checks of Inf2Cat that are known from its public output (22.9.1, .4, .6, .7, .10) and the plan of its catalogs.
/// Not here: 22.9.8, which needs Microsoft's list of Windows' own files, and numbers of which no evidence was found.
/// </summary>
public static class Inf2CatRules
{
    // The one floor that Microsoft's documents state: drivers for Windows 7 are not older than its release candidate.
    private static readonly DateOnly Windows7Floor = new(2009, 4, 21);

    public static Inf2CatPlan Check(Inf2CatRequest request)
    {
        // File-name order is the order in which a package of several INFs lists its hardware ids.
        List<Inf2CatInf> infs = [.. request.Infs.Where(IsInstallation)
            .OrderBy(i => i.Path, StringComparer.OrdinalIgnoreCase)];
        List<Inf2CatFinding> findings = [];
        if (!infs.Exists(i => i.Folder.Length == 0))
            findings.Add(new Inf2CatFinding("root", Inf2CatSeverity.Error, "", 0,
                "no INF in the root folder has a [Manufacturer] or [DefaultInstall] section, or none could be read",
                "give the folder that holds the INF, and one folder for each package"));

        PackageFiles files = new(request.Files);
        CatalogPlanner planner = new(infs);
        HashSet<InfArchitecture> asked = [.. request.Os.Names.Select(ArchitectureOf)];
        foreach (Inf2CatInf inf in infs)
        {
            InfPackage package = InfPackage.From(inf.File);
            CheckDriverVer(request, inf, package, findings);
            IReadOnlyList<PlannedMember> members = new CopiedFileCheck(inf, package, files, findings).Members(asked);
            foreach (IGrouping<InfArchitecture, OsName> group in request.Os.Names.GroupBy(ArchitectureOf))
            {
                if (package.CatalogFile(group.Key) is { Length: > 0 } catalog)
                    planner.Add(inf, catalog, group, members);
                else
                    findings.Add(MissingCatalog(inf, package, group.Key));
            }
        }

        return new Inf2CatPlan([.. findings.Distinct()], planner.Catalogs());
    }

    /// <summary>INFs that install nothing, such as autorun.inf, are passed over.</summary>
    private static bool IsInstallation(Inf2CatInf inf) => inf.File.Section("Version") is not null
        && inf.File.Sections.Any(s => s.Name.Equals("Manufacturer", StringComparison.OrdinalIgnoreCase)
            || s.Name.Equals("DefaultInstall", StringComparison.OrdinalIgnoreCase)
            || s.Name.StartsWith("DefaultInstall.", StringComparison.OrdinalIgnoreCase));

    private static InfArchitecture ArchitectureOf(OsName name) => InfArchitectureNames.Parse(name.Architecture)
        ?? throw new InvalidOperationException($"the /os: table names an unknown architecture: {name.Architecture}");

    private static Inf2CatFinding MissingCatalog(Inf2CatInf inf, InfPackage package, InfArchitecture architecture)
    {
        string extension = "nt" + architecture.InfName();
        return new Inf2CatFinding("22.9.4", Inf2CatSeverity.Error, inf.Path, package.VersionSection?.Line ?? 0,
            $"[Version] names no catalog for {architecture.InfName().ToUpperInvariant()} (CatalogFile.{extension}, CatalogFile.nt or CatalogFile)",
            $"add CatalogFile = name.cat, or CatalogFile.{extension} where each architecture has its own");
    }

    private static void CheckDriverVer(Inf2CatRequest request, Inf2CatInf inf, InfPackage package,
        List<Inf2CatFinding> findings)
    {
        InfEntry? entry = package.VersionSection?.Find("DriverVer");
        int line = entry?.Line ?? package.VersionSection?.Line ?? 0;
        if (package.DriverVer is not { } driverVer)
        {
            findings.Add(new Inf2CatFinding("22.9.6", Inf2CatSeverity.Error, inf.Path, line,
                entry is null ? "DriverVer is missing from [Version]"
                    : $"DriverVer = {string.Join(',', entry.Values)} is not mm/dd/yyyy,w.x.y.z",
                "two digits for month and day, four for the year, '/' or '-' between them, then up to four numbers"));
            return;
        }

        if (driverVer.Date > request.Today)
            findings.Add(new Inf2CatFinding("22.9.7", Inf2CatSeverity.Error, inf.Path, line,
                $"DriverVer {driverVer.Date:MM/dd/yyyy} is later than today, {request.Today:MM/dd/yyyy} {(request.UseLocalTime ? "local time" : "UTC")}",
                request.UseLocalTime ? "stamp the INF with today or an earlier day"
                    : "stamp the INF with today in UTC, or compare in local time with /uselocaltime"));
        if (request.Os.Names[^1].Windows == "6.1" && driverVer.Date < Windows7Floor)
            findings.Add(new Inf2CatFinding("22.9.7", Inf2CatSeverity.Error, inf.Path, line,
                $"DriverVer {driverVer.Date:MM/dd/yyyy} is earlier than {Windows7Floor:MM/dd/yyyy}, the first day for the newest Windows asked for",
                "stamp the INF with that day or a later one"));
    }
}
