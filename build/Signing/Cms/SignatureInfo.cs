// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Signing.Cms;

/// <summary>One signature as it stands in a file: what it says, not whether that is true (see the verifier).</summary>
public sealed record SignatureInfo
{
    internal SignatureInfo(SignedData data, SignerInfo signer, ReadOnlyMemory<byte> signedOctets)
    {
        Data = data;
        SignerInfo = signer;
        SignedOctets = signedOctets;
    }

    /// <summary>Offset of the SignedData in the file.</summary>
    public required long Offset { get; init; }

    public required int Length { get; init; }

    /// <summary>True for a signature inside another's nested-signature attribute.</summary>
    public required bool IsNested { get; init; }

    /// <summary><see cref="SigningOids.SpcIndirectData"/>, or <see cref="SigningOids.CertificateTrustList"/> in a catalog.</summary>
    public required string ContentType { get; init; }

    public required string DigestOid { get; init; }

    public required string SignatureOid { get; init; }

    /// <summary>What the signature says about the file; null in a catalog, whose content is signed itself.</summary>
    public required SpcIndirectData? Indirect { get; init; }

    /// <summary>Null where the signer's certificate is not among <see cref="Certificates"/>.</summary>
    public required X509Certificate2? Signer { get; init; }

    public required IReadOnlyList<X509Certificate2> Certificates { get; init; }

    public required SpcOpusInfo? Opus { get; init; }

    public required IReadOnlyList<string> SignedAttributeOids { get; init; }

    public required IReadOnlyList<string> UnsignedAttributeOids { get; init; }

    public required TimestampInfo? Timestamp { get; init; }

    public required IReadOnlyList<SignatureInfo> Nested { get; init; }

    internal SignedData Data { get; }

    internal SignerInfo SignerInfo { get; }

    /// <summary>What the messageDigest attribute is the digest of.</summary>
    internal ReadOnlyMemory<byte> SignedOctets { get; }

    /// <summary>Null where the algorithm is not known here.</summary>
    public HashAlgorithmName? Digest => DigestAlgorithms.FromOid(DigestOid);

    public string? Description => Opus?.Description;

    public string? Url => Opus?.Url;

    /// <summary>Extended key usages of the signer.</summary>
    public IReadOnlyList<string> Usages => Signer is null ? [] : CodeSigningCertificate.UsagesOf(Signer);

    public bool IsDevelopment => Signer is not null && DevelopmentKey.IsDevelopmentCertificate(Signer);

    /// <summary>This signature and those nested in it.</summary>
    public IEnumerable<SignatureInfo> Flatten() => Nested.SelectMany(n => n.Flatten()).Prepend(this);
}

public enum TimestampKind
{
    /// <summary>TimeStampToken of RFC 3161 in attribute 1.3.6.1.4.1.311.3.3.1.</summary>
    Rfc3161,

    /// <summary>PKCS#9 countersignature, what signtool wrote before RFC 3161.</summary>
    CounterSignature,
}

/// <summary>A timestamp as it stands in a signature; the verifier says whether it holds.</summary>
/// <param name="Kind">Which of the two forms.</param>
/// <param name="Time">The time it states.</param>
/// <param name="Offset">Offset in the file.</param>
/// <param name="Encoded">The token or the countersigner's SignerInfo.</param>
public sealed record TimestampInfo(TimestampKind Kind, DateTimeOffset Time, long Offset, ReadOnlyMemory<byte> Encoded);
