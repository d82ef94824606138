// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Signing;

/// <summary>
/// Certificates that a signature carries beside the signer's. No digest covers them, so one that was altered, a copy of the
/// root above all, would go unseen while the chain is built from the trusted original.
/// </summary>
public static class EmbeddedCertificates
{
    /// <summary>Subject of the first that is neither the root itself, byte for byte, nor leads to it; null where all do.</summary>
    public static string? Stranger(IEnumerable<X509Certificate2> certificates, X509Certificate2 root)
    {
        X509Certificate2[] all = [.. certificates];
        foreach (X509Certificate2 certificate in all)
        {
            if (certificate.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span))
                continue;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(root);
            chain.ChainPolicy.ExtraStore.AddRange(all);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            // Whether a certificate was in time is asked of the signer, with the timestamp at hand.
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
            if (!chain.Build(certificate))
                return certificate.Subject;
        }
        return null;
    }
}
