// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf;

namespace PvDrivers.Formats.Cat.Inf2Cat;

/// <summary>The files of a package by their names without regard to case.</summary>
internal sealed class PackageFiles(IEnumerable<string> paths)
{
    private readonly Dictionary<string, string> _byName = Index(paths);

    /// <summary>The path as the package spells it; null where there is no such file.</summary>
    public string? Find(string path) => _byName.GetValueOrDefault(path);

    // On a file system that tells case apart two names may be one to Windows; the one that sorts first is taken.
    private static Dictionary<string, string> Index(IEnumerable<string> paths)
    {
        Dictionary<string, string> result = new(StringComparer.OrdinalIgnoreCase);
        foreach (string path in paths.Order(StringComparer.Ordinal))
            result.TryAdd(path, path);
        return result;
    }
}

/// <summary>Rules 22.9.1 and 22.9.10 for one INF, and with them the members of its catalogs.</summary>
internal sealed class CopiedFileCheck(Inf2CatInf inf, InfPackage package, PackageFiles files,
    List<Inf2CatFinding> findings)
{
    /// <summary>The INF and what it copies on this architecture.</summary>
    public IReadOnlyList<string> Members(InfArchitecture architecture)
    {
        List<string> members = [inf.Path];
        bool layout = package.VersionSection?.Find("LayoutFile") is not null;
        foreach (InfCopiedFile copied in package.CopiedFiles(architecture))
        {
            if (!copied.IsListed)
                findings.Add(NotListed(copied, layout));
            // A file that Windows' own media bring is neither here nor in the catalog.
            if (!copied.IsListed && layout)
                continue;
            if (files.Find(inf.Folder + copied.SourcePath) is { } path)
                members.Add(path);
            else
                findings.Add(Missing(copied));
        }

        return members;
    }

    private Inf2CatFinding NotListed(InfCopiedFile copied, bool layout) => new("22.9.10",
        layout ? Inf2CatSeverity.Warning : Inf2CatSeverity.Error, inf.Path, copied.Entry.Line,
        $"{copied.SourceName.ToLowerInvariant()} is copied but does not stand in [SourceDisksFiles]"
            + (layout ? "; LayoutFile in [Version] must bring it" : ""),
        layout ? "check that the LayoutFile lists it"
            : "list it there with its disk, or name the LayoutFile that brings it in [Version]");

    private Inf2CatFinding Missing(InfCopiedFile copied)
    {
        string expected = inf.Folder + copied.SourcePath;
        // "driver.sy_" is how media carry "driver.sys" compressed.
        string compressed = expected[..^1] + "_";
        (string found, string remedy) = files.Find(compressed) is { } packed
            ? ($"is there only compressed, as {packed}", "unpack it: the catalog lists the file as it is installed")
            : ($"is missing from the package (looked for {expected})",
                "put it there, or mend its path in [SourceDisksNames] and [SourceDisksFiles]");
        return new Inf2CatFinding("22.9.1", Inf2CatSeverity.Error, inf.Path, copied.Entry.Line,
            $"{copied.SourceName.ToLowerInvariant()} in [{copied.ListSection.ToLowerInvariant()}] {found}", remedy);
    }
}
