// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.InteropServices;

namespace PvDrivers.Formats.Cab;

/// <summary>Offsets and flags of [MS-CAB], section 2.</summary>
internal static class CabLayout
{
    public const uint Signature = 0x4643534D;
    public const int HeaderSize = 36;
    public const int ReserveFieldsSize = 4;
    public const int FolderSize = 8;
    public const int FileSize = 16;
    public const int DataSize = 8;
    public const int BlockSize = 32768;
    public const int LongestName = 256;

    // CFHEADER
    public const int CabinetSize = 8;
    public const int FilesOffset = 16;
    public const int FolderCount = 26;
    public const int FileCount = 28;
    public const int Flags = 30;
    public const int ReserveFields = 36;
    public const ushort FlagPrevious = 1;
    public const ushort FlagNext = 2;
    public const ushort FlagReserve = 4;

    // CFFILE
    public const ushort AttributeArchive = 0x20;
    public const ushort AttributeNameIsUtf = 0x80;

    // typeCompress, low four bits
    public const int CompressionNone = 0;
    public const int CompressionMszip = 1;

    /// <summary>MS-MCI: a block starts with "CK"; a stored block of 32 KiB is 7 bytes longer than its data.</summary>
    public const int MszipOverhead = 7;

    // The area by which signing tools say where the signature is: a header reserve of 20 bytes.
    public const int SignatureReserve = 20;
    public const int SignatureAreaSize = ReserveFieldsSize + SignatureReserve;
    public const uint SignatureMark = 0x00100000;
    public const int SignatureMarkOffset = 40;
    public const int SignatureOffset = 44;
    public const int SignatureLength = 48;
    public const int SignatureAreaEnd = HeaderSize + SignatureAreaSize;

    /// <summary>[MS-CAB] 3.1: double words added without carry; what is left over counts from its high byte down.</summary>
    public static uint CheckSum(ReadOnlySpan<byte> data, uint seed)
    {
        ReadOnlySpan<ulong> wide = MemoryMarshal.Cast<byte, ulong>(data);
        ulong sum = 0;
        foreach (ulong word in wide)
            sum ^= word;
        uint result = seed ^ unchecked((uint)sum) ^ (uint)(sum >> 32);
        data = data[(wide.Length * sizeof(ulong))..];
        if (data.Length >= sizeof(uint))
        {
            result ^= MemoryMarshal.Read<uint>(data);
            data = data[sizeof(uint)..];
        }

        uint rest = 0;
        foreach (byte value in data)
            rest = (rest << 8) | value;
        return result ^ rest;
    }
}
