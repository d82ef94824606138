// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.IO.Compression;

namespace PvDrivers.Formats.Cab;

/// <summary>CFFOLDER and its CFDATA blocks ([MS-CAB], 2.2 and 2.4).</summary>
internal sealed class CabFolder(long offset, int blocks, int compression, int dataReserve, long cabinetSize)
{
    private const int StoredHeadSize = 5;

    /// <summary>The folder's content, as far as its files reach.</summary>
    public ReadOnlyMemory<byte> Unpack(ByteView view, long need, long limit)
    {
        if (need > limit)
            throw view.Bad(offset, $"a folder that unpacks to {need} bytes or more", $"at most {limit}");
        if ((compression & 15) is not (CabLayout.CompressionNone or CabLayout.CompressionMszip))
            throw view.Bad(offset, $"compression 0x{compression:X} ({NameOf(compression)})", "none or MSZIP");

        // Grows with what is really there, never by what the headers promise.
        using MemoryStream content = new();
        long at = offset;
        for (int i = 0; i < blocks && content.Length < need; i++)
            at = UnpackBlock(view, at, content, last: i == blocks - 1);
        if (content.Length < need)
            throw view.Bad(offset, $"a folder of {content.Length} bytes", $"{need}, where its last file ends");
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    private static string NameOf(int compression) => (compression & 15) switch
    {
        2 => "Quantum",
        3 => "LZX",
        _ => "unknown",
    };

    private long UnpackBlock(ByteView view, long at, MemoryStream content, bool last)
    {
        uint sum = view.U32(at, "data block");
        int packed = view.U16(at + 4, "data block");
        int plain = view.U16(at + 6, "data block");
        long start = at + CabLayout.DataSize + dataReserve;
        if (start + packed > cabinetSize)
            throw view.Bad(at, $"a data block that ends at 0x{start + packed:X}",
                $"at most 0x{cabinetSize:X} (the cabinet's end)");
        ReadOnlySpan<byte> data = view.Span(start, packed, "data block");
        if (plain > CabLayout.BlockSize || (plain < CabLayout.BlockSize && !last))
            throw view.Bad(at + 6, $"a block of {plain} bytes",
                $"{CabLayout.BlockSize}; only a folder's last block may be shorter");

        // Zero says that the writer did not sum; the reserve is summed with the two lengths.
        uint found = CabLayout.CheckSum(view.Span(at + 4, 4 + dataReserve, "data block"), CabLayout.CheckSum(data, 0));
        if (sum != 0 && sum != found)
            throw view.Bad(at, $"data block with the checksum 0x{sum:X8}", $"0x{found:X8}, which its bytes have");

        if ((compression & 15) == CabLayout.CompressionNone)
        {
            if (packed != plain)
                throw view.Bad(at + 4, $"a stored block of {packed} bytes for {plain}", "the same number");
            content.Write(data);
        }
        else
        {
            Inflate(view, start, data, plain, content);
        }

        return start + packed;
    }

    /// <summary>
    /// MS-MCI: "CK" and a deflate stream that may point back into the 32 KiB before it. The runtime's decoder takes no
    /// dictionary, so the block is fed to it behind a stored block (RFC 1951, 3.2.4) that holds what came before.
    /// </summary>
    private static void Inflate(ByteView view, long at, ReadOnlySpan<byte> data, int plain, MemoryStream content)
    {
        if (!data.StartsWith("CK"u8))
            throw view.Bad(at, "an MSZIP block without its mark", "\"CK\"");
        ReadOnlySpan<byte> history = content.GetBuffer().AsSpan(0, (int)content.Length);
        history = history[^Math.Min(history.Length, CabLayout.BlockSize)..];

        byte[] input = new byte[StoredHeadSize + history.Length + data.Length - 2];
        BinaryPrimitives.WriteUInt16LittleEndian(input.AsSpan(1), (ushort)history.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(input.AsSpan(3), (ushort)(~history.Length & 0xFFFF));
        history.CopyTo(input.AsSpan(StoredHeadSize));
        data[2..].CopyTo(input.AsSpan(StoredHeadSize + history.Length));

        // One byte more than there should be, to see an end that comes too late.
        byte[] output = new byte[history.Length + plain + 1];
        int length;
        try
        {
            using DeflateStream inflate = new(new MemoryStream(input), CompressionMode.Decompress);
            length = inflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException wrong)
        {
            throw view.Bad(at, "an MSZIP block that does not inflate", "a deflate stream (RFC 1951)", wrong);
        }

        if (length != history.Length + plain)
            throw view.Bad(at,
                $"an MSZIP block of {(length == output.Length ? "more than " : "")}{Math.Min(length - history.Length, plain)} bytes", $"{plain} bytes");
        content.Write(output, history.Length, plain);
    }
}
