// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf;

namespace PvDrivers.Formats.Cat.Inf2Cat;

/// <summary>
/// Gathers what each catalog lists. INFs of one folder may share a catalog, and one INF may have several, one for each
/// architecture; each lists only its own operating systems. All catalogs of a package carry the hardware ids of all its
/// INFs in file-name order: so do virtio-win's pvpanic.cat and pvpanic-pci.cat of 2023, which Inf2Cat made.
/// </summary>
internal sealed class CatalogPlanner(IReadOnlyList<Inf2CatInf> infs)
{
    private readonly SortedDictionary<string, Draft> _drafts = new(StringComparer.Ordinal);

    public void Add(Inf2CatInf inf, string catalog, IEnumerable<OsName> names,
        IEnumerable<PlannedMember> members)
    {
        string path = inf.Folder + catalog.ToLowerInvariant();
        if (!_drafts.TryGetValue(path.ToLowerInvariant(), out Draft? draft))
            _drafts.Add(path.ToLowerInvariant(), draft = new Draft(path));
        draft.Infs.Add(inf.Path);
        draft.Names.UnionWith(names);
        draft.Members.UnionWith(members);
    }

    public IReadOnlyList<PlannedCatalog> Catalogs()
    {
        string[] hardwareIds = [.. infs.SelectMany(i => InfPackage.From(i.File).HardwareIds()).Distinct()];
        return [.. _drafts.Values.Select(d => new PlannedCatalog(d.Path, [.. d.Infs],
            [.. OsCatalog.All.Where(d.Names.Contains).Select(n => n.Name)], 
            [.. d.Members.OrderBy(m => m.Path, StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.Ordinal)],
            hardwareIds))];
    }

    private sealed class Draft(string path)
    {
        public string Path { get; } = path;

        public SortedSet<string> Infs { get; } = new(StringComparer.Ordinal);

        public HashSet<OsName> Names { get; } = [];

        public HashSet<PlannedMember> Members { get; } = [];
    }
}
