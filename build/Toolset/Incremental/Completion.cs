// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>A file of the object directory and where a user finds it.</summary>
internal sealed record Placement(string Source, string Destination, string Driver, string OsTarget, string Architecture);

/// <summary>
/// The memory of one finished build: every file it read or wrote, with stamp and content. While all are as they were, there is
/// nothing to do, and this is the only file that has to be read to know it.
/// </summary>
internal sealed class Completion
{
    private const int Version = 1;

    private sealed record Entry(string Path, FileStamp Stamp, ContentDigest Digest, bool Settled);

    private readonly string _file;
    private readonly List<Entry> _entries;

    private Completion(string file, List<Entry> entries, IReadOnlyList<Placement> placements, ToolchainFingerprint fingerprint, int nodes)
    {
        _file = file;
        _entries = entries;
        Placements = placements;
        Fingerprint = fingerprint;
        Nodes = nodes;
    }

    public IReadOnlyList<Placement> Placements { get; }

    public ToolchainFingerprint Fingerprint { get; }

    public int Nodes { get; }

    /// <summary>One request has one file; requests of other cells or another version do not push it out.</summary>
    public static string FileFor(string objectDirectory, ContentDigest request) =>
        Path.Combine(objectDirectory, $"{request.ToString()[..16]}.done");

    public static Completion Create(string file, IEnumerable<string> paths, FileIndex files,
        IReadOnlyList<Placement> placements, ToolchainFingerprint fingerprint, int nodes)
    {
        List<Entry> entries = [];
        foreach (string path in paths)
            if (files.DigestOf(path) is { } digest && files.StampOf(path) is { } stamp)
                entries.Add(new Entry(path, stamp, digest, files.IsSettled(path)));
        return new Completion(file, entries, placements, fingerprint, nodes);
    }

    public static Completion? Load(string file)
    {
        Completion? completion = null;
        StateFile.TryRead(file, Version, reader =>
        {
            Entry[] entries = new Entry[reader.ReadInt32()];
            for (int i = 0; i < entries.Length; i++)
                entries[i] = new Entry(reader.ReadString(), FileStamp.Read(reader), ContentDigest.Read(reader), reader.ReadBoolean());
            Placement[] placements = new Placement[reader.ReadInt32()];
            for (int i = 0; i < placements.Length; i++)
                placements[i] = new Placement(
                    reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
            int nodes = reader.ReadInt32();
            completion = new Completion(file, [.. entries], placements, ToolchainFingerprint.Read(reader), nodes);
        });
        return completion;
    }

    /// <summary>Whether every file has the content it had; a new stamp on old content is remembered.</summary>
    public bool StillHolds()
    {
        bool refreshed = false;
        for (int i = 0; i < _entries.Count; i++)
        {
            Entry entry = _entries[i];
            if (!FileStamp.TryRead(entry.Path, out FileStamp stamp))
                return false;
            if (entry.Settled && stamp == entry.Stamp)
                continue;
            long now = FileStamp.NowNanoseconds;
            if (stamp.Size != entry.Stamp.Size || ContentDigest.OfFile(entry.Path) != entry.Digest)
                return false;
            _entries[i] = entry with { Stamp = stamp, Settled = stamp.IsSettledAt(now) };
            refreshed = true;
        }
        if (refreshed)
            Save();
        return true;
    }

    /// <summary>The digest that the object directory's file had.</summary>
    public ContentDigest DigestOf(string path) => _entries.Find(entry => entry.Path == path)?.Digest
        ?? throw new ArgumentException($"{path} is not a file of this build", nameof(path));

    public void Save() => StateFile.Write(_file, Version, writer =>
    {
        writer.Write(_entries.Count);
        foreach (Entry entry in _entries)
        {
            writer.Write(entry.Path);
            entry.Stamp.Write(writer);
            entry.Digest.Write(writer);
            writer.Write(entry.Settled);
        }
        writer.Write(Placements.Count);
        foreach (Placement placement in Placements)
            foreach (string text in (string[])[placement.Source, placement.Destination, placement.Driver, placement.OsTarget, placement.Architecture])
                writer.Write(text);
        writer.Write(Nodes);
        Fingerprint.Write(writer);
    });
}
