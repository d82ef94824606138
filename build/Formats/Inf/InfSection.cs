// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>All parts of the file under one section name, in the order of the file.</summary>
public sealed class InfSection
{
    private readonly int _first;
    private IReadOnlyList<InfEntry>? _entries;
    private Dictionary<string, InfEntry>? _index;

    internal InfSection(InfFile file, int first)
    {
        File = file;
        _first = first;
        Offset = Parts.First().Header;
        Name = InfSectionTable.Name(file.Text, Offset).ToString();
    }

    public InfFile File { get; }

    /// <summary>As its first header spells it.</summary>
    public string Name { get; }

    /// <summary>Offset of the first header's bracket.</summary>
    public int Offset { get; }

    public int Line => File.Place(Offset).Line;

    /// <summary>Offsets of the headers; more than one where the section is written in several parts.</summary>
    public IEnumerable<int> Headers => Parts.Select(p => p.Header);

    public IReadOnlyList<InfEntry> Entries => _entries ??= ReadEntries();

    /// <summary>Where a new entry goes: the end of the last entry's line, or of the header's.</summary>
    public int InsertOffset => Parts.Last().End;

    private IEnumerable<(int Header, int End)> Parts => File.PartsOf(_first);

    /// <summary>The first entry of that key, as SetupFindFirstLine finds it.</summary>
    public InfEntry? Find(string key)
    {
        if (_index is null)
        {
            _index = new Dictionary<string, InfEntry>(StringComparer.OrdinalIgnoreCase);
            foreach (InfEntry entry in Entries)
                if (entry.Key is { } name)
                    _index.TryAdd(name, entry);
        }
        return _index.GetValueOrDefault(key);
    }

    public IEnumerable<InfEntry> FindAll(string key)
    {
        foreach (InfEntry entry in Entries)
            if (string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase))
                yield return entry;
    }

    private List<InfEntry> ReadEntries()
    {
        List<InfEntry> entries = [];
        foreach ((int header, int end) in Parts)
        {
            // The header's own line is read again and passed over.
            InfScanner scanner = new(File.Text.AsSpan(0, end), header);
            while (scanner.NextLine() is { } line)
                if (!line.IsSection)
                    entries.Add(new InfEntry(this, line.Offset, line.EndOffset));
        }
        return entries;
    }
}
