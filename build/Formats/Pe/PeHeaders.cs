// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Pe;

/// <summary>Offsets of the PE/COFF specification, revision 11 ("PE Format"), sections "COFF File Header" to "Section
/// Table".</summary>
internal static class PeLayout
{
    public const int NewHeaderPointer = 0x3C;
    public const int SignatureSize = 4;
    public const int CoffHeaderSize = 20;
    public const int OptionalHeader = SignatureSize + CoffHeaderSize;
    public const ushort Pe32Magic = 0x10B;
    public const ushort Pe32PlusMagic = 0x20B;

    // Offsets inside the optional header that PE32 and PE32+ share.
    public const int SectionAlignment = 32;
    public const int FileAlignment = 36;
    public const int MajorOsVersion = 40;
    public const int MinorOsVersion = 42;
    public const int MajorSubsystemVersion = 48;
    public const int MinorSubsystemVersion = 50;
    public const int SizeOfImage = 56;
    public const int SizeOfHeaders = 60;
    public const int CheckSum = 64;
    public const int Subsystem = 68;
    public const int DllCharacteristics = 70;

    // Where the data directories start: after four stack and heap sizes that are 4 or 8 bytes wide, LoaderFlags, count.
    public const int DirectoriesPe32 = 96;
    public const int DirectoriesPe32Plus = 112;
    public const int DirectoryEntrySize = 8;

    public const int SectionHeaderSize = 40;
    public const int PageSize = 4096;

    public const int ImportDirectory = 1;
    public const int ResourceDirectory = 2;
    public const int SecurityDirectory = 4;
    public const int DebugDirectory = 6;
}

/// <summary>One row of the section table; the name without its padding zeros.</summary>
public sealed record PeSection(
    string Name, uint VirtualSize, uint VirtualAddress, uint RawOffset, uint RawSize, uint Characteristics);

/// <summary>IMAGE_DATA_DIRECTORY. For the certificate table (index 4) the address is a file offset.</summary>
public readonly record struct PeDirectory(uint Address, uint Size);

/// <summary>Where the attribute certificate table lies in the file.</summary>
public sealed record PeCertificateTable(uint Offset, uint Size);

/// <summary>What an image takes from one DLL; an import by ordinal is named "#12".</summary>
public sealed record PeImport(string Dll, IReadOnlyList<string> Names);

/// <summary>CodeView record "RSDS": which PDB belongs to the image.</summary>
public sealed record PeCodeView(Guid Guid, uint Age, string PdbPath);

/// <summary>VS_VERSIONINFO: the fixed part and the strings of its first string table.</summary>
public sealed record PeVersionInfo(
    Version FileVersion, Version ProductVersion, IReadOnlyDictionary<string, string> Strings);
