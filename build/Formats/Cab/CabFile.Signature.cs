// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PvDrivers.Formats.Cab;

/// <summary>
/// Authenticode of cabinets. The header carries a reserve of 20 bytes { 00 00 10 00, offset, length, 8 zeros }; the
/// PKCS#7 follows the cabinet, padded to 8. Microsoft has no public specification: this is what signtool's files show
/// and osslsigncode does alike.
/// </summary>
public sealed partial class CabFile
{
    /// <summary>The PKCS#7 blob, cut to the length that its DER states; null where the cabinet is not signed.</summary>
    public ReadOnlyMemory<byte>? Signature
    {
        get
        {
            if (SignatureRange is not { } range)
                return null;
            ReadOnlyMemory<byte> blob = _view.Memory(range.Offset, range.Length, "signature");
            return Der.TryMeasure(blob.Span, out int length)
                ? blob[..length]
                : throw _view.Bad(range.Offset, "a signature that is not DER", "a SEQUENCE that fits into its place");
        }
    }

    private bool HasSignatureArea => HasReserve
        && _view.U32(CabLayout.ReserveFields, "reserves") == CabLayout.SignatureReserve
        && _view.U32(CabLayout.SignatureMarkOffset, "signature area") == CabLayout.SignatureMark;

    private (long Offset, long Length)? SignatureRange
    {
        get
        {
            if (!HasSignatureArea)
                return null;
            uint offset = _view.U32(CabLayout.SignatureOffset, "signature area");
            uint length = _view.U32(CabLayout.SignatureLength, "signature area");
            return length == 0 ? null : (offset, length);
        }
    }

    /// <summary>
    /// The digest that a signature of this cabinet covers. For an unsigned cabinet it is taken with the signature area
    /// in its header already, as <see cref="WithSignature"/> will write it. Left out: reserved1, the cabinet's number
    /// in its set, the reserve but for its last four bytes.
    /// </summary>
    public byte[] AuthenticodeDigest(HashAlgorithmName algorithm)
    {
        byte[] body = Body();
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(body.AsSpan(0, 4));
        hash.AppendData(body.AsSpan(8, 34 - 8));
        hash.AppendData(body.AsSpan(CabLayout.SignatureAreaEnd - 4));
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// The digest by which a catalog lists this cabinet as it stands: of an unsigned one, all but reserved1 (so it is in
    /// a catalog that Microsoft's makecat made). Signing the cabinet later changes it.
    /// </summary>
    public byte[] CatalogDigest(HashAlgorithmName algorithm)
    {
        if (SignatureRange is not null)
            return AuthenticodeDigest(algorithm);
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(_view.Span(0, 4, "cabinet"));
        hash.AppendData(_view.Span(8, Size - 8, "cabinet"));
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// szOID_ENHANCED_HASH of a catalog's cabinet member: in the one catalog by Microsoft's tool that is known here, the
    /// digest of the four bytes that hold the cabinet's size.
    /// </summary>
    public byte[] EnhancedHash(HashAlgorithmName algorithm) =>
        CryptographicOperations.HashData(algorithm, _view.Span(CabLayout.CabinetSize, 4, "cabinet size"));

    /// <summary>The cabinet with this PKCS#7 in place of any other.</summary>
    public byte[] WithSignature(ReadOnlySpan<byte> pkcs7)
    {
        byte[] body = Body();
        int length = checked(pkcs7.Length + (8 - pkcs7.Length % 8) % 8);
        byte[] result = new byte[checked(body.Length + length)];
        body.CopyTo(result, 0);
        pkcs7.CopyTo(result.AsSpan(body.Length));
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(CabLayout.SignatureOffset), body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(CabLayout.SignatureLength), length);
        return result;
    }

    /// <summary>The cabinet without its signature and without the area for it; an unsigned one as it is.</summary>
    public byte[] WithoutSignature() => HasSignatureArea
        ? Moved(_view.Span(0, Size, "cabinet"), -CabLayout.SignatureAreaSize)
        : Bytes.ToArray();

    /// <summary>The cabinet proper with a signature area in its header, both fields of which are zero.</summary>
    private byte[] Body()
    {
        if (HasReserve && !HasSignatureArea)
            throw _view.Bad(CabLayout.ReserveFields, "a header reserve that is no signature area",
                "none, or the 20 bytes that signing tools write");
        byte[] body = HasSignatureArea
            ? _view.Span(0, Size, "cabinet").ToArray()
            : Moved(_view.Span(0, Size, "cabinet"), CabLayout.SignatureAreaSize);
        body.AsSpan(CabLayout.SignatureOffset, 8).Clear();
        return body;
    }

    /// <summary>Puts the signature area in (or takes it out) behind the fixed header, and moves all offsets with it.</summary>
    private byte[] Moved(ReadOnlySpan<byte> cabinet, int by)
    {
        byte[] result = new byte[checked(cabinet.Length + by)];
        int from = CabLayout.HeaderSize + Math.Max(0, -by);
        int to = CabLayout.HeaderSize + Math.Max(0, by);
        cabinet[..CabLayout.HeaderSize].CopyTo(result);
        cabinet[from..].CopyTo(result.AsSpan(to));
        Add(result, CabLayout.CabinetSize, by);
        Add(result, CabLayout.FilesOffset, by);
        for (int i = 0; i < _folders.Length; i++)
            Add(result, to + i * CabLayout.FolderSize, by);

        Span<byte> flags = result.AsSpan(CabLayout.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(by > 0 ? _flags | CabLayout.FlagReserve
            : _flags & ~CabLayout.FlagReserve));
        if (by > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(CabLayout.ReserveFields),
                CabLayout.SignatureReserve);
            BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(CabLayout.SignatureMarkOffset),
                CabLayout.SignatureMark);
        }

        return result;
    }

    private static void Add(byte[] bytes, int offset, int value)
    {
        Span<byte> field = bytes.AsSpan(offset, 4);
        uint old = BinaryPrimitives.ReadUInt32LittleEndian(field);
        BinaryPrimitives.WriteUInt32LittleEndian(field, unchecked((uint)(old + value)));
    }
}
