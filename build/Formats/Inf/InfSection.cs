// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>All parts of the file under one section name, in the order of the file.</summary>
public sealed class InfSection
{
    private readonly List<(int Start, int End)> _parts = [];
    private readonly List<int> _headers = [];
    private IReadOnlyList<InfEntry>? _entries;
    private Dictionary<string, InfEntry>? _index;

    internal InfSection(InfFile file, string name, int offset)
    {
        File = file;
        Name = name;
        Offset = offset;
    }

    public InfFile File { get; }

    /// <summary>As its first header spells it.</summary>
    public string Name { get; }

    /// <summary>Offset of the first header's bracket.</summary>
    public int Offset { get; }

    public int Line => File.Place(Offset).Line;

    /// <summary>Offsets of the headers; more than one where the section is written in several parts.</summary>
    public IReadOnlyList<int> Headers => _headers;

    public IReadOnlyList<InfEntry> Entries => _entries ??= ReadEntries();

    public bool IsEmpty => _parts.TrueForAll(p => p.Start == p.End);

    /// <summary>Where a new entry goes: the end of the last entry's line, or of the header's.</summary>
    public int InsertOffset => _parts[^1].End;

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

    internal void AddPart(int headerOffset, int headerEnd)
    {
        _headers.Add(headerOffset);
        _parts.Add((headerEnd, headerEnd));
    }

    internal void Extend(int endOffset) => _parts[^1] = (_parts[^1].Start, endOffset);

    private List<InfEntry> ReadEntries()
    {
        List<InfEntry> entries = [];
        foreach ((int start, int end) in _parts)
        {
            InfScanner scanner = new(File.Text.AsSpan(0, end), start);
            while (scanner.NextLine() is { } line)
                entries.Add(new InfEntry(this, line.Offset, line.EndOffset));
        }
        return entries;
    }
}
