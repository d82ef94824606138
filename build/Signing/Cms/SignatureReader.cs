// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Signing.Cms;

/// <summary>Reads the signatures of an image, a catalog or a cabinet; a file that breaks its format is a malformed file.</summary>
public static class SignatureReader
{
    /// <summary>The outer signatures of a file in their order; none where it is unsigned.</summary>
    public static IReadOnlyList<SignatureInfo> Read(ReadOnlyMemory<byte> bytes, string name)
    {
        switch (SignableKinds.Detect(bytes.Span, name))
        {
            case SignableKind.Image:
                return [.. PeImage.Read(bytes, name).Signatures().Select(s => ReadAt(bytes, s, name))];
            case SignableKind.Catalog:
                SignedData data = SignedData.Decode(name, bytes, 0);
                return data.SignerInfos.Count == 0 ? [] : [Describe(data, 0, bytes.Length, null)];
            default:
                return CabFile.Read(bytes, name).Signature is { } signature ? [ReadAt(bytes, signature, name)] : [];
        }
    }

    private static SignatureInfo ReadAt(ReadOnlyMemory<byte> file, ReadOnlyMemory<byte> signature, string name)
    {
        long offset = file.Span.Overlaps(signature.Span, out int at) ? at : -1;
        return Describe(SignedData.Decode(name, signature, offset), offset, signature.Length, null);
    }

    /// <param name="data">The SignedData.</param>
    /// <param name="offset">Where it stands in the file.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="outer">The signature that it is nested in; null for an outer one.</param>
    private static SignatureInfo Describe(SignedData data, long offset, int length, SignedData? outer)
    {
        if (data.SignerInfos.Count != 1)
            throw data.Document.Malformed(data.Document.Bytes, $"{data.SignerInfos.Count} signers in one signature",
                "exactly one");
        SignerInfo signer = data.SignerInfos[0];
        List<X509Certificate2> certificates = [.. data.Certificates.Select(c => LoadCertificate(data, c))];
        return new SignatureInfo(data, signer, SignedOctets(data, outer))
        {
            Offset = offset,
            Length = length,
            IsNested = outer is not null,
            ContentType = data.ContentType,
            DigestOid = signer.DigestOid,
            SignatureOid = signer.SignatureOid,
            Indirect = data.ContentType == SigningOids.SpcIndirectData
                ? data.Document.Decode(data.Content, "SpcIndirectDataContent", SpcIndirectData.Read)
                : null,
            Signer = certificates.Find(c => Matches(c, signer)),
            Certificates = certificates,
            Opus = signer.SignedAttribute(SigningOids.SpcOpusInfo) is { Values: [var opus] }
                ? data.Document.Decode(opus, "SpcSpOpusInfo", SpcOpusInfo.Read)
                : null,
            SignedAttributeOids = [.. signer.SignedAttributes.Select(a => a.Oid)],
            UnsignedAttributeOids = [.. signer.UnsignedAttributes.Select(a => a.Oid)],
            Timestamp = ReadTimestamp(data, signer),
            Nested = ReadNested(data, signer, outer is not null),
        };
    }

    internal static bool Matches(X509Certificate2 certificate, SignerInfo signer) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(signer.Issuer.Span)
        && certificate.SerialNumberBytes.Span.SequenceEqual(signer.SerialNumber.Span);

    private static X509Certificate2 LoadCertificate(SignedData data, ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(encoded.Span);
        }
        catch (CryptographicException error)
        {
            throw data.Document.Malformed(encoded, $"no certificate ({error.Message})", "an X.509 certificate", error);
        }
    }

    // A signature nested in a catalog has no content of its own: it signs the trust list of the outer one, this time with
    // its tag and length (so in catalogs that signtool signed twice; found in a vendor's file, documented nowhere).
    private static ReadOnlyMemory<byte> SignedOctets(SignedData data, SignedData? outer) =>
        outer is { ContentType: SigningOids.CertificateTrustList } && data.Content.IsEmpty ? outer.Content : data.ContentOctets;

    private static List<SignatureInfo> ReadNested(SignedData data, SignerInfo signer, bool isNested)
    {
        List<SignatureInfo> nested = [];
        foreach (CmsAttribute attribute in signer.UnsignedAttributes.Where(a => a.Oid == SigningOids.NestedSignature))
            foreach (ReadOnlyMemory<byte> value in attribute.Values)
            {
                long offset = data.Document.OffsetOf(value);
                if (isNested)
                    throw data.Document.Malformed(value, "a nested signature inside a nested signature",
                        "nested signatures in the outer one only");
                nested.Add(Describe(SignedData.Decode(data.Document.Name, value, offset), offset, value.Length, data));
            }
        return nested;
    }

    private static TimestampInfo? ReadTimestamp(SignedData data, SignerInfo signer)
    {
        foreach (CmsAttribute attribute in signer.UnsignedAttributes)
            if (attribute is { Oid: SigningOids.Rfc3161Timestamp, Values: [var token] })
                return new TimestampInfo(TimestampKind.Rfc3161, ReadTokenTime(data.Document, token),
                    data.Document.OffsetOf(token), token);
            else if (attribute is { Oid: SigningOids.CounterSignature, Values: [var counter] })
                return new TimestampInfo(TimestampKind.CounterSignature,
                    data.Document.Decode(counter, "countersignature", ReadSigningTime),
                    data.Document.OffsetOf(counter), counter);
        return null;
    }

    private static DateTimeOffset ReadTokenTime(DerDocument document, ReadOnlyMemory<byte> token)
    {
        try
        {
            return ReadTokenTime(new AsnReader(token, AsnEncodingRules.BER));
        }
        catch (AsnContentException error)
        {
            throw document.Malformed(token, $"no timestamp token ({error.Message})", "a TimeStampToken of RFC 3161", error);
        }
    }

    // ContentInfo, SignedData, encapContentInfo, TSTInfo ::= SEQUENCE { version, policy, messageImprint, serialNumber,
    // genTime GeneralizedTime, ... } (RFC 3161, 2.4.2); an authority may encode its token in BER.
    private static DateTimeOffset ReadTokenTime(AsnReader reader)
    {
        Asn1Tag tag0 = new(TagClass.ContextSpecific, 0);
        AsnReader contentInfo = reader.ReadSequence();
        contentInfo.ReadObjectIdentifier();
        AsnReader signedData = contentInfo.ReadSequence(tag0).ReadSequence();
        signedData.ReadInteger();
        signedData.ReadEncodedValue();
        AsnReader encapsulated = signedData.ReadSequence();
        encapsulated.ReadObjectIdentifier();
        byte[] content = encapsulated.ReadSequence(tag0).ReadOctetString();
        AsnReader info = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
        for (int skipped = 0; skipped < 4; skipped++)
            info.ReadEncodedValue();
        return info.ReadGeneralizedTime();
    }

    private static DateTimeOffset ReadSigningTime(AsnReader reader)
    {
        SignerInfo signer = SignerInfo.Read(reader);
        if (signer.SignedAttribute(SigningOids.SigningTimeAttribute) is not { Values: [var time] })
            throw new AsnContentException("a countersignature states no signing time");
        AsnReader value = new(time, AsnEncodingRules.DER);
        DateTimeOffset at = value.PeekTag() == Asn1Tag.GeneralizedTime ? value.ReadGeneralizedTime() : value.ReadUtcTime();
        value.ThrowIfNotEmpty();
        return at;
    }
}
