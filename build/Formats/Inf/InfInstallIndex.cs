// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>
/// Sections by the install section they may belong to: [X.NTamd64.Services] goes with X, with X.NTamd64 and with its own
/// name. Made once for a file, so that finding the sections of a device costs no search.
/// </summary>
internal sealed class InfInstallIndex
{
    private static readonly (string Root, InfRole Role)[] Fixed =
    [
        ("ClassInstall32", InfRole.ClassInstall), ("DefaultInstall", InfRole.DefaultInstall), ("DefaultUninstall", InfRole.Uninstall),
    ];

    private readonly Dictionary<string, List<InfInstallSection>> _byRoot = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<InfDefaultSection> _defaults = [];

    public InfInstallIndex(InfFile file)
    {
        foreach (InfSection section in file.Sections)
            foreach ((string suffix, InfRole role) in InfDirectives.Suffixes)
                if (section.Name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && section.Name.Length > suffix.Length)
                    AddVariants(section, section.Name[..^suffix.Length], suffix, role);
    }

    /// <summary>The install sections of fixed names, whose decoration may name a version: [DefaultInstall.NTamd64.10.0...25952].</summary>
    public IReadOnlyList<InfDefaultSection> Defaults => _defaults;

    /// <summary>Those that a Windows takes: of each name the closest decoration, else the undecorated one.</summary>
    public IEnumerable<InfDefaultSection> DefaultsFor(WindowsVersion windows) =>
        _defaults.Where(d => d.TargetOs == TargetOs.Any || d.TargetOs.AppliesTo(windows)).GroupBy(d => d.RootRole)
            .SelectMany(g => g.GroupBy(d => d.TargetOs).OrderByDescending(t => t.Key.Rank).First());

    /// <summary>
    /// What is there for an install section: of [x.ntamd64], [x.nt] and [x], each alone or through [x.Services] and its like, the
    /// first that exists, as SetupAPI takes it; all of them where no architecture is asked for.
    /// </summary>
    public IEnumerable<InfInstallSection> Of(string root, InfArchitecture? architecture)
    {
        if (!_byRoot.TryGetValue(root, out List<InfInstallSection>? all))
            return [];
        if (architecture is not { } one)
            return all.OrderBy(s => s.Decoration).ThenBy(s => s.Architecture);
        // The decoration is chosen by the install section itself; [x.nt.Services] does not count where there is no [x.nt].
        return all.Where(s => s.Architecture is null || s.Architecture == one).GroupBy(s => s.Decoration)
            .OrderByDescending(g => g.Any(s => s.Suffix.Length == 0)).ThenByDescending(g => g.Key).FirstOrDefault()
            ?? Enumerable.Empty<InfInstallSection>();
    }

    private void AddVariants(InfSection section, string variant, string suffix, InfRole role)
    {
        foreach ((string root, InfRole rootRole) in Fixed)
            if (variant.StartsWith(root, StringComparison.OrdinalIgnoreCase)
                && (variant.Length == root.Length ? TargetOs.Any
                    : variant[root.Length] == '.' ? TargetOs.Parse(variant[(root.Length + 1)..]) : null) is { } target)
                _defaults.Add(new InfDefaultSection(section, suffix.Length == 0 ? rootRole : role, rootRole, target));
        Add(variant, new InfInstallSection(section, variant, suffix, role, InfDecoration.None, null));
        int dot = variant.LastIndexOf('.');
        if (dot <= 0 || !variant.AsSpan(dot + 1).StartsWith("nt", StringComparison.OrdinalIgnoreCase))
            return;
        ReadOnlySpan<char> name = variant.AsSpan(dot + 3);
        InfArchitecture? architecture = name.Equals("x64", StringComparison.OrdinalIgnoreCase) ? null : InfArchitectureNames.Parse(name);
        if (name.Length == 0)
            Add(variant[..dot], new InfInstallSection(section, variant, suffix, role, InfDecoration.Nt, null));
        else if (architecture is not null)
            Add(variant[..dot], new InfInstallSection(section, variant, suffix, role, InfDecoration.Architecture, architecture));
    }

    private void Add(string root, InfInstallSection section)
    {
        if (!_byRoot.TryGetValue(root, out List<InfInstallSection>? list))
            _byRoot.Add(root, list = []);
        list.Add(section);
    }
}

/// <summary>A section of a fixed name. RootRole tells of which; Role what the section is there for.</summary>
internal sealed record InfDefaultSection(InfSection Section, InfRole Role, InfRole RootRole, TargetOs TargetOs);

internal enum InfDecoration
{
    None,
    Nt,
    Architecture,
}

/// <summary>[Variant + Suffix], where the variant is the root with or without ".nt" and an architecture.</summary>
internal sealed record InfInstallSection(InfSection Section, string Variant, string Suffix, InfRole Role,
    InfDecoration Decoration, InfArchitecture? Architecture);
