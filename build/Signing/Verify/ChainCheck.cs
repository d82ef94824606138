// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Cms;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Signing.Verify;

/// <summary>
/// A chain from a certificate to one of the roots given, at a time, for a usage (RFC 5280, 6). No network is used:
/// revocation is not looked up, and no missing issuer is fetched.
/// </summary>
internal static class ChainCheck
{
    public static IReadOnlyList<(FindingClass Class, string Found, string Expected)> Run(X509Certificate2 certificate,
        IReadOnlyList<X509Certificate2> candidates, IReadOnlyList<X509Certificate2> roots, DateTimeOffset time,
        string usage, bool allowSha1)
    {
        if (roots.Count == 0)
            return [(FindingClass.Chain, $"signer {certificate.Subject}", "roots to trust; none were given")];
        List<(FindingClass, string, string)> problems = [];
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        chain.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(candidates.ToArray());
        chain.Build(certificate);
        foreach (X509ChainElement element in chain.ChainElements)
            foreach (X509ChainStatus status in element.ChainElementStatus)
                problems.Add(Describe(element.Certificate, status, time, usage));
        if (problems.Count == 0)
            foreach (X509ChainStatus status in chain.ChainStatus)
                problems.Add(Describe(certificate, status, time, usage));
        CheckLeaf(certificate, usage, problems);
        // The root is trusted for being given, whatever it is signed with.
        foreach (X509ChainElement element in chain.ChainElements.SkipLast(1))
            CheckStrength(element.Certificate, allowSha1, problems);
        foreach (X509ChainElement element in chain.ChainElements)
            element.Certificate.Dispose();
        return [.. problems.Distinct()];
    }

    // X509Chain takes a certificate without the extension for one that may do anything; Windows wants it said.
    private static void CheckLeaf(X509Certificate2 certificate, string usage,
        List<(FindingClass, string, string)> problems)
    {
        if (CodeSigningCertificate.UsagesOf(certificate).Count == 0)
            problems.Add((FindingClass.Usage, $"{certificate.Subject} without extended key usages", NameOf(usage)));
        foreach (X509Extension extension in certificate.Extensions)
            if (extension is X509KeyUsageExtension keyUsage
                && (keyUsage.KeyUsages & (X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation)) == 0)
                problems.Add((FindingClass.Usage, $"{certificate.Subject} with key usage {keyUsage.KeyUsages}",
                    "digital signature"));
    }

    private static void CheckStrength(X509Certificate2 certificate, bool allowSha1,
        List<(FindingClass, string, string)> problems)
    {
        HashAlgorithmName? digest = DigestAlgorithms.SignatureAlgorithm(certificate.SignatureAlgorithm.Value ?? "").Digest;
        bool weak = digest == HashAlgorithmName.MD5 || (digest == HashAlgorithmName.SHA1 && !allowSha1);
        if (weak)
            problems.Add((FindingClass.Weak, $"{certificate.Subject} issued with {digest?.Name}", "SHA-256"));
        using RSA? key = certificate.GetRSAPublicKey();
        int least = allowSha1 ? 1024 : CodeSigningCertificate.MinimumRsaBits;
        if (key is not null && key.KeySize < least)
            problems.Add((FindingClass.Weak, $"{certificate.Subject} with an RSA key of {key.KeySize} bits",
                $"at least {least}"));
    }

    private static (FindingClass, string, string) Describe(X509Certificate2 certificate, X509ChainStatus status,
        DateTimeOffset time, string usage)
    {
        string subject = certificate.Subject;
        return status.Status switch
        {
            X509ChainStatusFlags.NotTimeValid => (FindingClass.Validity,
                $"{subject}, valid {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to " +
                $"{certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}", $"validity at {time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"),
            X509ChainStatusFlags.NotValidForUsage => (FindingClass.Usage, $"{subject}, not for this use", NameOf(usage)),
            X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => (FindingClass.Chain,
                $"{subject}, issued by {certificate.Issuer}", "a chain to a trusted root"),
            _ => (FindingClass.Chain, $"{subject}: {status.Status}", "a chain that holds"),
        };
    }

    private static string NameOf(string usage) => usage switch
    {
        SigningOids.CodeSigning => $"the extended key usage code signing ({usage})",
        SigningOids.TimeStamping => $"the extended key usage time stamping ({usage})",
        _ => $"the extended key usage {usage}",
    };
}
