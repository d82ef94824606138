// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>
/// A file that the INF copies. SourcePath is relative to the INF, with "/" between folders, by SourceDisksNames and
/// SourceDisksFiles; where the latter does not name it (IsListed false) the INF's own folder is assumed. ListSection is the
/// CopyFiles list, or the section of an <c>@file</c>. DestinationDir is a DIRID, empty where [DestinationDirs] has none.
/// </summary>
public sealed record InfCopiedFile(string SourcePath, string SourceName, string DestinationName, bool IsListed,
    string ListSection, string DestinationDir, string DestinationSubdir, InfEntry Entry);

/// <summary>Follows models, install sections and CopyFiles lists to the files of a package.</summary>
internal sealed class InfCopyFiles(InfPackage package, InfArchitecture? architecture)
{
    private readonly InfFile _file = package.File;
    private readonly Dictionary<string, InfCopiedFile> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<InfCopiedFile> _order = [];

    public IReadOnlyList<InfCopiedFile> Collect()
    {
        HashSet<string> done = new(StringComparer.OrdinalIgnoreCase);
        foreach (InfSection section in InstallSections.Of(package, architecture))
            if (done.Add(section.Name))
                foreach (InfEntry directive in section.FindAll("CopyFiles"))
                    foreach (string list in directive.Values)
                        Follow(directive, list);
        return _order;
    }

    private void Follow(InfEntry directive, string list)
    {
        if (list.StartsWith('@'))
            Add(directive, "DefaultDestDir", directive.Section.Name, list[1..], list[1..]);
        else if (_lists.Add(list))
            foreach (InfEntry line in _file.Section(list)?.Entries ?? [])
            {
                // "destination[,source]"; a line of "key = value" would be a mistake of the author and names no file.
                string destination = line.Value(0);
                string source = line.Value(1);
                if (line.Key is null && destination.Length > 0)
                    Add(line, list, list, source.Length > 0 ? source : destination, destination);
            }
    }

    private void Add(InfEntry entry, string destinationKey, string listSection, string source, string destination)
    {
        InfSection? directories = _file.Section("DestinationDirs");
        InfEntry? directory = directories?.Find(destinationKey) ?? directories?.Find("DefaultDestDir");
        (string path, bool listed) = SourcePath(source);
        string identity = $"{path}|{directory?.Value(0)}|{directory?.Value(1)}|{destination}";
        InfCopiedFile copied = new(path, source, destination, listed, listSection, directory?.Value(0) ?? string.Empty,
            directory?.Value(1) ?? string.Empty, entry);
        if (_found.TryAdd(identity, copied))
            _order.Add(copied);
    }

    /// <summary>SourceDisksFiles: file = disk[,subdir]; SourceDisksNames: disk = description,[cab],[serial],path.</summary>
    private (string Path, bool Listed) SourcePath(string source)
    {
        InfEntry? file = Decorated("SourceDisksFiles", source);
        if (file is null)
            return (Clean(source), false);
        string path = Decorated("SourceDisksNames", file.Value(0))?.Value(3) ?? string.Empty;
        return (Clean($"{path}\\{file.Value(1)}\\{source}"), true);
    }

    private InfEntry? Decorated(string section, string key)
    {
        if (architecture is { } one)
            return _file.Section($"{section}.{one.InfName()}")?.Find(key) ?? _file.Section(section)?.Find(key);
        InfEntry? plain = _file.Section(section)?.Find(key);
        foreach (InfArchitecture any in Enum.GetValues<InfArchitecture>())
            plain ??= _file.Section($"{section}.{any.InfName()}")?.Find(key);
        return plain;
    }

    private static string Clean(string path) =>
        string.Join('/', path.Split('\\', '/').Where(part => part.Length > 0 && part != "."));
}

/// <summary>The sections that SetupAPI processes when it installs what the package describes.</summary>
internal static class InstallSections
{
    private static readonly string[] Roots = ["ClassInstall32", "DefaultInstall"];
    private static readonly string[] Suffixes = ["", ".CoInstallers", ".Interfaces", ".Services", ".HW", ".Wdf", ".Components",
        ".Software", ".Events", ".Filters", ".LogConfigOverride", ".FactDef", ".WMI"];

    public static IEnumerable<InfSection> Of(InfPackage package, InfArchitecture? architecture)
    {
        IEnumerable<string> named = package.Manufacturers.SelectMany(m => m.Sections)
            .Where(s => architecture is null || s.TargetOs is null || AppliesTo(s.TargetOs, architecture.Value))
            .SelectMany(s => s.Models).Select(m => m.InstallSection);
        HashSet<string> done = new(StringComparer.OrdinalIgnoreCase);
        foreach (string root in named.Concat(Roots).Concat(Interfaces(package.File)))
            if (root.Length > 0 && done.Add(root))
                foreach (InfSection section in WithNeeds(package.File, Actual(package.File, root, architecture), done))
                    yield return section;
    }

    /// <summary>Of [x.ntamd64], [x.nt] and [x] the first that exists; all of them where no architecture is asked for.</summary>
    public static IEnumerable<string> Actual(InfFile file, string root, InfArchitecture? architecture)
    {
        IEnumerable<string> names = architecture is { } one ? [$"{root}.nt{one.InfName()}", $"{root}.nt", root]
            : [root, $"{root}.nt", .. Enum.GetValues<InfArchitecture>().Select(a => $"{root}.nt{a.InfName()}")];
        IEnumerable<string> existing = names.Where(n => Suffixes.Any(s => file.Section(n + s) is not null));
        return architecture is null ? existing : existing.Take(1);
    }

    private static bool AppliesTo(TargetOs target, InfArchitecture architecture) =>
        (target.Architecture ?? InfArchitecture.X86) == architecture;

    private static IEnumerable<string> Interfaces(InfFile file) =>
        (file.Section("InterfaceInstall32")?.Entries ?? []).Select(e => e.Value(0));

    private static IEnumerable<InfSection> WithNeeds(InfFile file, IEnumerable<string> names, HashSet<string> done)
    {
        Queue<InfSection> queue = new();
        foreach (string name in names)
            foreach (string suffix in Suffixes)
                if (file.Section(name + suffix) is { } section)
                    queue.Enqueue(section);
        while (queue.TryDequeue(out InfSection? next))
        {
            yield return next;
            foreach (InfEntry needs in next.FindAll("Needs"))
                foreach (string needed in needs.Values)
                    if (file.Section(needed) is { } section && done.Add("needs:" + needed))
                        queue.Enqueue(section);
        }
    }
}
