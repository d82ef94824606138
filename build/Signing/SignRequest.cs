// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Timestamps;

namespace PvDrivers.Signing;

/// <summary>How files are to be signed.</summary>
public sealed record SignRequest
{
    public required ISigningKey Key { get; init; }

    /// <summary>
    /// One signature per digest, SHA-1 always outermost because Windows before 8 looks at no other; a catalog takes one.
    /// </summary>
    public IReadOnlyList<HashAlgorithmName> Digests { get; init; } = [HashAlgorithmName.SHA256];

    /// <summary>What Windows shows as the program's name when it asks for consent (signtool /d).</summary>
    public string? Description { get; init; }

    /// <summary>What that name links to (signtool /du).</summary>
    public string? Url { get; init; }

    /// <summary>Adds the digest of each page to the signature of an image (signtool /ph); other kinds have no pages.</summary>
    public bool PageHashes { get; init; }

    /// <summary>Keeps the signatures present and nests the new one in the first of them (signtool /as).</summary>
    public bool Append { get; init; }

    /// <summary>Who confirms the time; null for a signature that ends with its certificate.</summary>
    public ITimestampAuthority? Timestamp { get; init; }
}
