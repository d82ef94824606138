// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats.Cat;

/// <summary>
/// A .cat file: ContentInfo { signedData, [0] SignedData { version 1, digestAlgorithms, { ctl, [0] CTL }, certificates,
/// signerInfos } } (PKCS#7 1.5, RFC 2315). The CTL is understood; all around it is kept byte for byte.
/// </summary>
public sealed class CatalogFile
{
    private CatalogFile(Catalog catalog, ReadOnlyMemory<byte> ctl, ReadOnlyMemory<byte> contentOctets,
        ReadOnlyMemory<byte> digestAlgorithms, ReadOnlyMemory<byte> tail)
    {
        Catalog = catalog;
        Ctl = ctl;
        CtlContentOctets = contentOctets;
        DigestAlgorithms = digestAlgorithms;
        Tail = tail;
    }

    /// <summary>The file as it was read.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    public Catalog Catalog { get; }

    /// <summary>The CTL with its tag and length.</summary>
    public ReadOnlyMemory<byte> Ctl { get; }

    /// <summary>The CTL without its tag and length: what the messageDigest of a signature covers.</summary>
    public ReadOnlyMemory<byte> CtlContentOctets { get; }

    /// <summary>SET OF AlgorithmIdentifier of the SignedData, as it stands.</summary>
    public ReadOnlyMemory<byte> DigestAlgorithms { get; }

    /// <summary>Certificates, revocation lists and signerInfos, as they stand.</summary>
    public ReadOnlyMemory<byte> Tail { get; }

    /// <summary>True where there is at least one SignerInfo.</summary>
    public bool IsSigned { get; private init; }

    public static CatalogFile Read(ReadOnlyMemory<byte> bytes, string name)
    {
        DerReader file = new(bytes, 0, name);
        DerReader info = file.Sequence("ContentInfo");
        file.End("the ContentInfo");
        Expect(info, "content type", CatalogOids.SignedData, "a PKCS#7 SignedData");
        DerReader explicitData = info.Sequence("content", CatalogOids.Context(0));
        info.End("the content");
        DerReader data = explicitData.Sequence("SignedData");
        explicitData.End("the SignedData");

        long version = data.Integer("SignedData version");
        if (version != 1)
            throw data.Bad($"SignedData version {version}", "version 1 (catalogs are PKCS#7 1.5)");
        ReadOnlyMemory<byte> algorithms = data.Raw("digestAlgorithms");
        DerReader content = data.Sequence("contentInfo");
        Expect(content, "content type", CatalogOids.CertificateTrustList, "a certificate trust list");
        DerReader explicitCtl = content.Sequence("CTL content", CatalogOids.Context(0));
        content.End("the CTL");

        long ctlOffset = explicitCtl.Offset;
        ReadOnlyMemory<byte> ctl = explicitCtl.Raw("CTL");
        explicitCtl.End("the CTL");
        Catalog catalog = CatalogReader.Read(ctl, ctlOffset, name);
        CheckCanonical(catalog, ctl.Span, ctlOffset, name);
        AsnDecoder.ReadEncodedValue(ctl.Span, AsnEncodingRules.DER, out int inside, out int length, out _);
        ReadOnlyMemory<byte> tail = ReadTail(data, out bool signed);
        return new CatalogFile(catalog, ctl, ctl.Slice(inside, length), algorithms, tail)
        {
            Bytes = bytes,
            IsSigned = signed,
        };
    }

    /// <summary>The file written anew: the CTL from the model, the envelope as it was. Equal to what was read.</summary>
    public byte[] ToBytes() => Wrap(Catalog.EncodeCtl(), DigestAlgorithms.Span, Tail.Span);

    /// <summary>ContentInfo around a CTL; the two other parts are complete encodings.</summary>
    /// <param name="ctl">The CTL with its tag and length.</param>
    /// <param name="digestAlgorithms">SET OF AlgorithmIdentifier.</param>
    /// <param name="tail">[0] certificates and [1] revocation lists if any, then the SET OF SignerInfo.</param>
    public static byte[] Wrap(ReadOnlySpan<byte> ctl, ReadOnlySpan<byte> digestAlgorithms, ReadOnlySpan<byte> tail)
    {
        const int Envelope = 128;
        AsnWriter writer = Catalog.NewWriter(ctl.Length + digestAlgorithms.Length + tail.Length + Envelope);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(CatalogOids.SignedData);
            using (writer.PushSequence(CatalogOids.Context(0)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                writer.WriteEncodedValue(digestAlgorithms);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(CatalogOids.CertificateTrustList);
                    using (writer.PushSequence(CatalogOids.Context(0)))
                        writer.WriteEncodedValue(ctl);
                }

                while (!tail.IsEmpty)
                {
                    AsnDecoder.ReadEncodedValue(tail, AsnEncodingRules.BER, out _, out _, out int used);
                    writer.WriteEncodedValue(tail[..used]);
                    tail = tail[used..];
                }
            }
        }

        return writer.Encode();
    }

    private static void Expect(DerReader reader, string what, string oid, string meaning)
    {
        long offset = reader.Offset;
        string found = reader.Oid(what);
        if (found != oid)
            throw reader.Bad($"{what} {found} (at 0x{offset:X})", $"{oid}, {meaning}");
    }

    /// <summary>Certificates, revocation lists, signers: whole values, nothing left over, the last one a SET.</summary>
    private static ReadOnlyMemory<byte> ReadTail(DerReader data, out bool signed)
    {
        DerReader look = data.Fork();
        if (look.NextIs(CatalogOids.Context(0)))
            _ = look.Raw("certificates");
        if (look.NextIs(CatalogOids.Context(1)))
            _ = look.Raw("revocation lists");
        signed = look.Set("signerInfos").HasData;
        look.End("the signerInfos");
        return data.Rest();
    }

    /// <summary>DER has one form for each value; a file in another form could not be written back as it was.</summary>
    private static void CheckCanonical(Catalog catalog, ReadOnlySpan<byte> ctl, long offset, string name)
    {
        ReadOnlySpan<byte> again = catalog.EncodeCtl();
        int same = again.CommonPrefixLength(ctl);
        if (same != ctl.Length || same != again.Length)
            throw new MalformedFileException(name, offset + same, "a CTL that is not in DER's one form",
                "the shortest form of every value");
    }
}
