// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Certification.Data;
using PvDrivers.Signing.Cms;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Certification.Policy;

/// <summary>
/// Who signed a file, as its own bytes say. A signature counts as Microsoft's only where its chain was verified to a root of
/// Microsoft, which this reader does not do: it knows the development key, and calls every other signer unknown.
/// </summary>
public static class SignerReader
{
    public static ObservedSigner Read(ReadOnlyMemory<byte> bytes, string name)
    {
        IReadOnlyList<SignatureInfo> signatures = SignatureReader.Read(bytes, name);
        if (signatures.Count == 0)
            return ObservedSigner.Nobody;
        List<HashAlgorithmName> digests = [.. signatures.SelectMany(signature => signature.Flatten())
            .Select(signature => signature.Digest).OfType<HashAlgorithmName>().Distinct()];
        bool development = signatures[0].Signer is { } signer && DevelopmentKey.IsDevelopmentCertificate(signer);
        return new ObservedSigner(development ? SignerKind.Development : SignerKind.Unknown,
            signatures[0].Signer?.Subject ?? "a certificate that is not in the file", digests, []);
    }
}
