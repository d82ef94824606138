// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.InteropServices;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// An array of CK_ATTRIBUTE { CK_ULONG type, void *pValue, CK_ULONG ulValueLen } in memory of the library's world; a
/// CK_MECHANISM has the same three fields.
/// </summary>
internal sealed class Pkcs11Template : IDisposable
{
    private static readonly int WordSize = Marshal.SizeOf<CULong>();

    // Packed to one byte on Windows; elsewhere a word is as long as a pointer, so that nothing needs packing.
    private static readonly int EntrySize = WordSize + nint.Size + WordSize;

    private readonly nint _memory;
    private readonly List<nint> _values = [];

    public Pkcs11Template(params ReadOnlySpan<(uint Type, byte[]? Value, int Room)> entries)
    {
        _memory = Marshal.AllocHGlobal(Math.Max(1, EntrySize * entries.Length));
        Count = entries.Length;
        for (int i = 0; i < entries.Length; i++)
        {
            (uint type, byte[]? value, int room) = entries[i];
            int length = value?.Length ?? room;
            nint place = length == 0 ? 0 : Marshal.AllocHGlobal(length);
            if (place != 0)
                _values.Add(place);
            if (value is not null && place != 0)
                Marshal.Copy(value, 0, place, length);
            nint entry = _memory + i * EntrySize;
            WriteWord(entry, type);
            Marshal.WriteIntPtr(entry, WordSize, place);
            WriteWord(entry + WordSize + nint.Size, (nuint)length);
        }
    }

    public nint Address => _memory;

    public int Count { get; }

    public static byte[] Word(uint value)
    {
        byte[] bytes = new byte[WordSize];
        BitConverter.TryWriteBytes(bytes, value);
        return bytes;
    }

    /// <summary>Length that the library wrote for an entry; negative where it says there is no value (all ones).</summary>
    public int Length(int index)
    {
        nint at = _memory + index * EntrySize + WordSize + nint.Size;
        return checked((int)(WordSize == 8 ? Marshal.ReadInt64(at) : Marshal.ReadInt32(at)));
    }

    /// <summary>The value that the library wrote for an entry.</summary>
    public byte[]? Read(int index)
    {
        nint place = Marshal.ReadIntPtr(_memory + index * EntrySize, WordSize);
        int length = Length(index);
        if (length <= 0 || place == 0)
            return null;
        byte[] value = new byte[length];
        Marshal.Copy(place, value, 0, length);
        return value;
    }

    public void Dispose()
    {
        _values.ForEach(Marshal.FreeHGlobal);
        Marshal.FreeHGlobal(_memory);
    }

    private static void WriteWord(nint at, nuint value)
    {
        if (WordSize == 8)
            Marshal.WriteInt64(at, (long)value);
        else
            Marshal.WriteInt32(at, unchecked((int)value));
    }
}
