// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Cab;

/// <summary>
/// A cabinet ([MS-CAB]) read from untrusted bytes: single cabinets, stored or MSZIP, signed or not. Cabinets of a set
/// are refused; LZX and Quantum are listed but not unpacked.
/// </summary>
public sealed partial class CabFile
{
    private readonly ByteView _view;
    private readonly CabFolder[] _folders;
    private readonly int _flags;

    private CabFile(ReadOnlyMemory<byte> bytes, string name)
    {
        Bytes = bytes;
        _view = new ByteView(bytes, name);
        if (_view.U32(0, "cabinet header") != CabLayout.Signature)
            throw _view.Bad(0, "no cabinet signature", "\"MSCF\"");
        _ = _view.Span(0, CabLayout.HeaderSize, "cabinet header");
        if (_view.U16(24, "version") != 0x0103)
            throw _view.Bad(24, $"cabinet version {_view.U8(25, "version")}.{_view.U8(24, "version")}", "1.3");
        _flags = _view.U16(CabLayout.Flags, "flags");
        if ((_flags & (CabLayout.FlagPrevious | CabLayout.FlagNext)) != 0)
            throw _view.Bad(CabLayout.Flags, "a cabinet that is part of a set", "a single cabinet");

        ReadReserves(out long foldersOffset, out int folderReserve, out int dataReserve);
        Size = ReadSize();
        _folders = ReadFolders(foldersOffset, folderReserve, dataReserve);
        Files = ReadFiles();
    }

    /// <summary>The whole file, its signature included.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The files in the order of the cabinet.</summary>
    public IReadOnlyList<CabFileInfo> Files { get; }

    /// <summary>Size of the cabinet proper; a signature follows it.</summary>
    public long Size { get; }

    private bool HasReserve => (_flags & CabLayout.FlagReserve) != 0;

    /// <summary>True where the content says cabinet.</summary>
    public static bool IsCab(ReadOnlySpan<byte> bytes) => bytes.StartsWith("MSCF"u8);

    public static CabFile Read(ReadOnlyMemory<byte> bytes, string name) => new(bytes, name);

    /// <summary>Unpacks every file.</summary>
    /// <param name="limit">More bytes than this in all is an error: a few bytes can describe a thousandfold.</param>
    public IReadOnlyList<CabEntry> Extract(long limit = int.MaxValue)
    {
        long[] needed = new long[_folders.Length];
        foreach (CabFileInfo file in Files)
            needed[file.Folder] = Math.Max(needed[file.Folder], file.OffsetInFolder + file.Size);
        ReadOnlyMemory<byte>[] contents = new ReadOnlyMemory<byte>[_folders.Length];
        for (int i = 0; i < contents.Length; i++)
        {
            contents[i] = _folders[i].Unpack(_view, needed[i], limit);
            limit -= contents[i].Length;
        }

        return [.. Files.Select(f => new CabEntry(f.Name, contents[f.Folder].Slice((int)f.OffsetInFolder, (int)f.Size),
            f.Time))];
    }

    private void ReadReserves(out long foldersOffset, out int folderReserve, out int dataReserve)
    {
        foldersOffset = CabLayout.HeaderSize;
        folderReserve = dataReserve = 0;
        if (!HasReserve)
            return;
        int headerReserve = _view.U16(CabLayout.ReserveFields, "header reserve");
        folderReserve = _view.U8(CabLayout.ReserveFields + 2, "folder reserve");
        dataReserve = _view.U8(CabLayout.ReserveFields + 3, "data reserve");
        foldersOffset += CabLayout.ReserveFieldsSize + headerReserve;
    }

    private long ReadSize()
    {
        uint size = _view.U32(CabLayout.CabinetSize, "cabinet size");
        if (size > _view.Length)
            throw _view.Bad(CabLayout.CabinetSize, $"a cabinet of 0x{size:X} bytes",
                $"at most 0x{_view.Length:X} (the end of the file)");
        if (SignatureRange is { } signature)
        {
            if (signature.Offset < size || signature.Offset + signature.Length != _view.Length)
                throw _view.Bad(CabLayout.SignatureOffset,
                    $"a signature from 0x{signature.Offset:X} to 0x{signature.Offset + signature.Length:X}",
                    $"one between the cabinet's end (0x{size:X}) and the file's (0x{_view.Length:X})");
            return signature.Offset;
        }

        return size == _view.Length
            ? size
            : throw _view.Bad(size, $"{_view.Length - size} bytes behind the cabinet",
                "nothing, or a signature that the header names");
    }

    private CabFolder[] ReadFolders(long at, int folderReserve, int dataReserve)
    {
        int count = _view.U16(CabLayout.FolderCount, "number of folders");
        int step = CabLayout.FolderSize + folderReserve;
        _ = _view.Span(at, (long)count * step, $"{count} folders");
        CabFolder[] folders = new CabFolder[count];
        for (int i = 0; i < count; i++, at += step)
            folders[i] = new CabFolder(_view.U32(at, "folder"), _view.U16(at + 4, "folder"),
                _view.U16(at + 6, "folder"), dataReserve, Size);
        return folders;
    }

    private CabFileInfo[] ReadFiles()
    {
        int count = _view.U16(CabLayout.FileCount, "number of files");
        long at = _view.U32(CabLayout.FilesOffset, "offset of the files");
        // Each has at least a name of one zero: do not make room for more than can be there.
        _ = _view.Span(at, (long)count * (CabLayout.FileSize + 1), $"{count} files");
        CabFileInfo[] files = new CabFileInfo[count];
        for (int i = 0; i < files.Length; i++)
        {
            int folder = _view.U16(at + 8, "file entry");
            if (folder >= _folders.Length)
                throw _view.Bad(at + 8, $"folder {folder}", $"less than {_folders.Length}");
            int attributes = _view.U16(at + 14, "file entry");
            ReadOnlySpan<byte> name = _view.ZeroTerminated(at + CabLayout.FileSize, CabLayout.LongestName, "file name");
            files[i] = new CabFileInfo(ReadName(name, attributes, at), _view.U32(at, "file entry"), ReadTime(at),
                attributes, folder, _view.U32(at + 4, "file entry"));
            at += CabLayout.FileSize + name.Length + 1;
        }

        return files;
    }

    private string ReadName(ReadOnlySpan<byte> bytes, int attributes, long at)
    {
        // Without the flag the code page is the maker's own and not told; Latin-1 loses nothing.
        string name = ((attributes & CabLayout.AttributeNameIsUtf) != 0 ? Encoding.UTF8 : Encoding.Latin1)
            .GetString(bytes);
        return CabName.StaysInside(name)
            ? name
            : throw _view.Bad(at + CabLayout.FileSize, $"file name '{name}'",
                "a path that stays in the folder it is unpacked to");
    }

    /// <summary>A date that no calendar has is taken as the first that a cabinet can tell.</summary>
    private DateTimeOffset ReadTime(long at)
    {
        int date = _view.U16(at + 10, "file date");
        int time = _view.U16(at + 12, "file time");
        (int year, int month, int day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
        (int hour, int minute, int second) = (time >> 11, time >> 5 & 63, (time & 31) * 2);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24
            && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
