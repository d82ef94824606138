// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Cms;
using SignerInfo = PvDrivers.Signing.Cms.SignerInfo;

namespace PvDrivers.Signing.Verify;

/// <summary>The timestamp of a signature, in either of its two forms.</summary>
internal sealed class TimestampCheck(string name, SignatureInfo signature, VerifyPolicy policy,
    List<SignatureFinding> findings)
{
    /// <summary>The time it confirms; null where there is none, or none that holds.</summary>
    public DateTimeOffset? Run()
    {
        if (signature.Timestamp is not { } stamp)
        {
            if (policy.RequireTimestamp)
                Add(signature.Offset, "no timestamp", "one that holds: without it the signature ends with its certificate");
            return null;
        }
        if (policy.TimestampRoots.Count == 0)
        {
            Add(stamp.Offset, "a timestamp, and no root to judge it by", "roots for timestamps", !policy.RequireTimestamp);
            return null;
        }
        int before = findings.Count;
        if (stamp.Kind == TimestampKind.Rfc3161)
            CheckToken(stamp);
        else
            CheckCounterSignature(stamp);
        return findings.Count == before ? stamp.Time : null;
    }

    private void CheckToken(TimestampInfo stamp)
    {
        string? problem = TimestampTokenCheck.Problem(stamp.Encoded, signature.SignerInfo.Signature.Span,
            out X509Certificate2? signer, out IReadOnlyList<X509Certificate2> certificates);
        if (problem is not null || signer is null)
            Add(stamp.Offset, problem ?? "a timestamp token without its signer", "a token that covers this signature");
        else
            CheckChain(stamp, signer, certificates);
    }

    private void CheckCounterSignature(TimestampInfo stamp)
    {
        SignerInfo counter = signature.Data.Document.Decode(stamp.Encoded, "countersignature", SignerInfo.Read);
        X509Certificate2? signer = signature.Certificates.FirstOrDefault(c => SignatureReader.Matches(c, counter));
        // PKCS#9, 5.6: the content that is countersigned is the octets of the signature, and its type is data.
        // Symantec's authority of the 2010s signed the digest without a DigestInfo, and verifiers take that to this day.
        IReadOnlyList<string> problems = SignerCheck.Problems(counter, signature.SignerInfo.Signature.Span,
            "1.2.840.113549.1.7.1", signer, allowBareDigest: true);
        foreach (string problem in problems)
            Add(stamp.Offset, problem, "a countersignature that covers this signature");
        if (problems.Count == 0 && signer is not null)
            CheckChain(stamp, signer, signature.Certificates);
    }

    private void CheckChain(TimestampInfo stamp, X509Certificate2 signer, IReadOnlyList<X509Certificate2> certificates)
    {
        // Countersigners of the years when this form was in use are SHA-1 throughout.
        bool allowSha1 = policy.AllowSha1 || stamp.Kind == TimestampKind.CounterSignature;
        foreach ((_, string found, string expected) in ChainCheck.Run(signer, certificates, policy.TimestampRoots,
                     stamp.Time, SigningOids.TimeStamping, allowSha1))
            Add(stamp.Offset, found, expected);
    }

    private void Add(long offset, string found, string expected, bool isWarning = false) => findings.Add(
        new SignatureFinding(name, offset, FindingClass.Timestamp, $"timestamp: {found}", expected, isWarning));
}

/// <summary>A TimeStampToken against the signature it is to cover (RFC 3161, 2.4.2; RFC 5816).</summary>
internal static class TimestampTokenCheck
{
    /// <summary>Null where the token holds: right imprint, right signature, a signer meant for timestamps.</summary>
    public static string? Problem(ReadOnlyMemory<byte> token, ReadOnlySpan<byte> signature, out X509Certificate2? signer,
        out IReadOnlyList<X509Certificate2> certificates)
    {
        signer = null;
        certificates = [];
        try
        {
            if (!Rfc3161TimestampToken.TryDecode(token, out Rfc3161TimestampToken? decoded, out int consumed)
                || consumed != token.Length)
                return "bytes that are no timestamp token";
            if (DigestAlgorithms.FromOid(decoded.TokenInfo.HashAlgorithmId.Value ?? "") is not { } digest)
                return $"an imprint by {decoded.TokenInfo.HashAlgorithmId.Value}, which is not known";
            byte[] imprint = DigestAlgorithms.Hash(digest, signature);
            if (!decoded.TokenInfo.GetMessageHash().Span.SequenceEqual(imprint))
                return "an imprint of something else";
            X509Certificate2Collection embedded = decoded.AsSignedCms().Certificates;
            certificates = [.. embedded];
            return decoded.VerifySignatureForHash(imprint, digest, out signer, embedded)
                ? null
                : "a token whose signature or signer does not hold";
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException)
        {
            return $"a token that does not decode ({error.Message})";
        }
    }
}
