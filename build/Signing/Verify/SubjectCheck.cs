// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Binary;
using System.Security.Cryptography;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Pe;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Verify;

/// <summary>The file against what its signatures say of it, and what no signature covers.</summary>
internal static class SubjectCheck
{
    public static void Run(ReadOnlyMemory<byte> bytes, string name, IReadOnlyList<SignatureInfo> signatures,
        VerifyPolicy policy, List<SignatureFinding> findings)
    {
        switch (SignableKinds.Detect(bytes.Span, name))
        {
            case SignableKind.Image:
                CheckImage(PeImage.Read(bytes, name), name, signatures, policy, findings);
                break;
            case SignableKind.Catalog:
                CheckCatalog(name, signatures, findings);
                break;
            default:
                CheckCabinet(CabFile.Read(bytes, name), name, signatures, findings);
                break;
        }
    }

    private static void CheckImage(PeImage image, string name, IReadOnlyList<SignatureInfo> signatures,
        VerifyPolicy policy, List<SignatureFinding> findings)
    {
        foreach (SignatureInfo signature in signatures.SelectMany(s => s.Flatten()))
            CheckDigest(signature, SigningOids.SpcPeImageData, image.AuthenticodeDigest, image.PageHashes, name, findings);
        if (signatures.Count > 1)
            findings.Add(new SignatureFinding(name, signatures[1].Offset, FindingClass.Structure,
                $"{signatures.Count} entries in the certificate table", "one: Windows looks at no other"));
        if (image.CertificateTable is { } table)
            CheckTable(image, table, name, signatures, findings);
        if (image.CheckSum != image.ComputeCheckSum())
            findings.Add(new SignatureFinding(name, CheckSumOffset(image), FindingClass.Checksum,
                $"checksum 0x{image.CheckSum:X8}", $"0x{image.ComputeCheckSum():X8}", !policy.Kernel));
    }

    private static void CheckCabinet(CabFile cabinet, string name, IReadOnlyList<SignatureInfo> signatures,
        List<SignatureFinding> findings)
    {
        foreach (SignatureInfo signature in signatures.SelectMany(s => s.Flatten()))
            CheckDigest(signature, SigningOids.SpcCabData, cabinet.AuthenticodeDigest, _ => [], name, findings);
        if (signatures.Count != 1)
            return;
        // [MS-CAB], CFHEADER: reserved1 is zero, and so is the number of a cabinet that stands alone. The digest covers neither.
        ReadOnlySpan<byte> bytes = cabinet.Bytes.Span;
        foreach ((int offset, int length) in new[] { (4, 4), (34, 2) })
            if (bytes.Slice(offset, length).IndexOfAnyExcept((byte)0) >= 0)
                findings.Add(new SignatureFinding(name, offset, FindingClass.Appended,
                    $"{Convert.ToHexString(bytes.Slice(offset, length))}, which no signature covers", "zeros"));
        CheckPadding(bytes, signatures[0], bytes.Length, name, findings);
    }

    private static void CheckTable(PeImage image, PeCertificateTable table, string name,
        IReadOnlyList<SignatureInfo> signatures, List<SignatureFinding> findings)
    {
        ReadOnlySpan<byte> bytes = image.Bytes.Span;
        long end = (long)table.Offset + table.Size;
        if (end != bytes.Length)
            findings.Add(new SignatureFinding(name, end, FindingClass.Appended,
                $"{bytes.Length - end} bytes behind the certificate table", "the end of the file"));
        if (signatures.Count != 1)
            return;
        // PE format, "Attribute Certificate Table": WIN_CERT_REVISION_2_0 stands behind the entry's length.
        ushort revision = BinaryPrimitives.ReadUInt16LittleEndian(bytes[checked((int)table.Offset + 4)..]);
        if (revision != 0x0200)
            findings.Add(new SignatureFinding(name, (long)table.Offset + 4, FindingClass.Structure,
                $"certificate revision 0x{revision:X4}", "0x0200"));
        CheckPadding(bytes, signatures[0], end, name, findings);
    }

    // The digest leaves the signature's place out, so whatever stands there behind the signature could be anything.
    private static void CheckPadding(ReadOnlySpan<byte> bytes, SignatureInfo signature, long end, string name,
        List<SignatureFinding> findings)
    {
        int after = checked((int)signature.Offset + signature.Length);
        ReadOnlySpan<byte> padding = bytes[after..checked((int)end)];
        if (padding.Length > 7 || padding.IndexOfAnyExcept((byte)0) >= 0)
            findings.Add(new SignatureFinding(name, after, FindingClass.Appended,
                $"{padding.Length} bytes behind the signature in its place", "at most 7 zero bytes"));
    }

    // e_lfanew, then the PE signature (4), the COFF header (20) and 64 bytes of the optional header, in PE32 and PE32+.
    private static long CheckSumOffset(PeImage image) =>
        (long)BinaryPrimitives.ReadUInt32LittleEndian(image.Bytes.Span[0x3C..]) + 4 + 20 + 64;

    private static void CheckCatalog(string name, IReadOnlyList<SignatureInfo> signatures,
        List<SignatureFinding> findings)
    {
        foreach (SignatureInfo signature in signatures)
        {
            // The digest covers the content octets only, so nothing else vouches for the tag in front of them.
            if (!signature.Data.Content.Span.StartsWith<byte>([0x30]))
                findings.Add(new SignatureFinding(name, signature.Data.Document.OffsetOf(signature.Data.Content),
                    FindingClass.Structure, "a trust list that is no SEQUENCE", "the tag 30"));
            if (signature.ContentType != SigningOids.CertificateTrustList)
                findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.Structure,
                    $"signed content of type {signature.ContentType}", $"{SigningOids.CertificateTrustList} (a catalog)"));
        }
    }

    private static void CheckDigest(SignatureInfo signature, string subject, Func<HashAlgorithmName, byte[]> digest,
        Func<HashAlgorithmName, byte[]> pageHashes, string name, List<SignatureFinding> findings)
    {
        if (signature.Indirect is not { } content || content.Subject != subject)
        {
            findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.Structure,
                $"signed content of type {signature.Indirect?.Subject ?? signature.ContentType}", subject));
            return;
        }
        if (content.DigestAlgorithm is not { } algorithm)
        {
            findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.Structure,
                $"file digest by {content.DigestOid}", "a known digest algorithm"));
            return;
        }
        byte[] actual = digest(algorithm);
        if (!content.Digest.Span.SequenceEqual(actual))
            findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.FileDigest,
                $"{algorithm.Name} {Convert.ToHexString(actual)} of the file",
                $"{Convert.ToHexString(content.Digest.Span)}, which was signed"));
        if (content.PageHashes is { } pages && !pages.Hashes.Span.SequenceEqual(pageHashes(pages.Algorithm)))
            findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.FileDigest,
                "pages that do not match the page hashes", "the pages that were signed"));
    }
}
