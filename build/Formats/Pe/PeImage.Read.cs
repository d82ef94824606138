// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Pe;

/// <summary>Reading of the headers, and the map from virtual addresses to file offsets.</summary>
public sealed partial class PeImage
{
    private static long FindHeader(ByteView view)
    {
        if (view.Length < 2 || view.U16(0, "DOS signature") != 0x5A4D)
            throw view.Bad(0, "no DOS header", "\"MZ\"");
        long pe = view.U32(PeLayout.NewHeaderPointer, "pointer to the PE header");
        uint signature = view.U32(pe, "PE signature");
        if (signature != 0x00004550)
            throw view.Bad(pe, $"signature 0x{signature:X8}", "\"PE\\0\\0\"");
        return pe;
    }

    private bool ReadMagic()
    {
        ushort magic = _view.U16(Optional, "optional header");
        return magic switch
        {
            PeLayout.Pe32Magic => false,
            PeLayout.Pe32PlusMagic => true,
            _ => throw _view.Bad(Optional, $"optional header magic 0x{magic:X}", "0x10B (PE32) or 0x20B (PE32+)"),
        };
    }

    private PeDirectory[] ReadDirectories()
    {
        long countOffset = _directories - 4;
        uint count = _view.U32(countOffset, "number of data directories");
        ushort optionalSize = _view.U16(_peOffset + 20, "size of the optional header");
        long room = Optional + optionalSize - _directories;
        if (room < 0)
            throw _view.Bad(_peOffset + 20, $"optional header of {optionalSize} bytes",
                $"at least {_directories - Optional}");

        // The loader uses at most 16 and ignores a larger count; what the optional header has no room for is not there.
        int used = (int)Math.Min(Math.Min(count, 16u), room / PeLayout.DirectoryEntrySize);
        PeDirectory[] result = new PeDirectory[used];
        for (int i = 0; i < used; i++)
        {
            long at = _directories + i * PeLayout.DirectoryEntrySize;
            result[i] = new PeDirectory(_view.U32(at, "data directory"), _view.U32(at + 4, "data directory"));
        }

        return result;
    }

    private PeSection[] ReadSections()
    {
        int count = _view.U16(_peOffset + 6, "number of sections");
        long table = Optional + _view.U16(_peOffset + 20, "size of the optional header");
        _ = _view.Span(table, (long)count * PeLayout.SectionHeaderSize, $"section table ({count} sections)");
        PeSection[] result = new PeSection[count];
        for (int i = 0; i < count; i++)
            result[i] = ReadSection(table + i * PeLayout.SectionHeaderSize);
        return result;
    }

    private PeSection ReadSection(long at)
    {
        // A name of 8 bytes has no end of its own.
        string name = Encoding.Latin1.GetString(_view.Span(at, 8, "section name").TrimEnd((byte)0));
        // Data that ends behind the file's end is no reason to refuse: the image can be hashed all the same, and whoever
        // reads the section finds out.
        return new PeSection(name,
            VirtualSize: _view.U32(at + 8, "section header"),
            VirtualAddress: _view.U32(at + 12, "section header"),
            RawOffset: _view.U32(at + 20, "section header"),
            RawSize: _view.U32(at + 16, "section header"),
            Characteristics: _view.U32(at + 36, "section header"));
    }

    private PeCertificateTable? ReadCertificateTable()
    {
        PeDirectory entry = Directory(PeLayout.SecurityDirectory);
        if (entry.Address == 0 || entry.Size == 0)
            return null;
        long end = (long)entry.Address + entry.Size;
        if (end > _view.Length)
            throw _view.Bad(SecurityEntryOffset, $"certificate table ends at 0x{end:X}",
                $"at most 0x{_view.Length:X} (the end of the file)");
        if (entry.Address < SecurityEntryOffset + PeLayout.DirectoryEntrySize)
            throw _view.Bad(SecurityEntryOffset, $"certificate table starts at 0x{entry.Address:X}, inside the headers",
                $"an offset behind 0x{SecurityEntryOffset + PeLayout.DirectoryEntrySize:X}");
        return new PeCertificateTable(entry.Address, entry.Size);
    }

    /// <summary>File offset of <paramref name="length"/> bytes at an address relative to the image base.</summary>
    private long OffsetOf(uint rva, long length, string what)
    {
        foreach (PeSection section in Sections)
        {
            long into = (long)rva - section.VirtualAddress;
            if (section.RawOffset != 0 && into >= 0 && into + length <= section.RawSize)
                return section.RawOffset + into;
        }

        // The headers are mapped one to one.
        if (rva + length <= Math.Min(SizeOfHeaders, _view.Length))
            return rva;
        throw _view.Bad(-1, $"{what} at address 0x{rva:X} with {length} bytes",
            "an address inside a section with data");
    }
}
