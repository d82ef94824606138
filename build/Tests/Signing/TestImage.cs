// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;

namespace PvDrivers.Tests.Signing;

/// <summary>Small images made field by field: enough for anything that signs or verifies, nothing that runs.</summary>
internal static class TestImage
{
    private const int HeaderSize = 0x400;

    /// <param name="x64">PE32+ for x64, else PE32 for x86.</param>
    /// <param name="sectionSize">Bytes of .text; a multiple of 512.</param>
    /// <param name="overlay">Bytes behind the last section: an odd count makes the image need padding.</param>
    /// <param name="seed">Chooses the content.</param>
    public static byte[] Make(bool x64 = true, int sectionSize = 0x2200, int overlay = 0, int seed = 1)
    {
        byte[] image = new byte[HeaderSize + sectionSize + overlay];
        new Random(seed).NextBytes(image.AsSpan(HeaderSize));
        "MZ"u8.CopyTo(image);
        Put32(image, 0x3C, 0x80);
        "PE\0\0"u8.CopyTo(image.AsSpan(0x80));
        int directories = x64 ? 112 : 96;
        Put16(image, 0x84, x64 ? 0x8664 : 0x14C);
        Put16(image, 0x86, 1);
        Put16(image, 0x94, directories + 16 * 8);
        Put16(image, 0x96, x64 ? 0x22 : 0x102);
        const int Optional = 0x98;
        Put16(image, Optional, x64 ? 0x20B : 0x10B);
        Put32(image, Optional + 16, 0x1000);
        if (x64)
            Put32(image, Optional + 24, 0x10000);
        else
            Put32(image, Optional + 28, 0x10000);
        Put32(image, Optional + 32, 0x1000);
        Put32(image, Optional + 36, 0x200);
        Put16(image, Optional + 40, 6);
        Put16(image, Optional + 48, 6);
        Put32(image, Optional + 56, 0x1000 + (sectionSize + 0xFFF) / 0x1000 * 0x1000);
        Put32(image, Optional + 60, HeaderSize);
        Put16(image, Optional + 68, 1);
        Put32(image, Optional + directories - 4, 16);
        int section = Optional + directories + 16 * 8;
        ".text"u8.CopyTo(image.AsSpan(section));
        Put32(image, section + 8, sectionSize);
        Put32(image, section + 12, 0x1000);
        Put32(image, section + 16, sectionSize);
        Put32(image, section + 20, HeaderSize);
        Put32(image, section + 36, 0x60000020);
        return image;
    }

    private static void Put16(byte[] image, int at, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), (ushort)value);

    private static void Put32(byte[] image, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(at), value);
}
