// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Certification.Policy;

/// <summary>
/// Whose roots say who somebody is. A signature is Microsoft's or a publisher's only when it holds up to one of these;
/// a certificate's own words are never believed upwards. Without roots every such signature is of unknown origin.
/// </summary>
public sealed record SignerTrust
{
    /// <summary>No roots at all, so that no time is needed either.</summary>
    public static SignerTrust None { get; } = new() { Time = DateTimeOffset.UnixEpoch };

    public IReadOnlyList<X509Certificate2> Microsoft { get; init; } = [];

    public IReadOnlyList<X509Certificate2> MicrosoftPreproduction { get; init; } = [];

    /// <summary>Public authorities that issue code signing certificates to publishers.</summary>
    public IReadOnlyList<X509Certificate2> Publishers { get; init; } = [];

    public IReadOnlyList<X509Certificate2> Timestamps { get; init; } = [];

    /// <summary>The time of the reading.</summary>
    public required DateTimeOffset Time { get; init; }
}
