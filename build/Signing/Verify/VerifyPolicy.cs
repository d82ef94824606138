// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Signing.Verify;

/// <summary>Whom to trust and what to insist on. Nothing is fetched: chains are built from what is given and embedded.</summary>
public sealed record VerifyPolicy
{
    /// <summary>Roots that may stand above a signer.</summary>
    public required IReadOnlyList<X509Certificate2> Roots { get; init; }

    /// <summary>Roots that may stand above a timestamp's signer; with none a timestamp counts for nothing.</summary>
    public IReadOnlyList<X509Certificate2> TimestampRoots { get; init; } = [];

    /// <summary>The time of the verification.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Extended key usages that the signer needs beside code signing, such as WHQL's.</summary>
    public IReadOnlyList<string> RequiredUsages { get; init; } = [];

    /// <summary>For guests that know nothing newer: a file whose every signature is SHA-1 is taken.</summary>
    public bool AllowSha1 { get; init; }

    /// <summary>A signature without a timestamp that holds is refused: it would end with its certificate.</summary>
    public bool RequireTimestamp { get; init; }

    /// <summary>As a kernel loads images: the checksum has to be right.</summary>
    public bool Kernel { get; init; }

    /// <summary>The policy of a file that may be unsigned, but whose signature must hold if it has one.</summary>
    public bool AllowUnsigned { get; init; }
}
