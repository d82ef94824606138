// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>What a section is there for, told by who refers to it.</summary>
public enum InfRole
{
    Install,
    ClassInstall,
    DefaultInstall,
    Uninstall,
    InterfaceInstall,
    Hardware,
    Services,
    CoInstallers,
    Interfaces,
    Other,
    ServiceInstall,
    EventLog,
    Interface,
    AddReg,
    DelReg,
    BitReg,
    CopyFiles,
    DelFiles,
    RenFiles,
    Legacy,
}

/// <summary>
/// One reference to a section: by the directive <c>From</c> (null for the roots), which stands in a section of role
/// <c>Parent</c>. An AddReg list in a service-install section is relative to the service's key, and so on.
/// </summary>
public sealed record InfUse(InfSection Section, InfRole Role, InfRole Parent, string Directive, InfEntry? From);

/// <summary>A directive that names a section which the file does not have.</summary>
public sealed record InfMissing(string Name, InfRole Role, string Directive, InfField Field, InfEntry From);

/// <summary>
/// Which section serves for what: from the models and the fixed names down to the lists. Each section is followed once for
/// each role, so the work is linear in the size of the file.
/// </summary>
public sealed class InfGraph
{
    private readonly InfFile _file;
    private readonly List<InfUse> _uses = [];
    private readonly List<InfMissing> _missing = [];
    private readonly HashSet<(InfSection, InfRole, InfRole)> _followed = [];
    private readonly Queue<InfUse> _queue = new();

    private InfGraph(InfFile file) => _file = file;

    /// <summary>Every reference, roots first.</summary>
    public IReadOnlyList<InfUse> Uses => _uses;

    public IReadOnlyList<InfMissing> Missing => _missing;

    /// <summary>What an architecture may install on any Windows; without one everything.</summary>
    public static InfGraph Build(InfPackage package, InfArchitecture? architecture = null)
    {
        InfGraph graph = new(package.File);
        graph.AddModels(package.ModelsSections.Where(s => Serves(s.TargetOs, architecture)), architecture);
        foreach (InfDefaultSection section in package.File.Installs.Defaults)
            if (Serves(section.TargetOs, architecture) || section.TargetOs == TargetOs.Any)
                graph.Add(new InfUse(section.Section, section.Role, section.RootRole, string.Empty, null));
        graph.AddInterfaces();
        graph.Follow();
        return graph;
    }

    /// <summary>What these Windows together install.</summary>
    public static InfGraph BuildFor(InfPackage package, IEnumerable<WindowsVersion> systems)
    {
        InfGraph graph = new(package.File);
        foreach (WindowsVersion windows in systems)
        {
            graph.AddModels(package.Manufacturers.Select(m => m.Select(windows)).OfType<InfModelsSection>()
                .Where(s => s.Section is not null).DistinctBy(s => s.Section), windows.Architecture);
            foreach (InfDefaultSection section in package.File.Installs.DefaultsFor(windows))
                graph.Add(new InfUse(section.Section, section.Role, section.RootRole, string.Empty, null));
        }
        graph.AddInterfaces();
        graph.Follow();
        return graph;
    }

    private static bool Serves(TargetOs? target, InfArchitecture? architecture) =>
        architecture is null || target is null || (target.Architecture ?? InfArchitecture.X86) == architecture;

    private void AddModels(IEnumerable<InfModelsSection> sections, InfArchitecture? architecture)
    {
        foreach (string install in sections.SelectMany(s => s.Models).Select(m => m.InstallSection)
            .Distinct(StringComparer.OrdinalIgnoreCase))
            AddInstall(install, InfRole.Install, architecture);
    }

    private void AddInterfaces()
    {
        foreach (InfEntry entry in _file.Section("InterfaceInstall32")?.Entries ?? [])
            Refer(entry, 0, InfRole.InterfaceInstall, InfRole.InterfaceInstall, "InterfaceInstall32");
    }

    private void AddInstall(string root, InfRole role, InfArchitecture? architecture)
    {
        foreach (InfInstallSection part in _file.Installs.Of(root, architecture))
            Add(new InfUse(part.Section, part.Suffix.Length == 0 ? role : part.Role, role, string.Empty, null));
    }

    private void Add(InfUse use)
    {
        if (_followed.Add((use.Section, use.Role, use.Parent)))
            _queue.Enqueue(use);
        else if (use.From is null)
            return;
        _uses.Add(use);
    }

    private void Follow()
    {
        while (_queue.TryDequeue(out InfUse? use))
        {
            if (use.Role is InfRole.AddReg or InfRole.DelReg or InfRole.BitReg or InfRole.CopyFiles or InfRole.DelFiles
                or InfRole.RenFiles or InfRole.Legacy)
                continue;
            foreach (InfEntry entry in use.Section.Entries)
                FollowEntry(use, entry);
        }
    }

    private void FollowEntry(InfUse use, InfEntry entry)
    {
        if (entry.Key is not { } key)
            return;
        if (key.Equals("Needs", StringComparison.OrdinalIgnoreCase))
        {
            bool includes = use.Section.Find("Include") is not null;
            for (int i = 0; i < entry.Count; i++)
                if (_file.Section(entry.Value(i)) is { } needed)
                    Add(new InfUse(needed, use.Role, use.Parent, key, entry));
                else if (!includes)
                    _missing.Add(new InfMissing(entry.Value(i), use.Role, key, entry.Fields[i], entry));
            return;
        }
        if (InfDirectives.Lists.TryGetValue(key, out InfRole role))
            for (int i = 0; i < entry.Count; i++)
                Refer(entry, i, role, use.Role, key);
        else if (InfDirectives.References.TryGetValue(key, out (int Index, InfRole Role)[]? references))
            foreach ((int index, InfRole referenced) in references)
                Refer(entry, index, referenced, use.Role, key);
    }

    private void Refer(InfEntry entry, int index, InfRole role, InfRole parent, string directive)
    {
        string name = entry.Value(index);
        bool isFile = name.StartsWith('@') && role is (InfRole.CopyFiles or InfRole.DelFiles or InfRole.RenFiles);
        if (name.Length == 0 || isFile)
            return;
        if (_file.Section(name) is { } section)
            Add(new InfUse(section, role, parent, directive, entry));
        else
            _missing.Add(new InfMissing(name, role, directive, entry.Fields[index], entry));
    }
}
