// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Certification.Data;
using PvDrivers.Formats.Cat;
using PvDrivers.Signing;
using PvDrivers.Signing.Cms;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Certification.Policy;

/// <summary>
/// Reads who signed a file, so that <see cref="SigningStatus"/> can say what that is worth on a guest.
/// </summary>
public static class SignerObserver
{
    /// <summary>
    /// Whose signature a .sys, .exe, .cat or .cab carries. A file that breaks its format is a malformed file; a
    /// signature that does not hold is of unknown origin, whatever its certificate says.
    /// </summary>
    public static ObservedSigner Observe(ReadOnlyMemory<byte> bytes, string name, SignerTrust trust)
    {
        SignatureInfo[] signatures = [.. SignatureReader.Read(bytes, name)
            .SelectMany(signature => signature.Flatten())];
        if (signatures.Length == 0)
            return ObservedSigner.Nobody;
        HashAlgorithmName[] digests = [.. signatures.Select(signature => signature.Digest).OfType<HashAlgorithmName>()
            .Distinct()];
        string signer = signatures[0].Signer?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) ?? "";
        return new ObservedSigner(Classify(bytes, name, signatures, trust), signer, digests, WindowsOf(bytes, name));
    }

    private static SignerKind Classify(ReadOnlyMemory<byte> bytes, string name, SignatureInfo[] signatures,
        SignerTrust trust)
    {
        // The signature that counts is one of ours: on a file with several, all must be of the same origin.
        if (signatures.All(signature => signature.IsDevelopment))
            return SignerKind.Development;
        if (Holds(bytes, name, trust.Microsoft, trust)
            && signatures.All(signature => signature.Usages.Contains(SigningOids.WhqlDriver)
            || signature.Usages.Contains(SigningOids.AttestedDriver)))
            // An attested certificate may carry both usages; the weaker one decides.
            return signatures.Any(signature => signature.Usages.Contains(SigningOids.AttestedDriver))
                ? SignerKind.MicrosoftAttestation
                : SignerKind.MicrosoftWhql;
        if (Holds(bytes, name, trust.MicrosoftPreproduction, trust))
            return SignerKind.MicrosoftPreproduction;
        return Holds(bytes, name, trust.Publishers, trust) ? SignerKind.Publisher : SignerKind.Unknown;
    }

    private static bool Holds(ReadOnlyMemory<byte> bytes, string name, IReadOnlyList<X509Certificate2> roots,
        SignerTrust trust) =>
        roots.Count > 0 && SignatureVerifier.Verify(bytes, name, new VerifyPolicy
        {
            Roots = roots,
            TimestampRoots = trust.Timestamps,
            Time = trust.Time,
            // Whether a guest takes SHA-1 is for the policy to say, not for the question who signed.
            AllowSha1 = true,
        }).Accepted;

    /// <summary>The versions that the members of a catalog name, <c>2:6.1,2:10.0</c>; none for other files.</summary>
    private static IReadOnlyList<OsTarget> WindowsOf(ReadOnlyMemory<byte> bytes, string name)
    {
        if (SignableKinds.TryDetect(bytes.Span) != SignableKind.Catalog)
            return [];
        SortedSet<OsTarget> windows = [];
        foreach (CatalogMember member in CatalogFile.Read(bytes, name).Catalog.Members)
            foreach (string version in (member.OsAttr ?? "").Split(','))
                if (version.StartsWith("2:", StringComparison.Ordinal)
                    && OsTarget.TryParse(version[2..], out OsTarget os))
                    windows.Add(os);
        return [.. windows];
    }
}
