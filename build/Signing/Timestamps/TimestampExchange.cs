// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Cms;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Signing.Timestamps;

/// <summary>
/// One question and its answer.
/// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken ContentInfo OPTIONAL } (RFC 3161, 2.4.2)
/// </summary>
internal sealed class TimestampExchange
{
    private readonly byte[] _signature;
    private readonly Rfc3161TimestampRequest _request;

    public TimestampExchange(byte[] signature, HashAlgorithmName digest, byte[] nonce)
    {
        _signature = signature;
        _request = Rfc3161TimestampRequest.CreateFromHash(DigestAlgorithms.Hash(digest, signature), digest, null, nonce,
            requestSignerCertificates: true);
        Request = _request.Encode();
    }

    public byte[] Request { get; }

    /// <summary>The token of a response where all of it holds, else what is wrong.</summary>
    public (byte[]? Token, string Problem) Accept(byte[] response, TimestampOptions options)
    {
        try
        {
            // Checks status, nonce, policy and imprint against the request.
            Rfc3161TimestampToken token = _request.ProcessResponse(response, out int consumed);
            if (consumed != response.Length)
                return (null, $"{response.Length - consumed} bytes behind the response");
            byte[] encoded = TokenOf(response);
            if (TimestampTokenCheck.Problem(encoded, _signature, out X509Certificate2? signer,
                    out IReadOnlyList<X509Certificate2> certificates) is { } problem)
                return (null, problem);
            DateTimeOffset time = token.TokenInfo.Timestamp;
            TimeSpan off = (time - options.Clock.GetUtcNow()).Duration();
            if (off > options.Tolerance)
                return (null, $"a time of {time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, {off.TotalMinutes:0} minutes off this machine's clock");
            return ChainProblem(signer, certificates, time, options) is { } untrusted ? (null, untrusted) : (encoded, "");
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException)
        {
            return (null, $"no timestamp that answers the request ({error.Message})");
        }
    }

    private static string? ChainProblem(X509Certificate2? signer, IReadOnlyList<X509Certificate2> certificates,
        DateTimeOffset time, TimestampOptions options)
    {
        if (signer is null)
            return "a token without its signer's certificate";
        if (time.UtcDateTime > signer.NotAfter.ToUniversalTime() || time.UtcDateTime < signer.NotBefore.ToUniversalTime())
            return $"a signer {signer.Subject} that was not valid at the time it states";
        if (options.Roots.Count == 0)
            return null;
        var problems = ChainCheck.Run(signer, certificates, options.Roots, time, SigningOids.TimeStamping, allowSha1: false);
        return problems.Count == 0 ? null : $"{problems[0].Found}, expected {problems[0].Expected}";
    }

    // The token is taken as it was sent: what the authority signed is not encoded again.
    private static byte[] TokenOf(byte[] response)
    {
        AsnReader outer = new(response, AsnEncodingRules.BER);
        AsnReader sequence = outer.ReadSequence();
        sequence.ReadEncodedValue();
        return sequence.ReadEncodedValue().ToArray();
    }
}
