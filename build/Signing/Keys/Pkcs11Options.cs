// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Signing.Keys;

/// <summary>Which key of which token, and through which library.</summary>
public sealed record Pkcs11Options
{
    /// <summary>The vendor's library, such as /usr/lib/softhsm/libsofthsm2.so.</summary>
    public required string Module { get; init; }

    /// <summary>Label of the token; null where only one is present.</summary>
    public string? Token { get; init; }

    /// <summary>Label (CKA_LABEL) of the private key; null to choose by <see cref="KeyId"/>, or the only one.</summary>
    public string? KeyLabel { get; init; }

    /// <summary>Id (CKA_ID) of the private key in hexadecimal.</summary>
    public string? KeyId { get; init; }

    public required Secret Pin { get; init; }

    /// <summary>The signer's certificate; null where it lies on the token with the key's id.</summary>
    public X509Certificate2? Certificate { get; init; }

    public IReadOnlyList<X509Certificate2> Issuers { get; init; } = [];
}
