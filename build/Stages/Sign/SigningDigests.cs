// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Certification.Data;

namespace PvDrivers.Stages.Sign;

/// <summary>Which digests signatures carry, by certification/signing-policy.json.</summary>
internal static class SigningDigests
{
    public static IReadOnlyList<HashAlgorithmName> Of(CertificationData data, Cell cell, Artifact artifact) =>
        data.SigningPolicy.Digests(cell.Id, artifact);

    /// <summary>One program serves every cell, so it carries what any of them needs.</summary>
    public static IReadOnlyList<HashAlgorithmName> OfPrograms(CertificationData data) =>
        [.. data.Cells.SelectMany(cell => Of(data, cell, Artifact.Exe)).Distinct()];

    public static string Text(CertificationData data, Cell cell) =>
        $"{string.Join('+', Of(data, cell, Artifact.Sys))}/{string.Join('+', Of(data, cell, Artifact.Cat))}";
}
