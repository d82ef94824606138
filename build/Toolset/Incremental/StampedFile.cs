// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>A file, the content it has to have, and the stamp under which it last had it.</summary>
internal sealed record StampedFile(string Path, FileStamp Stamp, ContentDigest Digest, bool Settled)
{
    public static StampedFile[] ReadAll(BinaryReader reader)
    {
        StampedFile[] entries = new StampedFile[reader.ReadInt32()];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = new StampedFile(reader.ReadString(), FileStamp.Read(reader), ContentDigest.Read(reader), reader.ReadBoolean());
        return entries;
    }

    public static void WriteAll(BinaryWriter writer, StampedFile[] entries)
    {
        writer.Write(entries.Length);
        foreach (StampedFile entry in entries)
        {
            writer.Write(entry.Path);
            entry.Stamp.Write(writer);
            entry.Digest.Write(writer);
            writer.Write(entry.Settled);
        }
    }

    /// <param name="now">The same content under the stamp of today.</param>
    public bool Holds(out StampedFile now)
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

    /// <summary>The same content asked of another place: its stamp is not known.</summary>
    public StampedFile At(string path) => path == Path ? this : new StampedFile(path, default, Digest, Settled: false);

    /// <summary>Just written by us alone, so the stamp is trusted at once.</summary>
    public StampedFile Renewed() => FileStamp.TryRead(Path, out FileStamp stamp)
        ? this with { Stamp = stamp, Settled = true }
        : throw new FileNotFoundException($"{Path} was written and is not there", Path);
}
