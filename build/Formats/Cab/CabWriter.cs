// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PvDrivers.Formats.Cab;

/// <summary>
/// Writes a cabinet with MSZIP ([MS-CAB], [MS-MCI]). All files stand in one folder, in the order given; a second folder
/// begins where the first would hold more blocks than a cabinet can count. Every block is compressed by itself, so that
/// the cores share the work and the bytes do not depend on how they do. The deflate encoder is the runtime's: another
/// version of .NET may choose other bytes for the same content.
/// </summary>
public static class CabWriter
{
    private const int MostBlocksInFolder = 65535;
    private const int MostFiles = 65535;

    private static readonly DateTime FirstTime = new(1980, 1, 1);
    private static readonly DateTime EndOfTime = new(2108, 1, 1);

    public static byte[] Write(IReadOnlyList<CabEntry> entries)
    {
        if (entries.Count is 0 or > MostFiles)
            throw new UsageException($"a cabinet of {entries.Count} files; it can hold 1 to {MostFiles}");
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (CabEntry entry in entries)
        {
            CabName.Check(entry.Name);
            if (!names.Add(entry.Name))
                throw new UsageException(
                    $"'{entry.Name}' stands twice in the cabinet; Windows does not tell names by case");
        }

        List<Folder> folders = Divide(entries);
        byte[] files = WriteFiles(folders);
        int dataOffset = checked(CabLayout.HeaderSize + folders.Count * CabLayout.FolderSize + files.Length);
        long total = dataOffset + folders.Sum(f => f.Blocks.Sum(b => (long)b.Length));
        if (total > int.MaxValue)
            throw new UsageException($"a cabinet of {total} bytes; it can have {int.MaxValue}");

        byte[] result = new byte[total];
        WriteHeader(result, folders.Count, entries.Count);
        int at = dataOffset;
        for (int i = 0; i < folders.Count; i++)
        {
            Span<byte> head = result.AsSpan(CabLayout.HeaderSize + i * CabLayout.FolderSize);
            BinaryPrimitives.WriteInt32LittleEndian(head, at);
            BinaryPrimitives.WriteUInt16LittleEndian(head[4..], (ushort)folders[i].Blocks.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(head[6..], CabLayout.CompressionMszip);
            foreach (byte[] block in folders[i].Blocks)
            {
                block.CopyTo(result, at);
                at += block.Length;
            }
        }

        files.CopyTo(result, CabLayout.HeaderSize + folders.Count * CabLayout.FolderSize);
        return result;
    }

    private static void WriteHeader(Span<byte> result, int folders, int files)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(result, CabLayout.Signature);
        BinaryPrimitives.WriteInt32LittleEndian(result[CabLayout.CabinetSize..], result.Length);
        BinaryPrimitives.WriteInt32LittleEndian(result[CabLayout.FilesOffset..], CabLayout.HeaderSize
            + folders * CabLayout.FolderSize);
        result[24] = 3;
        result[25] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(result[CabLayout.FolderCount..], (ushort)folders);
        BinaryPrimitives.WriteUInt16LittleEndian(result[CabLayout.FileCount..], (ushort)files);
    }

    private static List<Folder> Divide(IReadOnlyList<CabEntry> entries)
    {
        const long Most = (long)MostBlocksInFolder * CabLayout.BlockSize;
        List<Folder> folders = [];
        List<CabEntry> current = [];
        long size = 0;
        foreach (CabEntry entry in entries)
        {
            if (size + entry.Bytes.Length > Most)
            {
                folders.Add(new Folder(current, size));
                current = [];
                size = 0;
            }

            current.Add(entry);
            size += entry.Bytes.Length;
        }

        folders.Add(new Folder(current, size));
        return folders;
    }

    private static byte[] WriteFiles(List<Folder> folders)
    {
        using MemoryStream result = new();
        Span<byte> head = stackalloc byte[CabLayout.FileSize];
        for (int folder = 0; folder < folders.Count; folder++)
        {
            uint offset = 0;
            foreach (CabEntry entry in folders[folder].Entries)
            {
                (ushort date, ushort time) = DosTime(entry);
                bool ascii = entry.Name.All(char.IsAscii);
                BinaryPrimitives.WriteInt32LittleEndian(head, entry.Bytes.Length);
                BinaryPrimitives.WriteUInt32LittleEndian(head[4..], offset);
                BinaryPrimitives.WriteUInt16LittleEndian(head[8..], (ushort)folder);
                BinaryPrimitives.WriteUInt16LittleEndian(head[10..], date);
                BinaryPrimitives.WriteUInt16LittleEndian(head[12..], time);
                BinaryPrimitives.WriteUInt16LittleEndian(head[14..],
                    (ushort)(CabLayout.AttributeArchive | (ascii ? 0 : CabLayout.AttributeNameIsUtf)));
                result.Write(head);
                result.Write(Encoding.UTF8.GetBytes(entry.Name));
                result.WriteByte(0);
                offset += (uint)entry.Bytes.Length;
            }
        }

        return result.ToArray();
    }

    private static (ushort Date, ushort Time) DosTime(CabEntry entry)
    {
        DateTime time = entry.Time.UtcDateTime;
        if (time < FirstTime || time >= EndOfTime)
            throw new UsageException($"'{entry.Name}' has the time {time:u}; a cabinet can tell 1980 to 2107");
        return ((ushort)((time.Year - 1980) << 9 | time.Month << 5 | time.Day),
            (ushort)(time.Hour << 11 | time.Minute << 5 | time.Second / 2));
    }

    /// <summary>Files that follow each other in one stream of blocks; each block with its CFDATA head.</summary>
    private sealed class Folder
    {
        public Folder(List<CabEntry> entries, long size)
        {
            Entries = entries;
            byte[] stream = new byte[size];
            int at = 0;
            foreach (CabEntry entry in entries)
            {
                entry.Bytes.Span.CopyTo(stream.AsSpan(at));
                at += entry.Bytes.Length;
            }

            Blocks = new byte[(int)((size + CabLayout.BlockSize - 1) / CabLayout.BlockSize)][];
            Parallel.For(0, Blocks.Length, i =>
            {
                int start = i * CabLayout.BlockSize;
                Blocks[i] = Compress(stream, start, Math.Min(CabLayout.BlockSize, stream.Length - start));
            });
        }

        public List<CabEntry> Entries { get; }

        public byte[][] Blocks { get; }

        private static byte[] Compress(byte[] stream, int start, int length)
        {
            using MemoryStream block = new(CabLayout.DataSize + length + CabLayout.MszipOverhead);
            block.Write(new byte[CabLayout.DataSize]);
            block.Write("CK"u8);
            using (DeflateStream deflate = new(block, CompressionLevel.SmallestSize, leaveOpen: true))
                deflate.Write(stream, start, length);
            if (block.Length > CabLayout.DataSize + length + CabLayout.MszipOverhead)
                Store(block, stream.AsSpan(start, length));

            byte[] result = block.ToArray();
            BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(4), (ushort)(result.Length - CabLayout.DataSize));
            BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(6), (ushort)length);
            // The sum runs over the data first, then over the two lengths.
            uint sum = CabLayout.CheckSum(result.AsSpan(4, 4),
                CabLayout.CheckSum(result.AsSpan(CabLayout.DataSize), 0));
            BinaryPrimitives.WriteUInt32LittleEndian(result, sum);
            return result;
        }

        /// <summary>RFC 1951, 3.2.4: one final block without compression, so that no block grows past MSZIP's limit.</summary>
        private static void Store(MemoryStream block, ReadOnlySpan<byte> data)
        {
            block.SetLength(CabLayout.DataSize + 2);
            block.Position = block.Length;
            Span<byte> head = stackalloc byte[5];
            head[0] = 1;
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)data.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)(~data.Length & 0xFFFF));
            block.Write(head);
            block.Write(data);
        }
    }
}
