// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Keys;

/// <summary>What a certificate must have before anything is signed with it.</summary>
public static class CodeSigningCertificate
{
    /// <summary>Keys below this are refused by every authority and by Windows.</summary>
    public const int MinimumRsaBits = 2048;

    /// <summary>Refuses a certificate that no verifier would take for code, before any work has started.</summary>
    public static void ThrowIfUnusable(X509Certificate2 certificate, string source)
    {
        using RSA? key = certificate.GetRSAPublicKey();
        if (key is null)
            throw new UsageException($"{source}: certificate {certificate.Subject} has a key of type " +
                $"{certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value}, expected RSA: " +
                "Windows before 8 verifies no other in drivers and catalogs");
        if (key.KeySize < MinimumRsaBits)
            throw new UsageException($"{source}: certificate {certificate.Subject} has an RSA key of {key.KeySize} bits, " +
                $"expected at least {MinimumRsaBits}");
        IReadOnlyList<string> usages = UsagesOf(certificate);
        if (usages.Count > 0 && !usages.Contains(SigningOids.CodeSigning))
            throw new UsageException($"{source}: certificate {certificate.Subject} is for {string.Join(", ", usages)}, " +
                $"expected the extended key usage code signing ({SigningOids.CodeSigning})");
    }

    /// <summary>Refuses a certificate outside its validity.</summary>
    public static void ThrowIfNotValidAt(X509Certificate2 certificate, DateTimeOffset time, string source)
    {
        DateTimeOffset from = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset until = certificate.NotAfter.ToUniversalTime();
        if (time < from || time > until)
            throw new UsageException($"{source}: certificate {certificate.Subject} is valid from {from:yyyy-MM-dd} to " +
                $"{until:yyyy-MM-dd}, and it is {time.UtcDateTime:yyyy-MM-dd}: renew it, or correct the clock");
    }

    /// <summary>Extended key usages by identifier; empty where the extension is absent (no restriction).</summary>
    public static IReadOnlyList<string> UsagesOf(X509Certificate2 certificate)
    {
        List<string> usages = [];
        foreach (X509Extension extension in certificate.Extensions)
            if (extension is X509EnhancedKeyUsageExtension enhanced)
                foreach (Oid usage in enhanced.EnhancedKeyUsages)
                    if (usage.Value is not null)
                        usages.Add(usage.Value);
        return usages;
    }

    /// <summary>The issuers of a certificate, nearest first, out of a heap; what does not belong is left out.</summary>
    public static IReadOnlyList<X509Certificate2> OrderChain(X509Certificate2 leaf, IEnumerable<X509Certificate2> heap)
    {
        List<X509Certificate2> candidates = [.. heap];
        List<X509Certificate2> chain = [];
        X509Certificate2 at = leaf;
        while (!at.SubjectName.RawData.AsSpan().SequenceEqual(at.IssuerName.RawData))
        {
            X509Certificate2? issuer = candidates.Find(
                c => c.SubjectName.RawData.AsSpan().SequenceEqual(at.IssuerName.RawData));
            if (issuer is null)
                break;
            candidates.Remove(issuer);
            chain.Add(X509CertificateLoader.LoadCertificate(issuer.RawData));
            at = issuer;
        }
        return chain;
    }
}
