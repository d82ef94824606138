// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;

namespace PvDrivers.Formats.Pe;

/// <summary>
/// A PE32 or PE32+ image of any machine, read from untrusted bytes. <see cref="Read"/> checks what every use needs
/// (headers, section table, certificate table); the other directories are parsed when asked for, so that an image with
/// a strange resource can still be hashed. Whatever the bytes say, the only exception is MalformedFileException.
/// </summary>
public sealed partial class PeImage
{
    private readonly ByteView _view;
    private readonly long _peOffset;
    private readonly long _directories;
    private readonly PeDirectory[] _directory;

    private PeImage(ReadOnlyMemory<byte> bytes, string file)
    {
        Bytes = bytes;
        _view = new ByteView(bytes, file);
        _peOffset = FindHeader(_view);
        Machine = _view.U16(_peOffset + 4, "machine");
        TimeDateStamp = _view.U32(_peOffset + 8, "time stamp");
        Characteristics = _view.U16(_peOffset + 22, "characteristics");

        IsPe32Plus = ReadMagic();
        SectionAlignment = _view.U32(Optional + PeLayout.SectionAlignment, "section alignment");
        MajorOsVersion = _view.U16(Optional + PeLayout.MajorOsVersion, "OS version");
        MinorOsVersion = _view.U16(Optional + PeLayout.MinorOsVersion, "OS version");
        MajorSubsystemVersion = _view.U16(Optional + PeLayout.MajorSubsystemVersion, "subsystem version");
        MinorSubsystemVersion = _view.U16(Optional + PeLayout.MinorSubsystemVersion, "subsystem version");
        SizeOfImage = _view.U32(Optional + PeLayout.SizeOfImage, "size of image");
        SizeOfHeaders = _view.U32(Optional + PeLayout.SizeOfHeaders, "size of headers");
        CheckSum = _view.U32(CheckSumOffset, "checksum");
        Subsystem = _view.U16(Optional + PeLayout.Subsystem, "subsystem");
        DllCharacteristics = _view.U16(Optional + PeLayout.DllCharacteristics, "DLL characteristics");
        _directories = Optional + (IsPe32Plus ? PeLayout.DirectoriesPe32Plus : PeLayout.DirectoriesPe32);
        _directory = ReadDirectories();
        Sections = ReadSections();
        CertificateTable = ReadCertificateTable();
    }

    /// <summary>The whole file, untouched.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public string File => _view.File;

    public ushort Machine { get; }

    public bool IsPe32Plus { get; }

    public uint TimeDateStamp { get; }

    public ushort Characteristics { get; }

    public ushort MajorOsVersion { get; }

    public ushort MinorOsVersion { get; }

    public ushort Subsystem { get; }

    public ushort MajorSubsystemVersion { get; }

    public ushort MinorSubsystemVersion { get; }

    public ushort DllCharacteristics { get; }

    public uint SectionAlignment { get; }

    public uint SizeOfImage { get; }

    public uint SizeOfHeaders { get; }

    /// <summary>The checksum that the header states; <see cref="ComputeCheckSum"/> gives the true one.</summary>
    public uint CheckSum { get; }

    public IReadOnlyList<PeSection> Sections { get; }

    /// <summary>Null where the image has no certificate table.</summary>
    public PeCertificateTable? CertificateTable { get; }

    private long Optional => _peOffset + PeLayout.OptionalHeader;

    private long CheckSumOffset => Optional + PeLayout.CheckSum;

    private long SecurityEntryOffset => _directories + PeLayout.SecurityDirectory * PeLayout.DirectoryEntrySize;

    private bool HasSecurityEntry => _directory.Length > PeLayout.SecurityDirectory;

    /// <summary>True where the content says PE: "MZ", and "PE\0\0" where the DOS header points.</summary>
    public static bool IsPe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PeLayout.NewHeaderPointer + 4 || !bytes.StartsWith("MZ"u8))
            return false;
        uint at = BinaryPrimitives.ReadUInt32LittleEndian(bytes[PeLayout.NewHeaderPointer..]);
        return at <= bytes.Length - 4 && bytes[(int)at..].StartsWith("PE\0\0"u8);
    }

    public static PeImage Read(ReadOnlyMemory<byte> bytes, string file) => new(bytes, file);

    /// <summary>Data directory by index; (0, 0) where the header has fewer.</summary>
    public PeDirectory Directory(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return index < _directory.Length ? _directory[index] : default;
    }
}
