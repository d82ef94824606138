// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>A file of the object directory and where a user finds it, relative to the output directory.</summary>
internal sealed record Placement(string Source, string Destination, string Driver, string OsTarget, string Architecture);

/// <summary>
/// The memory of one finished build: every file it read or wrote, with stamp and content, and the project files that it would
/// have read had they been there. While all are as they were, there is nothing to do, and this is the only file that has to
/// be read to know it. (A new header that hides another by standing earlier on the include path goes unnoticed, as it does
/// with every tool that follows the compiler's list of what it read.)
/// </summary>
internal sealed class Completion
{
    private const int Version = 3;
    private const int Kept = 12;

    private readonly string _file;
    private readonly StampedFile[] _entries;
    private readonly IReadOnlyList<string> _absent;
    private readonly StampedFile[] _placed;

    private Completion(string file, StampedFile[] entries, IReadOnlyList<string> absent, Contents contents, StampedFile[] placed)
    {
        _file = file;
        _entries = entries;
        _absent = absent;
        Contents = contents;
        _placed = placed;
    }

    public Contents Contents { get; }

    /// <summary>Forgets all but the latest requests: each remembers every file of a build.</summary>
    public static void Prune(string objectDirectory)
    {
        foreach (FileInfo old in new DirectoryInfo(objectDirectory).GetFiles("*.done").OrderByDescending(file => file.LastWriteTimeUtc).Skip(Kept))
            old.Delete();
    }

    /// <summary>One request has one file; requests of other cells or another version do not push it out.</summary>
    public static string FileFor(string objectDirectory, ContentDigest request) =>
        Path.Combine(objectDirectory, $"{request.ToString()[..16]}.done");

    public static Completion Create(string file, IEnumerable<string> paths, IReadOnlyList<string> absent, FileIndex files, Contents contents)
    {
        List<StampedFile> entries = [];
        foreach (string path in paths)
            if (files.DigestOf(path) is { } digest && files.StampOf(path) is { } stamp)
                entries.Add(new StampedFile(path, stamp, digest, files.IsSettled(path)));
        StampedFile[] placed = [.. contents.Placements.Select(placement => new StampedFile(placement.Destination, default,
            files.DigestOf(placement.Source) ?? throw new FileNotFoundException(placement.Source), Settled: false))];
        return new Completion(file, [.. entries], absent, contents, placed);
    }

    public static Completion? Load(string file)
    {
        Completion? completion = null;
        StateFile.TryRead(file, Version, reader =>
        {
            StampedFile[] entries = StampedFile.ReadAll(reader);
            string[] absent = new string[reader.ReadInt32()];
            for (int i = 0; i < absent.Length; i++)
                absent[i] = reader.ReadString();
            completion = new Completion(file, entries, absent, Contents.Read(reader), StampedFile.ReadAll(reader));
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
            if (!_entries[i].Holds(out StampedFile now))
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
    public IReadOnlyList<BuiltFile> Place(string outputDirectory)
    {
        List<BuiltFile> built = [];
        bool changed = false;
        for (int i = 0; i < _placed.Length; i++)
        {
            Placement placement = Contents.Placements[i];
            StampedFile wanted = _placed[i].At(Path.Combine(outputDirectory, placement.Destination));
            if (!wanted.Holds(out StampedFile now))
            {
                Copy(placement.Source, wanted.Path);
                now = wanted.Renewed();
            }
            changed |= now != _placed[i];
            _placed[i] = now;
            built.Add(new BuiltFile(placement.Driver, placement.OsTarget, placement.Architecture, now.Path, now.Digest.ToString()));
        }
        if (changed)
            Save();
        return built;
    }

    public void Save() => StateFile.Write(_file, Version, writer =>
    {
        StampedFile.WriteAll(writer, _entries);
        writer.Write(_absent.Count);
        foreach (string path in _absent)
            writer.Write(path);
        Contents.Write(writer);
        StampedFile.WriteAll(writer, _placed);
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
}
