// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Signing.Timestamps;

/// <summary>Which authorities to ask, how patiently, and when to believe them.</summary>
public sealed record TimestampOptions
{
    /// <summary>Asked in this order; the one that answered last is asked first the next time.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>Digest of the imprint: SHA-256 for signatures of any digest, since authorities refuse SHA-1 today.</summary>
    public HashAlgorithmName Digest { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>Roots that must stand above the authority; with none its certificate is not judged.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; init; } = [];

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Tries with one server before the next is asked.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the second try; doubled for each one after.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How far a confirmed time may be from this machine's clock.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(15);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public CancellationToken Cancellation { get; init; }
}
