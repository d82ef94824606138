// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PvDrivers.Formats.Pe;

/// <summary>Authenticode digest and page hashes ("Windows Authenticode Portable Executable Signature Format", 2008).</summary>
public sealed partial class PeImage
{
    private static readonly byte[] ZeroPage = new byte[PeLayout.PageSize];

    /// <summary>
    /// Digest of everything that signing leaves alone: not the checksum, not the certificate table, not its directory
    /// entry. Signing pads an image to 8 bytes, so one without a table is digested as if it were padded already.
    /// </summary>
    public byte[] AuthenticodeDigest(HashAlgorithmName algorithm)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        long end = CertificateTable?.Offset ?? _view.Length;
        AppendWithoutSigningFields(hash, end);
        if (CertificateTable is not { } table)
        {
            hash.AppendData(ZeroPage.AsSpan(0, (int)PaddingTo8(_view.Length)));
            return hash.GetHashAndReset();
        }

        // Data that somebody appended behind the table is covered too, or it could be changed unseen.
        long after = (long)table.Offset + table.Size;
        hash.AppendData(_view.Span(after, _view.Length - after, "data behind the certificate table"));
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// Page hashes as signtool and inf2cat write them: entries of {file offset, digest}; first the headers, then each
    /// page of each section that has data, at last the end of that data with a digest of zeros.
    /// </summary>
    public byte[] PageHashes(HashAlgorithmName algorithm)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        using MemoryStream result = new();
        if (SizeOfHeaders < SecurityEntryOffset + PeLayout.DirectoryEntrySize)
            throw _view.Bad(Optional + PeLayout.SizeOfHeaders, $"SizeOfHeaders 0x{SizeOfHeaders:X}",
                "the headers up to the certificate table entry");

        AppendWithoutSigningFields(hash, SizeOfHeaders);
        // The padding does not make up for the 12 bytes left out: 4084 bytes are hashed in all.
        hash.AppendData(ZeroPage.AsSpan(0, (int)Math.Max(0, PeLayout.PageSize - (long)SizeOfHeaders)));
        WritePage(result, 0, hash.GetHashAndReset());

        uint last = 0;
        long budget = _view.Length;
        foreach (PeSection section in Sections.Where(s => s.RawSize != 0 && s.RawOffset != 0))
        {
            // Sections that overlap each other would let a small file ask for any amount of work.
            budget -= section.RawSize;
            if (budget < 0)
                throw _view.Bad(section.RawOffset, $"data of section {section.Name} overlaps another's",
                    "sections one after the other");
            AppendPages(result, hash, section);
            last = checked(section.RawOffset + section.RawSize);
        }

        WritePage(result, last, new byte[hash.HashLengthInBytes]);
        return result.ToArray();
    }

    private static long PaddingTo8(long length) => (8 - length % 8) % 8;

    private static void WritePage(MemoryStream result, uint offset, byte[] digest)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(head, offset);
        result.Write(head);
        result.Write(digest);
    }

    private void AppendPages(MemoryStream result, IncrementalHash hash, PeSection section)
    {
        for (long at = 0; at < section.RawSize; at += PeLayout.PageSize)
        {
            int length = (int)Math.Min(PeLayout.PageSize, section.RawSize - at);
            hash.AppendData(_view.Span(section.RawOffset + at, length, "page"));
            hash.AppendData(ZeroPage.AsSpan(length));
            WritePage(result, (uint)(section.RawOffset + at), hash.GetHashAndReset());
        }
    }

    /// <summary>Appends the file from its start to <paramref name="end"/>, without what signing changes.</summary>
    private void AppendWithoutSigningFields(IncrementalHash hash, long end)
    {
        long checkSumEnd = CheckSumOffset + 4;
        hash.AppendData(_view.Span(0, CheckSumOffset, "headers before the checksum"));
        if (!HasSecurityEntry)
        {
            hash.AppendData(_view.Span(checkSumEnd, end - checkSumEnd, "file behind the checksum"));
            return;
        }

        long entryEnd = SecurityEntryOffset + PeLayout.DirectoryEntrySize;
        hash.AppendData(_view.Span(checkSumEnd, SecurityEntryOffset - checkSumEnd, "headers"));
        hash.AppendData(_view.Span(entryEnd, end - entryEnd, "file behind the certificate table entry"));
    }
}
