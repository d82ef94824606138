// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;
using Azure.Core;

namespace PvDrivers.Signing.Keys;

/// <summary>Which key of which vault, and how patiently it is asked.</summary>
public sealed record KeyVaultOptions
{
    /// <summary>Address of the vault, such as https://name.vault.azure.net.</summary>
    public required Uri Vault { get; init; }

    public required string Certificate { get; init; }

    /// <summary>Version of the certificate; null for the current one.</summary>
    public string? Version { get; init; }

    /// <summary>Who asks; null for what the environment offers (workload, managed identity, az login, AZURE_* variables).</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>Issuers of the certificate: a vault gives the signer's certificate only.</summary>
    public IReadOnlyList<X509Certificate2> Issuers { get; init; } = [];

    public int Attempts { get; init; } = 5;

    /// <summary>Wait before the second try, doubled for each one after, unless the vault says how long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public CancellationToken Cancellation { get; init; }
}
