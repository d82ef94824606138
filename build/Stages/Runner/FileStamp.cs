// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.InteropServices;

namespace PvDrivers.Stages.Runner;

/// <summary>
/// What the file system says of a file without reading it. Two equal stamps of one path mean the same bytes: size,
/// modification and change time in nanoseconds, and the inode; a restored modification time still moves the change time.
/// Windows has neither change time nor inode here: creation time stands in for the first, zero for the second.
/// </summary>
public readonly record struct FileStamp(long Size, long ModifiedNanoseconds, long ChangedNanoseconds, ulong Inode)
{
    /// <summary>Null where no file of that name exists.</summary>
    public static FileStamp? Of(string path)
    {
        if (OperatingSystem.IsLinux())
            return Statx.TryRead(path);
        var info = new FileInfo(path);
        if (!info.Exists)
            return null;
        return new FileStamp(info.Length, info.LastWriteTimeUtc.Ticks * 100, info.CreationTimeUtc.Ticks * 100, 0);
    }

    public string ToText() => $"{Size} {ModifiedNanoseconds} {ChangedNanoseconds} {Inode}";

    public static FileStamp? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, ' ') != 4
            || !long.TryParse(text[parts[0]], out long size) || !long.TryParse(text[parts[1]], out long modified)
            || !long.TryParse(text[parts[2]], out long changed) || !ulong.TryParse(text[parts[3]], out ulong inode))
            return null;
        return new FileStamp(size, modified, changed, inode);
    }

    /// <summary>statx(2): one structure of the same layout on every 64-bit Linux, unlike struct stat.</summary>
    private static class Statx
    {
        private const int AtFdCwd = -100;
        private const uint BasicStats = 0x7ff;
        private const ushort FormatMask = 0xf000;
        private const ushort RegularFile = 0x8000;

        public static FileStamp? TryRead(string path)
        {
            if (statx(AtFdCwd, path, 0, BasicStats, out StatxBuffer at) != 0 || (at.Mode & FormatMask) != RegularFile)
                return null;
            return new FileStamp((long)at.Size, at.Modified.Nanoseconds, at.Changed.Nanoseconds, at.Inode);
        }

#pragma warning disable SYSLIB1054 // a source-generated import would need unsafe code for one call
        [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags,
            uint mask, out StatxBuffer buffer);
#pragma warning restore SYSLIB1054

        /// <summary>struct statx of linux/stat.h, 256 bytes; only the fields read here are named.</summary>
        [StructLayout(LayoutKind.Explicit, Size = 256)]
        private struct StatxBuffer
        {
            [FieldOffset(28)]
            public ushort Mode;
            [FieldOffset(32)]
            public ulong Inode;
            [FieldOffset(40)]
            public ulong Size;
            [FieldOffset(96)]
            public Timestamp Changed;
            [FieldOffset(112)]
            public Timestamp Modified;
        }

        [StructLayout(LayoutKind.Sequential, Size = 16)]
        private struct Timestamp
        {
            public long Seconds;
            public uint FractionNanoseconds;

            public readonly long Nanoseconds => Seconds * 1_000_000_000 + FractionNanoseconds;
        }
    }
}
