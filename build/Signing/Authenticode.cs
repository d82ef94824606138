// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Pe;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing;

/// <summary>
/// Signs images, catalogs and cabinets in memory. Bytes outside the signature never change, but for the fields that
/// describe it; the same file, key and request give the same bytes unless a timestamp is asked for.
/// </summary>
public static class Authenticode
{
    /// <param name="file">The file's bytes; not changed.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="request">Key, digests and the rest.</param>
    public static byte[] Sign(byte[] file, string name, SignRequest request)
    {
        IReadOnlyList<HashAlgorithmName> digests = CheckedDigests(name, request);
        return SignableKinds.Detect(file, name) switch
        {
            SignableKind.Image => SignImage(file, name, request, digests),
            SignableKind.Catalog => SignCatalog(file, name, request, digests),
            _ => SignCabinet(file, name, request, digests),
        };
    }

    /// <summary>The file without any signature; an unsigned file comes back equal.</summary>
    public static byte[] Remove(byte[] file, string name) => SignableKinds.Detect(file, name) switch
    {
        SignableKind.Image => ReadForSigning(file, name).WithoutSignature(),
        SignableKind.Catalog => RemoveFromCatalog(file, name),
        _ => CabFile.Read(file, name).WithoutSignature(),
    };

    private static byte[] SignImage(byte[] file, string name, SignRequest request,
        IReadOnlyList<HashAlgorithmName> digests)
    {
        PeImage image = ReadForSigning(file, name);
        IReadOnlyList<ReadOnlyMemory<byte>> present = request.Append ? image.Signatures() : [];
        if (present.Count > 1)
            throw new MalformedFileException(name, image.CertificateTable is { } table ? table.Offset : -1,
                $"{present.Count} separate entries in the certificate table", "one, to append to");
        List<byte[]> made = [];
        foreach (HashAlgorithmName digest in digests)
            made.Add(SignContent(SigningOids.SpcIndirectData, SpcIndirectData.EncodeForImage(digest,
                image.AuthenticodeDigest(digest), request.PageHashes ? image.PageHashes(digest) : null),
                name, digest, request));
        return image.WithSignature(Join(name, present, made));
    }

    private static byte[] SignCabinet(byte[] file, string name, SignRequest request,
        IReadOnlyList<HashAlgorithmName> digests)
    {
        CabFile cabinet = CabFile.Read(file, name);
        IReadOnlyList<ReadOnlyMemory<byte>> present = request.Append && cabinet.Signature is { } old ? [old] : [];
        List<byte[]> made = [];
        foreach (HashAlgorithmName digest in digests)
            made.Add(SignContent(SigningOids.SpcIndirectData,
                SpcIndirectData.EncodeForCabinet(digest, cabinet.AuthenticodeDigest(digest)), name, digest, request));
        return cabinet.WithSignature(Join(name, present, made));
    }

    private static byte[] SignCatalog(byte[] file, string name, SignRequest request,
        IReadOnlyList<HashAlgorithmName> digests)
    {
        SignedData catalog = ReadCatalog(file, name);
        if (digests.Count > 1)
            throw new UsageException($"{name}: a catalog takes one signature, {digests.Count} digests were asked for: " +
                "Windows looks at the first only and tools have damaged catalogs that carried two");
        if (request.Append && catalog.SignerInfos.Count > 0)
            throw new UsageException($"{name}: a catalog takes one signature and this one is signed already: " +
                "sign it anew without append, or keep the signature it has");
        return SignatureBuilder.Sign(catalog.ContentInfoEncoded.Span, catalog.ContentType, catalog.ContentOctets.Span,
            digests[0], request);
    }

    private static byte[] RemoveFromCatalog(byte[] file, string name)
    {
        byte[] emptySet = [0x31, 0x00];
        return ReadCatalog(file, name).EncodeWith(emptySet, default, default, []);
    }

    private static SignedData ReadCatalog(byte[] file, string name)
    {
        SignedData data = SignedData.Decode(name, file, 0);
        return data.ContentType == SigningOids.CertificateTrustList && !data.Content.IsEmpty
            ? data
            : throw new MalformedFileException(name, data.Document.OffsetOf(data.ContentInfoEncoded),
                $"signed content of type {data.ContentType}", $"{SigningOids.CertificateTrustList} (a catalog)");
    }

    // Data behind the certificate table would change its place, and with it the digest of the image.
    private static PeImage ReadForSigning(byte[] file, string name)
    {
        PeImage image = PeImage.Read(file, name);
        if (image.CertificateTable is { } table && (long)table.Offset + table.Size != file.Length)
            throw new MalformedFileException(name, (long)table.Offset + table.Size,
                $"{file.Length - ((long)table.Offset + table.Size)} bytes behind the certificate table",
                "the certificate table at the end of the file");
        return image;
    }

    private static byte[] SignContent(string contentType, byte[] content, string name, HashAlgorithmName digest,
        SignRequest request)
    {
        DerDocument document = new(name, content, 0);
        return SignatureBuilder.Sign(SignatureBuilder.EncodeContentInfo(contentType, content), contentType,
            document.ContentOf(content).Span, digest, request);
    }

    private static byte[] Join(string name, IReadOnlyList<ReadOnlyMemory<byte>> present, List<byte[]> made)
    {
        byte[] outer = present.Count > 0 ? present[0].ToArray() : made[0];
        List<byte[]> nested = present.Count > 0 ? made : made[1..];
        return nested.Count == 0 ? outer : SignatureBuilder.Nest(name, outer, nested);
    }

    private static List<HashAlgorithmName> CheckedDigests(string name, SignRequest request)
    {
        if (request.Digests.Count == 0 || request.Digests.Distinct().Count() != request.Digests.Count)
            throw new UsageException($"{name}: {request.Digests.Count} digests given to sign with, expected one or more, " +
                "each once");
        foreach (HashAlgorithmName digest in request.Digests)
            if (digest == HashAlgorithmName.MD5 || !request.Key.Supports(digest))
                throw new UsageException($"{name}: not signable with this key: {request.Key.Description} makes no " +
                    $"{digest.Name} signatures");
        return [.. request.Digests.OrderBy(d => DigestAlgorithms.SizeOf(d))];
    }
}
