// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Verify;

/// <summary>One signature: that it was made over its content by its signer, and that the signer is to be trusted.</summary>
internal sealed class SignatureCheck(string name, SignatureInfo signature, VerifyPolicy policy,
    List<SignatureFinding> findings)
{
    private static readonly string[] KnownUnsigned =
        [SigningOids.NestedSignature, SigningOids.Rfc3161Timestamp, SigningOids.CounterSignature];

    public void Run()
    {
        CheckVersions();
        foreach (string problem in SignerCheck.Problems(signature.SignerInfo, signature.SignedOctets.Span,
                     signature.ContentType, signature.Signer))
            Add(FindingClass.Signature, problem, "what the signer signed");
        foreach (string oid in signature.UnsignedAttributeOids.Except(KnownUnsigned))
            findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.Appended,
                $"unsigned attribute {oid}, which no signature covers", "timestamps and nested signatures only", true));
        DateTimeOffset? confirmed = new TimestampCheck(name, signature, policy, findings).Run();
        if (signature.Signer is not null)
            CheckChain(signature.Signer, confirmed);
    }

    private void CheckVersions()
    {
        // PKCS#7 1.5, 9.1 and 9.2: both are 1; Windows takes nothing else here.
        if (signature.Data.Version != 1)
            Add(FindingClass.Structure, $"SignedData version {signature.Data.Version}", "1");
        if (signature.SignerInfo.Version != 1)
            Add(FindingClass.Structure, $"SignerInfo version {signature.SignerInfo.Version}", "1");
        if (!signature.Data.DigestOids.Contains(signature.DigestOid))
            Add(FindingClass.Structure, $"digestAlgorithms {string.Join(", ", signature.Data.DigestOids)}",
                $"the signer's {signature.DigestOid} among them");
        if (signature.Indirect is { } content && content.DigestOid != signature.DigestOid)
            Add(FindingClass.Structure, $"file digest by {content.DigestOid}", $"the signer's {signature.DigestOid}");
    }

    private void CheckChain(X509Certificate2 signer, DateTimeOffset? confirmed)
    {
        // A signer marked "lifetime signing" forbids that a timestamp keeps its signatures alive.
        bool lifetime = signature.Usages.Contains(SigningOids.LifetimeSigning);
        DateTimeOffset time = lifetime ? policy.Time : confirmed ?? policy.Time;
        foreach ((FindingClass problem, string found, string expected) in ChainCheck.Run(signer, signature.Certificates,
                     policy.Roots, time, SigningOids.CodeSigning, policy.AllowSha1))
            Add(problem, found, expected);
        foreach (string usage in policy.RequiredUsages.Except(signature.Usages))
            Add(FindingClass.Usage, $"signer {signer.Subject} with usages {string.Join(", ", signature.Usages)}",
                $"{usage} among them");
    }

    private void Add(FindingClass problem, string found, string expected) =>
        findings.Add(new SignatureFinding(name, signature.Offset, problem,
            signature.IsNested ? $"nested signature: {found}" : found, expected));
}
