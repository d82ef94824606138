// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Pe;

/// <summary>What names a PDB: an image that it belongs to carries the same pair in its CodeView record.</summary>
public sealed record PdbIdentity(Guid Guid, uint Age);

/// <summary>
/// Identity of a program database: an MSF 7.00 container (LLVM, "The MSF File Format"), whose stream 1 is the PDB info
/// stream { version, signature, age, GUID } ("The PDB Info Stream").
/// </summary>
public static class PdbFile
{
    private const int InfoStream = 1;
    private const int InfoSize = 28;
    private const uint NoStream = 0xFFFFFFFF;

    private static ReadOnlySpan<byte> Magic => "Microsoft C/C++ MSF 7.00\r\n\u001ADS\0\0\0"u8;

    public static PdbIdentity ReadIdentity(ReadOnlyMemory<byte> bytes, string file)
    {
        ByteView view = new(bytes, file);
        if (!bytes.Span.StartsWith(Magic))
            throw view.Bad(0, "no MSF 7.00 signature", "\"Microsoft C/C++ MSF 7.00\"");
        uint blockSize = view.U32(32, "block size");
        if (blockSize is not (512 or 1024 or 2048 or 4096 or 8192 or 16384 or 32768))
            throw view.Bad(32, $"block size {blockSize}", "a power of two from 512 to 32768");

        Directory directory = new(view, blockSize, view.U32(44, "directory size"), view.U32(52, "block map"));
        uint streams = directory.Word(0);
        if (streams <= InfoStream)
            throw view.Bad(-1, $"{streams} streams", "at least 2, the second holds the identity");
        uint size = directory.Word(1 + InfoStream);
        if (size is NoStream or < InfoSize)
            throw view.Bad(-1, $"an info stream of {(size == NoStream ? 0 : size)} bytes", $"at least {InfoSize}");

        uint before = directory.Word(1);
        long blocksBefore = before == NoStream ? 0 : (before + (long)blockSize - 1) / blockSize;
        long start = (long)directory.Word(1 + (long)streams + blocksBefore) * blockSize;
        return new PdbIdentity(new Guid(view.Span(start + 12, 16, "PDB GUID")), view.U32(start + 8, "PDB age"));
    }

    /// <summary>The stream directory: words scattered over blocks whose numbers stand in one block map.</summary>
    private readonly struct Directory(ByteView view, uint blockSize, uint size, uint map)
    {
        public uint Word(long index)
        {
            long at = index * sizeof(uint);
            if (at + sizeof(uint) > size)
                throw view.Bad(44, $"a directory of {size} bytes", $"at least {at + sizeof(uint)}");
            long entry = (long)map * blockSize + at / blockSize * sizeof(uint);
            long block = view.U32(entry, "block of the stream directory");
            return view.U32(block * blockSize + at % blockSize, "stream directory");
        }
    }
}
