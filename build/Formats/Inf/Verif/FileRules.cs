// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>CopyFiles lists and the source disks.</summary>
internal static class FileRules
{
    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1008, "a source file without a disk id that is a number", "write file = id, with the id of [SourceDisksNames]", DiskId),
        new(1110, "CopyINF of a file that is no INF", "name .inf files only; other files belong to CopyFiles", CopyInf),
        new(1213, "a catalog among the source files", "remove it: CatalogFile in [Version] is enough", CatalogSource),
        new(1229, "a file operation without a file name", "write the name", NoName),
        new(1230, "a copied file that [SourceDisksFiles] does not name", "add file = disk-id to [SourceDisksFiles], for every architecture",
            NotListed),
        new(1231, "a compressed name in [SourceDisksFiles]", "write the name of the uncompressed file", Compressed),
        new(1273, "a disk id that [SourceDisksNames] does not have", "add id = description to [SourceDisksNames]", UnknownDisk),
        new(1275, "a file list without a destination", "add it, or DefaultDestDir, to [DestinationDirs]", NoDestination),
        new(1330, "two sources for one destination", "give each file a name of its own", TwoSources),
    ];

    private static IEnumerable<InfFault> DiskId(InfContext c) => Sources(c)
        .Where(e => e.Key is not null && InfNumber.Parse(e.Value(0)) is null)
        .Select(e => InfContext.At(e, $"the disk id of {e.Key} is \"{e.Value(0)}\""));

    private static IEnumerable<InfFault> CopyInf(InfContext c)
    {
        foreach (InfEntry entry in c.Entries(InfRole.Install, InfRole.DefaultInstall).Where(e => Is(e, "CopyINF")))
            foreach (InfField field in entry.Fields)
                if (field.Text.Length > 0 && !field.Text.EndsWith(".inf", StringComparison.OrdinalIgnoreCase))
                    yield return new InfFault(field.Offset, $"CopyINF names {field.Text}");
    }

    private static IEnumerable<InfFault> CatalogSource(InfContext c) => Sources(c)
        .Where(e => e.Key?.EndsWith(".cat", StringComparison.OrdinalIgnoreCase) == true)
        .Select(e => InfContext.At(e, $"{e.Key} is a catalog"));

    private static IEnumerable<InfFault> NoName(InfContext c)
    {
        foreach (InfEntry entry in c.Entries(InfRole.CopyFiles, InfRole.DelFiles, InfRole.RenFiles))
            if (entry.Key is null && entry.Value(0).Length == 0)
                yield return InfContext.At(entry, $"a line of [{entry.Section.Name}] names no file");
        foreach (InfEntry entry in c.Entries(InfRole.Install, InfRole.ClassInstall, InfRole.DefaultInstall))
            if (Is(entry, "CopyFiles") && entry.Values.Contains("@"))
                yield return InfContext.At(entry, "\"@\" without a file name");
    }

    private static IEnumerable<InfFault> NotListed(InfContext c)
    {
        HashSet<InfEntry> told = [];
        IEnumerable<InfArchitecture?> all = c.HasModels ? c.Architectures.Select(a => (InfArchitecture?)a) : [null];
        foreach (InfArchitecture? architecture in all)
            foreach (InfCopiedFile file in c.Copied(architecture))
                if (!file.IsListed && told.Add(file.Entry))
                    yield return InfContext.At(file.Entry, $"{file.SourceName} is not in [SourceDisksFiles]"
                        + (architecture is { } a ? $" for {a.InfName()}" : ""));
    }

    private static IEnumerable<InfFault> Compressed(InfContext c) => Sources(c)
        .Where(e => e.Key is { } name && name.EndsWith('_') && name.Contains('.', StringComparison.Ordinal))
        .Select(e => InfContext.At(e, $"{e.Key} is the name of a compressed file"));

    private static IEnumerable<InfFault> UnknownDisk(InfContext c)
    {
        HashSet<string> disks = new(Named(c.File, "SourceDisksNames").SelectMany(s => s.Entries).Select(e => e.Key ?? e.Value(0)),
            StringComparer.OrdinalIgnoreCase);
        return Sources(c).Where(e => InfNumber.Parse(e.Value(0)) is not null && !disks.Contains(e.Value(0)))
            .Select(e => InfContext.At(e, $"{e.Key} is on disk {e.Value(0)}, which is not listed"));
    }

    private static IEnumerable<InfFault> NoDestination(InfContext c)
    {
        InfSection? directories = c.File.Section("DestinationDirs");
        if (directories?.Find("DefaultDestDir") is not null)
            yield break;
        foreach (InfUse use in c.Uses(InfRole.CopyFiles))
            if (directories?.Find(use.Section.Name) is null)
                yield return InfContext.At(use.From!, $"[{use.Section.Name}] has no entry in [DestinationDirs]");
        foreach (InfCopiedFile file in c.Copied())
            if (Is(file.Entry, "CopyFiles"))
                yield return InfContext.At(file.Entry, $"@{file.SourceName} has no destination: there is no DefaultDestDir");
    }

    private static IEnumerable<InfFault> TwoSources(InfContext c)
    {
        HashSet<InfEntry> told = [];
        foreach (WindowsVersion windows in c.Systems)
        {
            Dictionary<string, string> sources = new(StringComparer.OrdinalIgnoreCase);
            foreach (InfCopiedFile file in new InfCopyFiles(c.Package, windows.Architecture).Collect(c.GraphOf(windows)))
            {
                string destination = $"{file.DestinationDir}|{file.DestinationSubdir}|{file.DestinationName}";
                if (!sources.TryAdd(destination, file.SourcePath) && sources[destination] != file.SourcePath && told.Add(file.Entry))
                    yield return InfContext.At(file.Entry, $"{sources[destination]} and {file.SourcePath} both become "
                        + $"{file.DestinationName} in {file.DestinationDir} on {windows.Architecture.InfName()}");
            }
        }
    }

    private static IEnumerable<InfEntry> Sources(InfContext c) => Named(c.File, "SourceDisksFiles").SelectMany(s => s.Entries);

    private static IEnumerable<InfSection> Named(InfFile file, string name) => file.Sections.Where(s =>
        s.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || s.Name.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase));

    private static bool Is(InfEntry entry, string key) => key.Equals(entry.Key, StringComparison.OrdinalIgnoreCase);
}
