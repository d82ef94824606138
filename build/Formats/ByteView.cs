// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;

namespace PvDrivers.Formats;

/// <summary>
/// Little-endian reads that cannot leave the file: each one names what it was after, so that a short file says
/// which structure is missing. Offsets are 64 bits wide; sums of two 32-bit fields of a file cannot wrap.
/// </summary>
internal readonly struct ByteView(ReadOnlyMemory<byte> bytes, string file)
{
    public string File { get; } = file;

    public long Length => bytes.Length;

    public byte U8(long offset, string what) => Span(offset, 1, what)[0];

    public ushort U16(long offset, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Span(offset, 2, what));

    public uint U32(long offset, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Span(offset, 4, what));

    public ulong U64(long offset, string what) => BinaryPrimitives.ReadUInt64LittleEndian(Span(offset, 8, what));

    public ReadOnlySpan<byte> Span(long offset, long length, string what)
    {
        Check(offset, length, what);
        return bytes.Span.Slice((int)offset, (int)length);
    }

    public ReadOnlyMemory<byte> Memory(long offset, long length, string what)
    {
        Check(offset, length, what);
        return bytes.Slice((int)offset, (int)length);
    }

    /// <summary>Bytes up to, not including, the first zero; the zero must stand within <paramref name="limit"/>
    /// bytes.</summary>
    public ReadOnlySpan<byte> ZeroTerminated(long offset, int limit, string what)
    {
        Check(offset, 1, what);
        ReadOnlySpan<byte> rest = bytes.Span[(int)offset..];
        int end = rest[..Math.Min(rest.Length, limit)].IndexOf((byte)0);
        return end >= 0 ? rest[..end]
            : throw Bad(offset, $"{what} without an end", $"a zero byte within {limit} bytes");
    }

    public MalformedFileException Bad(long offset, string found, string expected, Exception? inner = null) =>
        new(File, offset, found, expected, inner);

    private void Check(long offset, long length, string what)
    {
        if (offset < 0 || length < 0 || offset > bytes.Length || length > bytes.Length - offset)
            throw Bad(offset, $"{what} of {length} bytes",
                $"at most 0x{Math.Max(0, bytes.Length - offset):X} bytes (the file ends at 0x{bytes.Length:X})");
    }
}
