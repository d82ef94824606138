// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;

namespace PvDrivers.Formats.Pe;

/// <summary>The attribute certificate table: reading its entries, replacing it, taking it off.</summary>
public sealed partial class PeImage
{
    private const int CertificateHeaderSize = 8;
    private const ushort CertificateRevision2 = 0x0200;
    private const ushort TypePkcsSignedData = 0x0002;

    public uint ComputeCheckSum() => PeCheckSum.Compute(Bytes.Span, (int)CheckSumOffset);

    /// <summary>
    /// The PKCS#7 blobs of the table in file order, each cut to the length that its DER states (an entry's own length
    /// may count padding). Entries of other types are passed over.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Signatures()
    {
        List<ReadOnlyMemory<byte>> found = [];
        if (CertificateTable is not { } table)
            return found;
        long end = (long)table.Offset + table.Size;
        // PE format, "Attribute Certificate Table": each entry starts on an 8-byte boundary, counted from the table.
        for (long at = table.Offset; end - at >= CertificateHeaderSize;)
        {
            uint length = _view.U32(at, "certificate entry");
            if (length < CertificateHeaderSize || length > end - at)
                throw _view.Bad(at, $"certificate entry of {length} bytes",
                    $"8 to {end - at} bytes (the table ends at 0x{end:X})");
            if (_view.U16(at + 6, "certificate type") == TypePkcsSignedData)
                found.Add(ExactDer(at + CertificateHeaderSize, length - CertificateHeaderSize));
            at += length + PaddingTo8(length);
        }

        return found;
    }

    /// <summary>The image with this PKCS#7 as its only certificate entry, and a true checksum.</summary>
    public byte[] WithSignature(ReadOnlySpan<byte> pkcs7)
    {
        if (!HasSecurityEntry)
            throw _view.Bad(_directories - 4, $"{_directory.Length} data directories",
                "at least 5, the fifth names the certificate table");
        int body = BodyLength();
        int offset = checked(body + (int)PaddingTo8(body));
        int entry = checked(CertificateHeaderSize + pkcs7.Length);
        entry = checked(entry + (int)PaddingTo8(entry));
        byte[] result = new byte[checked(offset + entry)];
        CopyBody(result);

        Span<byte> head = result.AsSpan(offset);
        BinaryPrimitives.WriteInt32LittleEndian(head, entry);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], CertificateRevision2);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], TypePkcsSignedData);
        pkcs7.CopyTo(head[CertificateHeaderSize..]);
        Finish(result, (uint)offset, (uint)entry);
        return result;
    }

    /// <summary>
    /// The image without its certificate table, and with a true checksum. Bytes that signing added to reach a multiple
    /// of 8 stay: nothing tells them from the file's own, and the digest is the same with them.
    /// </summary>
    public byte[] WithoutSignature()
    {
        if (CertificateTable is null)
            return Bytes.ToArray();
        byte[] result = new byte[BodyLength()];
        CopyBody(result);
        Finish(result, 0, 0);
        return result;
    }

    private int BodyLength() => checked((int)(_view.Length - (CertificateTable?.Size ?? 0)));

    /// <summary>Copies all but the certificate table; data behind the table moves up to its place.</summary>
    private void CopyBody(Span<byte> result)
    {
        ReadOnlySpan<byte> source = Bytes.Span;
        if (CertificateTable is not { } table)
        {
            source.CopyTo(result);
            return;
        }

        int offset = (int)table.Offset;
        source[..offset].CopyTo(result);
        source[(offset + (int)table.Size)..].CopyTo(result[offset..]);
    }

    private void Finish(Span<byte> result, uint tableOffset, uint tableSize)
    {
        Span<byte> entry = result[(int)SecurityEntryOffset..];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, tableOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], tableSize);
        int field = (int)CheckSumOffset;
        BinaryPrimitives.WriteUInt32LittleEndian(result[field..], PeCheckSum.Compute(result, field));
    }

    private ReadOnlyMemory<byte> ExactDer(long at, long room)
    {
        ReadOnlyMemory<byte> content = _view.Memory(at, room, "PKCS#7 of the certificate entry");
        return Der.TryMeasure(content.Span, out int length)
            ? content[..length]
            : throw _view.Bad(at, "a certificate entry that is not DER", "a SEQUENCE that fits into its entry");
    }
}
