// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Numerics;
using System.Runtime.InteropServices;

namespace PvDrivers.Formats.Pe;

/// <summary>
/// The image checksum: the file as 16-bit little-endian words, the checksum field as zero, added with end-around carry,
/// plus the length. Addition with end-around carry is addition modulo 65535, so words may be added two at a time into
/// wide sums and folded once at the end.
/// </summary>
internal static class PeCheckSum
{
    /// <param name="file">The whole file.</param>
    /// <param name="field">Offset of the checksum field.</param>
    public static uint Compute(ReadOnlySpan<byte> file, int field)
    {
        ulong sum = Sum(file);
        // The field may straddle two double words of a file whose PE header is not aligned: take off byte by byte.
        for (int i = field; i < field + 4; i++)
            sum -= (ulong)file[i] << (8 * (i % 4));
        while (sum > 0xFFFF)
            sum = (sum >> 16) + (sum & 0xFFFF);
        return unchecked((uint)sum + (uint)file.Length);
    }

    /// <summary>Sum of the file's double words; 64 bits hold 2^32 of them, more than a span can have.</summary>
    private static ulong Sum(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(file);
        ReadOnlySpan<Vector<uint>> vectors = MemoryMarshal.Cast<uint, Vector<uint>>(words);
        Vector<ulong> low = Vector<ulong>.Zero;
        Vector<ulong> high = Vector<ulong>.Zero;
        foreach (Vector<uint> vector in vectors)
        {
            Vector.Widen(vector, out Vector<ulong> a, out Vector<ulong> b);
            low += a;
            high += b;
        }

        ulong sum = Vector.Sum(low + high);
        foreach (uint word in words[(vectors.Length * Vector<uint>.Count)..])
            sum += word;
        for (int i = words.Length * sizeof(uint); i < file.Length; i++)
            sum += (ulong)file[i] << (8 * (i % 4));
        return sum;
    }
}
