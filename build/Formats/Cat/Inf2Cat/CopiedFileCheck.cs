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
    /// <summary>
    /// The INF and what it copies. Inf2Cat lists the files of every architecture that the INF serves, whichever are asked
    /// for: libusb-win32's catalogs for x86 and x64 hold the ia64 files too. Those of an architecture that is not asked for
    /// may be absent, as in Silicon Labs' package, whose INF serves ARM besides.
    /// </summary>
    public IReadOnlyList<PlannedMember> Members(IReadOnlySet<InfArchitecture> asked)
    {
        List<PlannedMember> members = [new(inf.Path, inf.Path)];
        foreach (InfArchitecture? architecture in Architectures())
            foreach (InfCopiedFile copied in package.CopiedFiles(architecture))
                Add(members, copied, required: architecture is not { } one || asked.Contains(one));
        return members;
    }

    private void Add(List<PlannedMember> members, InfCopiedFile copied, bool required)
    {
        bool layout = package.VersionSection?.Find("LayoutFile") is not null;
        if (!copied.IsListed && required)
            findings.Add(NotListed(copied, layout));
        // A file that Windows' own media bring is neither here nor in the catalog.
        if (!copied.IsListed && layout)
            return;
        if (files.Find(inf.Folder + copied.SourcePath) is { } path)
            members.Add(new PlannedMember(path, copied.DestinationName));
        else if (required)
            findings.Add(Missing(copied));
    }

    /// <summary>What the decorations of the models sections say, and those of [DefaultInstall]; null where none
    /// does.</summary>
    private IEnumerable<InfArchitecture?> Architectures()
    {
        const string DefaultInstall = "DefaultInstall.nt";
        HashSet<InfArchitecture?> found = [];
        foreach (InfModelsSection models in package.Manufacturers.SelectMany(m => m.Sections))
            if (models is { Section: not null, TargetOs: { } target })
                found.Add(target.Architecture ?? InfArchitecture.X86);
        foreach (InfSection section in inf.File.Sections)
            if (section.Name.StartsWith(DefaultInstall, StringComparison.OrdinalIgnoreCase))
                found.Add(InfArchitectureNames.Parse(section.Name.AsSpan(DefaultInstall.Length).ToString()
                    .Split('.')[0]));
        found.Remove(null);
        return found.Count > 0 ? found.Order() : [null];
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
