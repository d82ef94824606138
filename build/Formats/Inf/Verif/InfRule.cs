// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Where a rule is broken, as an offset into the text, and how.</summary>
public sealed record InfFault(int Offset, string Text);

/// <summary>One code. Title and remedy are the project's words.</summary>
public sealed record InfRule(int Code, string Title, string Remedy, Func<InfContext, IEnumerable<InfFault>> Check);

/// <summary>What the rules look at; each part is made once, when the first rule asks for it.</summary>
public sealed class InfContext
{
    private readonly Lazy<InfPackage> _package;
    private readonly Lazy<InfGraph> _graph;
    private readonly Lazy<InfGraph> _isolated;
    private readonly Lazy<IReadOnlyList<WindowsVersion>> _systems;
    private readonly Lazy<List<(InfUse Use, InfRegistryLine Line)>> _registry;
    private readonly Dictionary<int, IReadOnlyList<InfCopiedFile>> _copied = [];
    private readonly Dictionary<WindowsVersion, InfGraph> _graphs = [];

    internal InfContext(InfFile file, InfVerifMode mode, InfVerifOptions options)
    {
        File = file;
        Mode = mode;
        Options = options;
        _package = new(() => InfPackage.From(file));
        _graph = new(() => InfGraph.Build(Package));
        _systems = new(() => InfSystems.Of(Package));
        _isolated = new(() => GraphFrom(Options.IsolationBuild));
        _registry = new(() => [.. RegistryOf(Graph)]);
    }

    public InfFile File { get; }

    public InfVerifMode Mode { get; }

    public InfVerifOptions Options { get; }

    public InfPackage Package => _package.Value;

    public InfGraph Graph => _graph.Value;

    /// <summary>The part of the graph that the isolation rules hold: what Windows from the isolation build on installs.</summary>
    public InfGraph Isolated => _isolated.Value;

    /// <summary>[Version], or an empty list of its entries where it is missing.</summary>
    public IReadOnlyList<InfEntry> Version => Package.VersionSection?.Entries ?? [];

    /// <summary>Lines of all AddReg lists, each with the use that tells what HKR means.</summary>
    public IReadOnlyList<(InfUse Use, InfRegistryLine Line)> Registry => _registry.Value;

    /// <summary>The architectures that models sections are decorated for; x86 where one is not.</summary>
    public IReadOnlyList<InfArchitecture> Architectures =>
        [.. Package.ModelsSections.Select(s => s.TargetOs?.Architecture ?? InfArchitecture.X86).Distinct().Order()];

    /// <summary>The copied files of an architecture, or of all.</summary>
    public IReadOnlyList<InfCopiedFile> Copied(InfArchitecture? architecture = null)
    {
        int key = (int?)architecture ?? -1;
        if (!_copied.TryGetValue(key, out IReadOnlyList<InfCopiedFile>? files))
            _copied.Add(key, files = Package.CopiedFiles(architecture));
        return files;
    }

    /// <summary>The Windows that the INF tells apart.</summary>
    public IReadOnlyList<WindowsVersion> Systems => _systems.Value;

    /// <summary>What one Windows installs.</summary>
    public InfGraph GraphOf(WindowsVersion windows)
    {
        if (!_graphs.TryGetValue(windows, out InfGraph? graph))
            _graphs.Add(windows, graph = InfGraph.BuildFor(Package, [windows]));
        return graph;
    }

    /// <summary>What Windows 10 from a build on and everything later installs.</summary>
    public InfGraph GraphFrom(int build)
    {
        IEnumerable<WindowsVersion> newer = Systems.Where(w => (w.Major, w.Minor, w.Build).CompareTo((10, 0, build)) >= 0);
        IEnumerable<WindowsVersion> first = Systems.Select(w => w with { Major = 10, Minor = 0, Build = build }).Distinct();
        return InfGraph.BuildFor(Package, first.Concat(newer));
    }

    /// <summary>What Windows before a build of Windows 10 install.</summary>
    public InfGraph GraphBefore(int build) => InfGraph.BuildFor(Package,
        Systems.Where(w => (w.Major, w.Minor, w.Build).CompareTo((10, 0, build)) < 0));

    public bool HasModels => File.Section("Manufacturer") is not null;

    public IEnumerable<InfUse> Uses(InfRole role) => Graph.Uses.Where(u => u.Role == role);

    /// <summary>Entries of every section of a role, each section once.</summary>
    public IEnumerable<InfEntry> Entries(params InfRole[] roles) =>
        Graph.Uses.Where(u => roles.Contains(u.Role)).Select(u => u.Section).Distinct().SelectMany(s => s.Entries);

    public static IEnumerable<(InfUse Use, InfRegistryLine Line)> RegistryOf(InfGraph graph) =>
        graph.Uses.Where(u => u.Role == InfRole.AddReg).DistinctBy(u => (u.Section, u.Parent))
            .SelectMany(u => u.Section.Entries.Where(e => e.Key is null).Select(e => (u, new InfRegistryLine(e))));

    internal static InfFault At(InfEntry entry, string text) => new(entry.Offset, text);

    internal static InfFault At(InfSection section, string text) => new(section.Offset, text);
}
