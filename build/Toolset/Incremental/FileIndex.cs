// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;

namespace PvDrivers.Toolset.Incremental;

/// <summary>
/// Content of files by path, read at most once: a file whose stamp is known is not hashed again. Within one build a source is
/// stamped once; an output is stamped anew after <see cref="Forget"/>.
/// </summary>
internal sealed class FileIndex
{
    private const int Version = 1;

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry?> _seen = new(StringComparer.Ordinal);
    private int _hashed;

    private sealed record Entry(FileStamp Stamp, ContentDigest Digest, bool Settled);

    /// <summary>How many files had to be read.</summary>
    public int HashedFiles => _hashed;

    public static FileIndex Load(string path)
    {
        FileIndex index = new();
        StateFile.TryRead(path, Version, reader =>
        {
            int count = reader.ReadInt32();
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                index._known[name] = new Entry(FileStamp.Read(reader), ContentDigest.Read(reader), Settled: true);
            }
        });
        return index;
    }

    /// <summary>Keeps every settled stamp of a file that still exists.</summary>
    public void Save(string path)
    {
        List<KeyValuePair<string, Entry>> settled = [];
        foreach ((string name, Entry entry) in _known)
            if (_seen.TryGetValue(name, out Entry? seen) ? seen is { Settled: true } : FileStamp.TryRead(name, out _))
                settled.Add(new(name, entry));
        settled.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        StateFile.Write(path, Version, writer =>
        {
            writer.Write(settled.Count);
            foreach ((string name, Entry entry) in settled)
            {
                writer.Write(name);
                entry.Stamp.Write(writer);
                entry.Digest.Write(writer);
            }
        });
    }

    /// <summary>The digest of a file; null when there is none.</summary>
    public ContentDigest? DigestOf(string path) => Look(path)?.Digest;

    /// <summary>The stamp under which the digest was taken.</summary>
    public FileStamp? StampOf(string path) => Look(path)?.Stamp;

    /// <summary>Whether this build has looked at the file before.</summary>
    public bool WasSeen(string path) => _seen.ContainsKey(path);

    /// <summary>Whether the stamp alone will tell a later change.</summary>
    public bool IsSettled(string path) => Look(path) is { Settled: true };

    /// <summary>The file will be written: look again.</summary>
    public void Forget(string path) => _seen.TryRemove(path, out _);

    /// <summary>
    /// Digest of a file that this build has just finished writing in a folder of its own: nobody else writes there, so its
    /// stamp is trusted at once. Null when the file is not there.
    /// </summary>
    public ContentDigest? DigestOfOwn(string path)
    {
        Forget(path);
        if (Look(path) is not { } entry)
            return null;
        _known[path] = entry with { Settled = true };
        _seen[path] = _known[path];
        return entry.Digest;
    }

    /// <summary>Every file that this build has looked at and found.</summary>
    public StampedFile[] Seen() =>
        [.. from pair in _seen let entry = pair.Value where entry is not null orderby pair.Key select new StampedFile(pair.Key, entry.Stamp, entry.Digest, entry.Settled)];

    private Entry? Look(string path)
    {
        if (_seen.TryGetValue(path, out Entry? entry))
            return entry;
        entry = Examine(path);
        _seen[path] = entry;
        return entry;
    }

    private Entry? Examine(string path)
    {
        if (!FileStamp.TryRead(path, out FileStamp stamp))
            return null;
        if (_known.TryGetValue(path, out Entry? known) && known.Stamp == stamp)
            return known;
        long now = FileStamp.NowNanoseconds;
        Interlocked.Increment(ref _hashed);
        Entry entry;
        try
        {
            entry = new Entry(stamp, ContentDigest.OfFile(path), stamp.IsSettledAt(now));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        if (entry.Settled)
            _known[path] = entry;
        return entry;
    }
}
