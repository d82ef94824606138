// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;

namespace PvDrivers.Fuzz;

/// <summary>Changes files in the ways that break readers. The same random numbers make the same change.</summary>
public sealed class Mutator(Random random)
{
    private const int MostChanges = 8;
    private const int LongestBlock = 64;

    private static readonly uint[] Interesting =
        [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8,
            0xFFFFFFFF];

    /// <param name="input">The file to change; it stays as it is.</param>
    /// <param name="other">Another file of the format, to splice with.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int i = random.Next(1, MostChanges); i > 0 && bytes.Count > 0; i--)
            Change(bytes, other);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = random.Next(bytes.Count);
        switch (random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 or 3:
                WriteNumber(bytes, at);
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(random.Next(1, LongestBlock), bytes.Count - at));
                break;
            case 5:
                bytes.InsertRange(at, Block(bytes));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7 when other.Length > 0:
                Splice(bytes, at, other);
                break;
            default:
                Overwrite(bytes, at, Block(bytes));
                break;
        }
    }

    /// <summary>A field of 1, 2 or 4 bytes gets a number at the edge of something, or a little more or less than it
    /// had.</summary>
    private void WriteNumber(List<byte> bytes, int at)
    {
        int size = 1 << random.Next(3);
        if (at + size > bytes.Count)
            return;
        Span<byte> field = stackalloc byte[4];
        for (int i = 0; i < size; i++)
            field[i] = bytes[at + i];
        uint old = BinaryPrimitives.ReadUInt32LittleEndian(field);
        uint value = random.Next(2) == 0
            ? Interesting[random.Next(Interesting.Length)]
            : unchecked(old + (uint)random.Next(-16, 17));
        BinaryPrimitives.WriteUInt32LittleEndian(field, random.Next(4) == 0 ? BinaryPrimitives.ReverseEndianness(value)
            : value);
        for (int i = 0; i < size; i++)
            bytes[at + i] = field[i];
    }

    private List<byte> Block(List<byte> bytes)
    {
        int from = random.Next(bytes.Count);
        return bytes.GetRange(from, Math.Min(random.Next(1, LongestBlock), bytes.Count - from));
    }

    private static void Overwrite(List<byte> bytes, int at, List<byte> block)
    {
        for (int i = 0; i < block.Count && at + i < bytes.Count; i++)
            bytes[at + i] = block[i];
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        int from = random.Next(other.Length);
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other[from..]);
    }
}
