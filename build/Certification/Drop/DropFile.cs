// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Drop;

/// <summary>One file of a drop as drop.json lists it. Digests are lower-case hex.</summary>
/// <param name="Path">Relative to the drop, with forward slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of all bytes.</param>
/// <param name="Authenticode">SHA-256 Authenticode digest of a PE image, else null.</param>
public sealed record DropFile(string Path, long Size, string Sha256, string? Authenticode);

/// <summary>Who signed the files of a drop, as read out of the files.</summary>
/// <param name="State">development or release.</param>
/// <param name="Subject">Subject of the signer's certificate.</param>
/// <param name="Thumbprint">SHA-256 of that certificate.</param>
/// <param name="NotAfter">When it expires.</param>
/// <param name="Timestamped">Whether the signatures carry a timestamp, without which they end with the certificate.</param>
public sealed record DropSigner(string State, string Subject, string Thumbprint, DateTimeOffset NotAfter,
    bool Timestamped);
