// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Formats.Cat;

/// <summary>A file that a catalog shall list. Its digests are Authenticode's for PE and CAB, plain ones else.</summary>
/// <param name="Name">Name or path relative to the package; the catalog takes its last part in lower case.</param>
/// <param name="Kind">How it was digested.</param>
/// <param name="Sha1">SHA-1 digest: 20 bytes.</param>
/// <param name="Sha256">SHA-256 digest: 32 bytes.</param>
public sealed record CatalogSubject(string Name, SubjectKind Kind, ReadOnlyMemory<byte> Sha1,
    ReadOnlyMemory<byte> Sha256)
{
    /// <summary>SHA-1 page hashes, which a V1 catalog carries; empty for none.</summary>
    public ReadOnlyMemory<byte> PageHashesSha1 { get; init; }

    /// <summary>SHA-256 page hashes, which a V2 catalog carries; empty for none.</summary>
    public ReadOnlyMemory<byte> PageHashesSha256 { get; init; }

    /// <summary>szOID_ENHANCED_HASH of a cabinet in a V1 catalog; empty for none.</summary>
    public ReadOnlyMemory<byte> EnhancedHashSha1 { get; init; }

    /// <summary>szOID_ENHANCED_HASH of a cabinet in a V2 catalog; empty for none.</summary>
    public ReadOnlyMemory<byte> EnhancedHashSha256 { get; init; }

    /// <summary>Digests a file by its content: PE by "MZ" and "PE\0\0", cabinet by "MSCF", all else flat.</summary>
    public static CatalogSubject FromFile(string name, ReadOnlyMemory<byte> bytes, bool pageHashes = false)
    {
        if (PeImage.IsPe(bytes.Span))
        {
            PeImage image = PeImage.Read(bytes, name);
            return new CatalogSubject(name, SubjectKind.Pe,
                image.AuthenticodeDigest(HashAlgorithmName.SHA1), image.AuthenticodeDigest(HashAlgorithmName.SHA256))
            {
                PageHashesSha1 = pageHashes ? image.PageHashes(HashAlgorithmName.SHA1) : default,
                PageHashesSha256 = pageHashes ? image.PageHashes(HashAlgorithmName.SHA256) : default,
            };
        }

        if (CabFile.IsCab(bytes.Span))
        {
            CabFile cabinet = CabFile.Read(bytes, name);
            return new CatalogSubject(name, SubjectKind.Cab,
                cabinet.CatalogDigest(HashAlgorithmName.SHA1), cabinet.CatalogDigest(HashAlgorithmName.SHA256))
            {
                EnhancedHashSha1 = cabinet.EnhancedHash(HashAlgorithmName.SHA1),
                EnhancedHashSha256 = cabinet.EnhancedHash(HashAlgorithmName.SHA256),
            };
        }

        return new CatalogSubject(name, SubjectKind.Flat, SHA1.HashData(bytes.Span), SHA256.HashData(bytes.Span));
    }
}

/// <summary>What a catalog is made of; the same request gives the same bytes.</summary>
public sealed record CatalogRequest
{
    public required IReadOnlyList<CatalogSubject> Files { get; init; }

    /// <summary>Names as Inf2Cat's /os: takes them; empty for a catalog without OS attributes, as makecat makes
    /// them.</summary>
    public required IReadOnlyList<string> OsNames { get; init; }

    /// <summary>Hardware ids in INF order, as HWID1, HWID2 ...; lower case and without a leading '*' already.</summary>
    public IReadOnlyList<string> HardwareIds { get; init; } = [];

    /// <summary>thisUpdate; whole seconds count.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>16 bytes; null derives them from the content, see <see cref="CatalogBuilder"/>.</summary>
    public ReadOnlyMemory<byte>? ListIdentifier { get; init; }

    /// <summary>Null lets the OS names decide, as Inf2Cat does; a catalog without OS names is V2.</summary>
    public CatalogVersion? Version { get; init; }

    /// <summary>Writes SpcLink with the text that hosts older than Windows 8 put there.</summary>
    public bool LegacySpcLink { get; init; }
}
