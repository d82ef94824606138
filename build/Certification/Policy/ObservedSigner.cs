// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Certification.Data;

namespace PvDrivers.Certification.Policy;

/// <summary>The signature of one file as it was read out of the file, its chain checked by whoever read it.</summary>
/// <param name="Kind">Whose signature it is.</param>
/// <param name="Name">Common name of the signer's certificate; empty where there is none.</param>
/// <param name="Digests">Of every signature on the file, nested ones included.</param>
/// <param name="Windows">The versions a catalog names; empty where that was not read or the file is no catalog.</param>
public sealed record ObservedSigner(SignerKind Kind, string Name, IReadOnlyList<HashAlgorithmName> Digests,
    IReadOnlyList<OsTarget> Windows)
{
    public static ObservedSigner Nobody { get; } = new(SignerKind.None, "", [], []);

    /// <summary>A signature by Microsoft holds for the versions its catalog names.</summary>
    internal bool Covers(OsTarget windows) => Windows.Count == 0 || Windows.Contains(windows);

    public override string ToString() => Kind switch
    {
        SignerKind.None => "no signature",
        SignerKind.Development => $"signature of the development key \"{Name}\"",
        SignerKind.Publisher => $"signature of the publisher \"{Name}\"",
        SignerKind.MicrosoftPreproduction => "Microsoft's preproduction signature",
        SignerKind.MicrosoftAttestation => "Microsoft's attestation signature",
        SignerKind.MicrosoftWhql => "Microsoft's signature after hardware tests",
        _ => $"signature of \"{Name}\", whose root is not known",
    };
}
