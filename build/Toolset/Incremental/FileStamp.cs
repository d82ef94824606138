// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.InteropServices;

namespace PvDrivers.Toolset.Incremental;

/// <summary>
/// What the file system says of a file without reading it. Equal stamps mean equal content, unless the file was written so
/// shortly before it was hashed that a second write could carry the same times (see <see cref="IsSettledAt"/>).
/// </summary>
internal readonly partial record struct FileStamp(long Size, long ModifiedNanoseconds, long ChangedNanoseconds, ulong Inode)
{
    /// <summary>Kernels stamp files with a clock that ticks every 1 to 10 ms; twice the slowest tick.</summary>
    private const long TickNanoseconds = 20_000_000;

    private const int AtCurrentDirectory = -100;
    private const uint BasicStatistics = 0x7FF;
    private const ushort FormatMask = 0xF000;
    private const ushort RegularFile = 0x8000;
    private const ushort Folder = 0x4000;

    /// <summary>False when there is no such regular file.</summary>
    public static bool TryRead(string path, out FileStamp stamp)
    {
        if (!OperatingSystem.IsLinux())
            return TryReadPortably(new FileInfo(path), out stamp);
        return TryReadKind(path, RegularFile, out stamp);
    }

    /// <summary>False when there is no such folder. Its stamp changes when an entry comes or goes.</summary>
    public static bool TryReadFolder(string path, out FileStamp stamp)
    {
        if (!OperatingSystem.IsLinux())
            return TryReadPortably(new DirectoryInfo(path), out stamp);
        return TryReadKind(path, Folder, out stamp);
    }

    public static FileStamp Read(BinaryReader reader) =>
        new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64());

    public static long NowNanoseconds => NanosecondsOf(DateTime.UtcNow);

    public static long NanosecondsOf(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * 100;

    public void Write(BinaryWriter writer)
    {
        writer.Write(Size);
        writer.Write(ModifiedNanoseconds);
        writer.Write(ChangedNanoseconds);
        writer.Write(Inode);
    }

    /// <summary>Whether a write after this moment is bound to change the stamp.</summary>
    public bool IsSettledAt(long nanoseconds) =>
        Math.Max(ModifiedNanoseconds, ChangedNanoseconds) + TickNanoseconds < nanoseconds;

    /// <summary>Whether the content may have been written after this moment.</summary>
    public bool MayBeNewerThan(long nanoseconds) => ChangedNanoseconds + TickNanoseconds > nanoseconds;

    // Elsewhere .NET gives neither ctime nor inode; the time of creation takes their place.
    private static bool TryReadPortably(FileSystemInfo file, out FileStamp stamp)
    {
        stamp = default;
        if (!file.Exists)
            return false;
        long modified = (file.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100;
        long created = (file.CreationTimeUtc - DateTime.UnixEpoch).Ticks * 100;
        stamp = new FileStamp(file is FileInfo { Length: long length } ? length : 0, modified, Math.Max(modified, created), (ulong)created);
        return true;
    }

    private static bool TryReadKind(string path, ushort kind, out FileStamp stamp)
    {
        stamp = default;
        if (statx(AtCurrentDirectory, path, 0, BasicStatistics, out StatxBuffer buffer) != 0 || (buffer.Mode & FormatMask) != kind)
            return false;
        stamp = new FileStamp((long)buffer.Size, Nanoseconds(buffer.Modified), Nanoseconds(buffer.Changed), buffer.Inode);
        return true;
    }

    private static long Nanoseconds(StatxTime time) => (time.Seconds * 1_000_000_000) + time.Fraction;

    // struct statx of linux/stat.h: one layout on every architecture.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, out StatxBuffer buffer);

    [StructLayout(LayoutKind.Sequential)]
    private struct StatxTime
    {
        public long Seconds;
        public uint Fraction;
        public int Reserved;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public StatxTime Changed;
        [FieldOffset(112)] public StatxTime Modified;
    }
}
