// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Directory ids ("Using dirids").</summary>
internal static class DestinationRules
{
    private const uint DriverStore = 13;

    private static readonly uint[] Known = [1, 10, 11, 12, 13, 17, 18, 20, 21, 23, 24, 25, 30, 50, 51, 52, 53, 54, 55];

    /// <summary>"Release deprecated: Windows 11 24H2".</summary>
    private static readonly uint[] Retired =
        [1, 17, 18, 20, 21, 24, 25, 30, 50, 53, 54, 16406, 16407, 16408, 16409, 16415, 16419, 16429, 16430];

    /// <summary>What "InfVerif /h" lets pass beside 13, as of April 2024.</summary>
    private static readonly uint[] Excepted =
        [10, 11, 12, 23, 51, 52, 55, 16422, 16425, 16426, 16427, 16428, 66000, 66001, 66002, 66003, 66004];

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1100, "a file of the driver store (13) that is renamed or moved", "keep name and subfolder of the source", Moved),
        new(1101, "a security descriptor on files of the driver store (13)", "remove the .security section", Secured),
        new(1102, "files of the driver store (13) deleted or renamed", "remove the directive: Windows owns the folder", Operated),
        new(1241, "a directory id of the author's that nothing defines", "use an id that Windows defines", UserDefined),
        new(1242, "a directory id that Windows does not define", "use an id that Windows defines, such as 12 or 13", Undefined),
        new(1243, "a directory id that is no number", "write the number alone", NoNumber),
        new(1306, "files copied outside the system's folders", "use 13, 11 or 12", OutsideSystem),
        new(1322, "files copied outside the driver store", "use 13 for everything that Windows from the isolation build on installs",
            OutsideStore),
        new(1340, "a directory id that Windows 11 24H2 retired", "use 13", IsRetired),
    ];

    private static IEnumerable<InfFault> Moved(InfContext c)
    {
        foreach (InfCopiedFile file in Files(c, d => d == DriverStore))
        {
            if (!file.SourceName.Equals(file.DestinationName, StringComparison.OrdinalIgnoreCase))
                yield return InfContext.At(file.Entry, $"{file.SourceName} becomes {file.DestinationName} in the driver store");
            else if (file.IsListed && !Folder(file.SourcePath).Equals(file.DestinationSubdir.Replace('\\', '/').Trim('/'),
                StringComparison.OrdinalIgnoreCase))
                yield return InfContext.At(file.Entry,
                    $"{file.SourcePath} goes to folder \"{file.DestinationSubdir}\" of the driver store");
        }
    }

    private static string Folder(string path) => path.LastIndexOf('/') is >= 0 and int at ? path[..at] : string.Empty;

    private static IEnumerable<InfFault> Secured(InfContext c) => c.Uses(InfRole.CopyFiles)
        .Where(u => Destination(c, u.Section.Name) == DriverStore)
        .Select(u => c.File.Section(u.Section.Name + ".security")).OfType<InfSection>()
        .Select(s => InfContext.At(s, $"[{s.Name}] sets rights in the driver store"));

    private static IEnumerable<InfFault> Operated(InfContext c) => c.Uses(InfRole.DelFiles).Concat(c.Uses(InfRole.RenFiles))
        .Where(u => u.From is not null && Destination(c, u.Section.Name) == DriverStore)
        .Select(u => InfContext.At(u.From!, $"{u.Directive} of [{u.Section.Name}], which is in the driver store"));

    private static IEnumerable<InfFault> UserDefined(InfContext c) => Directories(c,
        d => d is >= 32768 and not (>= 66000 and <= 66004) and not uint.MaxValue, d => $"the id {d} is the author's own");

    private static IEnumerable<InfFault> Undefined(InfContext c) => Directories(c,
        d => d < 16384 && !Known.Contains(d), d => $"Windows has no id {d}");

    private static IEnumerable<InfFault> NoNumber(InfContext c) => (c.File.Section("DestinationDirs")?.Entries ?? [])
        .Where(e => e.Key is not null && InfNumber.Parse(e.Value(0)) is null && e.Value(0) != "-1")
        .Select(e => InfContext.At(e, $"the directory id of {e.Key} is \"{e.Value(0)}\""));

    private static IEnumerable<InfFault> OutsideSystem(InfContext c)
    {
        // 10 with a subfolder is what "Using a universal INF file" allows.
        foreach (InfCopiedFile file in c.Copied())
            if (InfNumber.Parse(file.DestinationDir) is { } id && !(id is 11 or 12 or 13 || (id == 10 && file.DestinationSubdir.Length > 0)))
                yield return InfContext.At(file.Entry, $"{file.DestinationName} goes to directory {id}");
    }

    private static IEnumerable<InfFault> OutsideStore(InfContext c)
    {
        HashSet<string> isolated = new(c.Isolated.Uses.Where(u => u.Role == InfRole.CopyFiles).Select(u => u.Section.Name),
            StringComparer.OrdinalIgnoreCase);
        HashSet<InfSection> holders = [.. c.Isolated.Uses.Select(u => u.Section)];
        foreach (InfCopiedFile file in Files(c, d => d != DriverStore && !(c.Mode == InfVerifMode.Signature && Excepted.Contains(d))))
            if (isolated.Contains(file.ListSection) || holders.Contains(file.Entry.Section))
                yield return InfContext.At(file.Entry, $"{file.DestinationName} goes to directory {file.DestinationDir}, not 13");
    }

    private static IEnumerable<InfFault> IsRetired(InfContext c) => Directories(c, Retired.Contains, d => $"the id {d} is retired");

    private static IEnumerable<InfFault> Directories(InfContext c, Func<uint, bool> wrong, Func<uint, string> text) =>
        (c.File.Section("DestinationDirs")?.Entries ?? [])
            .Where(e => e.Key is not null && InfNumber.Parse(e.Value(0)) is { } id && wrong(id))
            .Select(e => InfContext.At(e, text(InfNumber.Parse(e.Value(0)) ?? 0)));

    private static IEnumerable<InfCopiedFile> Files(InfContext c, Func<uint, bool> wanted) =>
        c.Copied().Where(f => InfNumber.Parse(f.DestinationDir) is { } id && wanted(id));

    private static uint? Destination(InfContext c, string list)
    {
        InfSection? directories = c.File.Section("DestinationDirs");
        InfEntry? entry = directories?.Find(list) ?? directories?.Find("DefaultDestDir");
        return entry is null ? null : InfNumber.Parse(entry.Value(0));
    }
}
