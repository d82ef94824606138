// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Verify;

/// <summary>
/// Says whether the signatures of an image, catalog or cabinet hold. Whatever the bytes are, the answer is findings and
/// never an exception.
/// </summary>
public static class SignatureVerifier
{
    public static VerifyResult Verify(ReadOnlyMemory<byte> bytes, string name, VerifyPolicy policy)
    {
        List<SignatureFinding> findings = [];
        IReadOnlyList<SignatureInfo> signatures = [];
        try
        {
            signatures = SignatureReader.Read(bytes, name);
            if (signatures.Count == 0 && !policy.AllowUnsigned)
                findings.Add(new SignatureFinding(name, -1, FindingClass.Unsigned, "no signature", "a signature"));
            foreach (SignatureInfo signature in signatures.SelectMany(s => s.Flatten()))
                new SignatureCheck(name, signature, policy, findings).Run();
            CheckStrength(name, signatures, policy, findings);
            SubjectCheck.Run(bytes, name, signatures, policy, findings);
        }
        catch (MalformedFileException error)
        {
            findings.Add(new SignatureFinding(name, error.Offset, FindingClass.Structure, error.Found, error.Expected));
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException or OverflowException)
        {
            // Certificates are decoded by the platform, which has its own ways to say that one is broken.
            findings.Add(new SignatureFinding(name, -1, FindingClass.Structure,
                $"a structure that does not decode ({error.Message})", "a well-formed signature"));
        }
        return new VerifyResult([.. findings.OrderBy(f => f.IsWarning)], signatures);
    }

    // A SHA-1 signature beside a stronger one is there for old guests; newer ones look at the other.
    private static void CheckStrength(string name, IReadOnlyList<SignatureInfo> signatures, VerifyPolicy policy,
        List<SignatureFinding> findings)
    {
        List<SignatureInfo> all = [.. signatures.SelectMany(s => s.Flatten())];
        foreach (SignatureInfo signature in all)
            if (signature.Digest == HashAlgorithmName.MD5)
                findings.Add(new SignatureFinding(name, signature.Offset, FindingClass.Weak, "a signature over MD5",
                    "SHA-256"));
        if (all.Count > 0 && !policy.AllowSha1 && all.All(s => s.Digest == HashAlgorithmName.SHA1))
            findings.Add(new SignatureFinding(name, all[0].Offset, FindingClass.Weak, "signatures over SHA-1 only",
                "one over SHA-256 at least"));
    }
}
