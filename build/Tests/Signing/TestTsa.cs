// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Tests.Signing;

/// <summary>
/// A timestamp authority: right answers, and answers with exactly one fault. TSTInfo and token as RFC 3161, 2.4.2 and
/// RFC 5816 say; made with SignedCms, which none of the code under test uses.
/// </summary>
internal sealed class TestTsa(X509Certificate2 certificate, X509Certificate2 root)
{
    private const string Policy = "1.3.6.1.4.1.311.99.1";
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    public TimeSpan ClockError { get; init; }

    public bool WrongImprint { get; init; }

    public bool WrongNonce { get; init; }

    public LoopbackAnswer Answer(LoopbackRequest request)
    {
        if (!Rfc3161TimestampRequest.TryDecode(request.Body, out Rfc3161TimestampRequest? query, out _))
            return new LoopbackAnswer(400, "text/plain", "not a query"u8.ToArray());
        byte[] imprint = query.GetMessageHash().ToArray();
        if (WrongImprint)
            imprint[0] ^= 1;
        ReadOnlyMemory<byte>? nonce = WrongNonce ? new byte[] { 1, 2, 3 } : query.GetNonce();
        Rfc3161TimestampTokenInfo info = new(new Oid(Policy), query.HashAlgorithmId, imprint,
            RandomNumberGenerator.GetBytes(8), DateTimeOffset.UtcNow + ClockError, nonce: nonce);
        return new LoopbackAnswer(200, "application/timestamp-reply", Response(Sign(info.Encode())));
    }

    private byte[] Sign(byte[] info)
    {
        SignedCms cms = new(new ContentInfo(new Oid(TstInfo), info));
        CmsSigner signer = new(certificate) { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"), IncludeOption = X509IncludeOption.EndCertOnly };
        signer.Certificates.Add(root);
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), EssCertificate()));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    // SigningCertificateV2 ::= SEQUENCE { SEQUENCE OF ESSCertIDv2 { certHash OCTET STRING } }, SHA-256 by default
    private byte[] EssCertificate()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
        return writer.Encode();
    }

    private static byte[] Response(byte[] token)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteInteger(0);
            writer.WriteEncodedValue(token);
        }
        return writer.Encode();
    }
}
