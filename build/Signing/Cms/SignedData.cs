// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Signing.Cms;

/// <summary>
/// ContentInfo ::= SEQUENCE { contentType 1.2.840.113549.1.7.2, content [0] EXPLICIT SignedData }
/// SignedData ::= SEQUENCE { version INTEGER (1), digestAlgorithms SET OF AlgorithmIdentifier, contentInfo ContentInfo,
///   certificates [0] IMPLICIT SET OF Certificate OPTIONAL, crls [1] IMPLICIT SET OF CRL OPTIONAL,
///   signerInfos SET OF SignerInfo } (PKCS#7 1.5, 9.1)
/// Authenticode and catalogs put a bare SEQUENCE where CMS has an OCTET STRING, and digest its content octets only.
/// </summary>
internal sealed record SignedData
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);

    public required DerDocument Document { get; init; }

    public required int Version { get; init; }

    /// <summary>The digestAlgorithms SET as encoded.</summary>
    public required ReadOnlyMemory<byte> DigestAlgorithmsEncoded { get; init; }

    public required IReadOnlyList<string> DigestOids { get; init; }

    /// <summary>The inner contentInfo as encoded: signing a catalog copies it and never re-encodes it.</summary>
    public required ReadOnlyMemory<byte> ContentInfoEncoded { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The signed content with its tag and length; empty where the signature is detached.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The certificates as encoded, tag A0; empty where there are none.</summary>
    public required ReadOnlyMemory<byte> CertificatesEncoded { get; init; }

    public required IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; init; }

    /// <summary>The revocation lists as encoded, tag A1; empty where there are none.</summary>
    public required ReadOnlyMemory<byte> CrlsEncoded { get; init; }

    public required IReadOnlyList<SignerInfo> SignerInfos { get; init; }

    /// <summary>What messageDigest covers: the content without its tag and length.</summary>
    public ReadOnlyMemory<byte> ContentOctets =>
        Content.IsEmpty ? ReadOnlyMemory<byte>.Empty : Document.ContentOf(Content);

    public static SignedData Decode(string name, ReadOnlyMemory<byte> der, long baseOffset)
    {
        DerDocument document = new(name, der, baseOffset);
        ReadOnlyMemory<byte> signedData = document.Decode(der, "ContentInfo", reader => ReadContentInfo(document, reader));
        return document.Decode(signedData, "SignedData", reader => ReadSignedData(document, reader));
    }

    /// <summary>True where the bytes start as a ContentInfo of SignedData does; nothing behind that is looked at.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> bytes)
    {
        try
        {
            AsnDecoder.ReadSequence(bytes, AsnEncodingRules.DER, out int offset, out _, out _);
            return AsnDecoder.ReadObjectIdentifier(bytes[offset..], AsnEncodingRules.DER, out _) == SigningOids.SignedData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>This SignedData with the signature parts given, the content as it stood.</summary>
    public byte[] EncodeWith(ReadOnlyMemory<byte> digestAlgorithms, ReadOnlyMemory<byte> certificates,
        ReadOnlyMemory<byte> crls, IReadOnlyList<byte[]> signerInfos) =>
        Encode(Version, digestAlgorithms.Span, ContentInfoEncoded.Span, certificates.Span, crls.Span, signerInfos);

    public byte[] EncodeWithSignerInfo(byte[] signerInfo) =>
        EncodeWith(DigestAlgorithmsEncoded, CertificatesEncoded, CrlsEncoded, [signerInfo]);

    public static byte[] Encode(int version, ReadOnlySpan<byte> digestAlgorithms, ReadOnlySpan<byte> contentInfo,
        ReadOnlySpan<byte> certificates, ReadOnlySpan<byte> crls, IReadOnlyList<byte[]> signerInfos)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SigningOids.SignedData);
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(version);
                writer.WriteEncodedValue(digestAlgorithms);
                writer.WriteEncodedValue(contentInfo);
                if (!certificates.IsEmpty)
                    writer.WriteEncodedValue(certificates);
                if (!crls.IsEmpty)
                    writer.WriteEncodedValue(crls);
                using (writer.PushSetOf())
                    foreach (byte[] signer in signerInfos)
                        writer.WriteEncodedValue(signer);
            }
        }
        return writer.Encode();
    }

    private static ReadOnlyMemory<byte> ReadContentInfo(DerDocument document, AsnReader reader)
    {
        AsnReader info = reader.ReadSequence();
        string type = info.ReadObjectIdentifier();
        if (type != SigningOids.SignedData)
            throw document.Malformed(document.Bytes, $"content type {type}", $"{SigningOids.SignedData} (SignedData)");
        AsnReader content = info.ReadSequence(Tag0);
        info.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> signedData = content.ReadEncodedValue();
        content.ThrowIfNotEmpty();
        return signedData;
    }

    private static SignedData ReadSignedData(DerDocument document, AsnReader reader)
    {
        AsnReader data = reader.ReadSequence();
        if (!data.TryReadInt32(out int version))
            throw new AsnContentException("SignedData version is out of range");
        ReadOnlyMemory<byte> digestAlgorithms = data.PeekEncodedValue();
        List<string> digestOids = ReadAll(data.ReadSetOf(), DerDocument.ReadAlgorithm);
        ReadOnlyMemory<byte> contentInfo = data.ReadEncodedValue();
        (string type, ReadOnlyMemory<byte> content) = ReadInner(document, contentInfo);
        ReadOnlyMemory<byte> certificates = ReadOptional(data, Tag0);
        ReadOnlyMemory<byte> crls = ReadOptional(data, Tag1);
        List<SignerInfo> signers = ReadAll(data.ReadSetOf(), SignerInfo.Read);
        data.ThrowIfNotEmpty();
        return new SignedData
        {
            Document = document,
            Version = version,
            DigestAlgorithmsEncoded = digestAlgorithms,
            DigestOids = digestOids,
            ContentInfoEncoded = contentInfo,
            ContentType = type,
            Content = content,
            CertificatesEncoded = certificates,
            Certificates = certificates.IsEmpty
                ? []
                : document.Decode(certificates, "certificates",
                    r => ReadAll(r.ReadSetOf(Tag0), c => c.ReadEncodedValue())),
            CrlsEncoded = crls,
            SignerInfos = signers,
        };
    }

    private static (string Type, ReadOnlyMemory<byte> Content) ReadInner(DerDocument document,
        ReadOnlyMemory<byte> contentInfo) => document.Decode(contentInfo, "contentInfo", reader =>
    {
        AsnReader info = reader.ReadSequence();
        string type = info.ReadObjectIdentifier();
        ReadOnlyMemory<byte> content = ReadOnlyMemory<byte>.Empty;
        if (info.HasData)
        {
            AsnReader wrapped = info.ReadSequence(Tag0);
            content = wrapped.ReadEncodedValue();
            wrapped.ThrowIfNotEmpty();
        }
        info.ThrowIfNotEmpty();
        return (type, content);
    });

    private static ReadOnlyMemory<byte> ReadOptional(AsnReader reader, Asn1Tag tag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(tag)
            ? reader.ReadEncodedValue()
            : ReadOnlyMemory<byte>.Empty;

    private static List<T> ReadAll<T>(AsnReader set, Func<AsnReader, T> read)
    {
        List<T> items = [];
        while (set.HasData)
            items.Add(read(set));
        return items;
    }
}
