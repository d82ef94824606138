// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>A file of the object directory and where a user finds it.</summary>
internal sealed record Placement(string Source, string Destination, string Driver, string OsTarget, string Architecture);

/// <summary>
/// The memory of one finished build: every file it read or wrote, with stamp and content, and the project files that it would
/// have read had they been there. While all are as they were, there is nothing to do, and this is the only file that has to
/// be read to know it. (A new header that hides another by standing earlier on the include path goes unnoticed, as it does
/// with every tool that follows the compiler's list of what it read.)
/// </summary>
internal sealed class Completion
{
    private const int Version = 2;

    private readonly string _file;
    private readonly Entry[] _entries;
    private readonly IReadOnlyList<string> _absent;
    private readonly Entry[] _placed;

    private Completion(string file, Entry[] entries, IReadOnlyList<string> absent, Contents contents, Entry[] placed)
    {
        _file = file;
        _entries = entries;
        _absent = absent;
        Contents = contents;
        _placed = placed;
    }

    public Contents Contents { get; }

    /// <summary>One request has one file; requests of other cells or another version do not push it out.</summary>
    public static string FileFor(string objectDirectory, ContentDigest request) =>
        Path.Combine(objectDirectory, $"{request.ToString()[..16]}.done");

    public static Completion Create(string file, IEnumerable<string> paths, IReadOnlyList<string> absent, FileIndex files, Contents contents)
    {
        List<Entry> entries = [];
        foreach (string path in paths)
            if (files.DigestOf(path) is { } digest && files.StampOf(path) is { } stamp)
                entries.Add(new Entry(path, stamp, digest, files.IsSettled(path)));
        Entry[] placed = [.. contents.Placements.Select(placement => new Entry(placement.Destination, default,
            files.DigestOf(placement.Source) ?? throw new FileNotFoundException(placement.Source), Settled: false))];
        return new Completion(file, [.. entries], absent, contents, placed);
    }

    public static Completion? Load(string file)
    {
        Completion? completion = null;
        StateFile.TryRead(file, Version, reader =>
        {
            Entry[] entries = Entry.ReadAll(reader);
            string[] absent = new string[reader.ReadInt32()];
            for (int i = 0; i < absent.Length; i++)
                absent[i] = reader.ReadString();
            completion = new Completion(file, entries, absent, Contents.Read(reader), Entry.ReadAll(reader));
        });
        return completion;
    }

    /// <summary>Whether every file has the content it had; a new stamp on old content is remembered.</summary>
    public bool StillHolds()
    {
        bool refreshed = false;
        foreach (string path in _absent)
            if (File.Exists(path))
                return false;
        for (int i = 0; i < _entries.Length; i++)
        {
            if (!_entries[i].Holds(out Entry now))
                return false;
            refreshed |= now != _entries[i];
            _entries[i] = now;
        }
        if (refreshed)
            Save();
        return true;
    }

    /// <summary>
    /// Puts what was built where the user looks: a copy under a temporary name, then a rename, and only where it differs. A copy
    /// and not a hard link: whoever signs in place would change the object directory's file under its record.
    /// </summary>
    public IReadOnlyList<BuiltFile> Place()
    {
        List<BuiltFile> built = [];
        bool changed = false;
        for (int i = 0; i < _placed.Length; i++)
        {
            Placement placement = Contents.Placements[i];
            if (!_placed[i].Holds(out Entry now))
            {
                Copy(placement.Source, placement.Destination);
                now = _placed[i].Renewed();
            }
            changed |= now != _placed[i];
            _placed[i] = now;
            built.Add(new BuiltFile(placement.Driver, placement.OsTarget, placement.Architecture, placement.Destination, now.Digest.ToString()));
        }
        if (changed)
            Save();
        return built;
    }

    public void Save() => StateFile.Write(_file, Version, writer =>
    {
        Entry.WriteAll(writer, _entries);
        writer.Write(_absent.Count);
        foreach (string path in _absent)
            writer.Write(path);
        Contents.Write(writer);
        Entry.WriteAll(writer, _placed);
    });

    private static void Copy(string source, string destination)
    {
        string folder = Path.GetDirectoryName(destination) ?? ".";
        Directory.CreateDirectory(folder);
        // Half copies that a killed build has left.
        foreach (string leftover in Directory.EnumerateFiles(folder, Path.GetFileName(destination) + ".*.tmp"))
            File.Delete(leftover);
        string temporary = StateFile.TemporaryNameFor(destination);
        try
        {
            File.Copy(source, temporary);
            File.Move(temporary, destination, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A file, the content it has to have, and the stamp under which it last had it.</summary>
    private sealed record Entry(string Path, FileStamp Stamp, ContentDigest Digest, bool Settled)
    {
        public static Entry[] ReadAll(BinaryReader reader)
        {
            Entry[] entries = new Entry[reader.ReadInt32()];
            for (int i = 0; i < entries.Length; i++)
                entries[i] = new Entry(reader.ReadString(), FileStamp.Read(reader), ContentDigest.Read(reader), reader.ReadBoolean());
            return entries;
        }

        public static void WriteAll(BinaryWriter writer, Entry[] entries)
        {
            writer.Write(entries.Length);
            foreach (Entry entry in entries)
            {
                writer.Write(entry.Path);
                entry.Stamp.Write(writer);
                entry.Digest.Write(writer);
                writer.Write(entry.Settled);
            }
        }

        /// <param name="now">The same content under the stamp of today.</param>
        public bool Holds(out Entry now)
        {
            now = this;
            if (!FileStamp.TryRead(Path, out FileStamp stamp))
                return false;
            if (Settled && stamp == Stamp)
                return true;
            long moment = FileStamp.NowNanoseconds;
            if (ContentDigest.OfFile(Path) != Digest)
                return false;
            now = this with { Stamp = stamp, Settled = stamp.IsSettledAt(moment) };
            return true;
        }

        /// <summary>Just written by us alone, so the stamp is trusted at once.</summary>
        public Entry Renewed() => FileStamp.TryRead(Path, out FileStamp stamp)
            ? this with { Stamp = stamp, Settled = true }
            : throw new FileNotFoundException($"{Path} was written and is not there", Path);
    }
}
