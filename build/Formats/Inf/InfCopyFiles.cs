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

    public IReadOnlyList<InfCopiedFile> Collect(InfGraph graph)
    {
        HashSet<InfSection> done = [];
        foreach (InfUse use in graph.Uses)
            if (use.Role is InfRole.Install or InfRole.ClassInstall or InfRole.DefaultInstall or InfRole.InterfaceInstall
                    or InfRole.CoInstallers or InfRole.Interface)
                if (done.Add(use.Section))
                    foreach (InfEntry directive in use.Section.FindAll("CopyFiles"))
                        foreach (string list in directive.Values)
                            Follow(directive, list);
        return _order;
    }

    private void Follow(InfEntry directive, string list)
    {
        if (list.StartsWith('@'))
        {
            if (list.Length > 1)
                Add(directive, "DefaultDestDir", directive.Section.Name, list[1..], list[1..]);
        }
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
