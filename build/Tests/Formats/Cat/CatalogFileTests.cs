// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using PvDrivers.Formats;
using PvDrivers.Formats.Cat;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>Reading: what is unknown is kept, what is broken is named.</summary>
public sealed class CatalogFileTests
{
    private static readonly byte[] Good = CatalogBuilder.Build(CatalogSamples.Both()).EncodeUnsigned();

    [Fact]
    public void Read_WhenCatalogIsOurs_GivesBackTheModel()
    {
        CatalogFile file = CatalogFile.Read(Good, "own.cat");

        Assert.Equal(Good, file.ToBytes());
        Assert.False(file.IsSigned);
        Assert.Equal(CatalogSamples.Both().HardwareIds, file.Catalog.HardwareIds);
        Assert.Equal(["_v100_X64", "Server_v100_X64"], file.Catalog.OsTokens);
        Assert.Equal(["xenbus.inf", "xenbus.sys"], file.Catalog.Members.Select(m => m.File).Distinct()
            .Order(StringComparer.Ordinal));
        Assert.True(file.Ctl.Span.EndsWith(file.CtlContentOctets.Span)
            && file.Ctl.Length == file.CtlContentOctets.Length + 4);
    }

    [Fact]
    public void Read_WhenAttributeIsUnknown_KeepsIt()
    {
        byte[] strange = Convert.FromHexString("3009060388370131020500");
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Both());
        RawAttribute kept = new("2.999.1", strange);
        CatalogMember first = catalog.Members[0] with { Attributes = [kept, .. catalog.Members[0].Attributes] };
        byte[] bytes = (catalog with { Members = [first, .. catalog.Members.Skip(1)],
            Attributes = [.. catalog.Attributes, kept] }).EncodeUnsigned();

        CatalogFile file = CatalogFile.Read(bytes, "strange.cat");

        Assert.Equal(bytes, file.ToBytes());
        Assert.Equal(strange, Assert.IsType<RawAttribute>(file.Catalog.Members[0].Attributes[0]).Encoded.ToArray());
        Assert.Equal(strange, Assert.IsType<RawAttribute>(file.Catalog.Attributes[^1]).Encoded.ToArray());
    }

    [Fact]
    public void Read_WhenMembersAreNotSorted_KeepsTheirOrder()
    {
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Both());
        byte[] bytes = (catalog with { Members = [.. catalog.Members.Reverse()] }).EncodeUnsigned();

        Assert.Equal(bytes, CatalogFile.Read(bytes, "unsorted.cat").ToBytes());
    }

    [Fact]
    public void Read_WhenMemberInfo2IsOfAnUnknownKind_KeepsIt()
    {
        byte[] bytes = Replaced("060A2B0601040182370C020331028200", "060A2B0601040182370C020331028500");

        CatalogFile file = CatalogFile.Read(bytes, "kind.cat");

        Assert.Equal(bytes, file.ToBytes());
        Assert.Contains(file.Catalog.Members, m => m.Kind is null);
    }

    [Fact]
    public void Text_WhenFlagsSayBase64_IsBase64() =>
        Assert.Equal("dW5z", new NameValueAttribute("File", 0x10020001, "uns"u8.ToArray()).Text);

    [Theory]
    [InlineData("another content type", "06092A864886F70D010702", "06092A864886F70D010703",
        "content type 1.2.840.113549.1.7.3")]
    [InlineData("no CTL inside", "06092B0601040182370A01", "06092B0601040182370A02",
        "content type 1.3.6.1.4.1.311.10.2")]
    [InlineData("CMS version 3", "0201013100", "0201033100", "SignedData version 3")]
    [InlineData("a root list", "060A2B0601040182370C0101", "060A2B0601040182370C0109",
        "subject usage 1.3.6.1.4.1.311.12.1.9")]
    [InlineData("catalog version 3", "060A2B0601040182370C01030500", "060A2B0601040182370C01040500",
        "subject algorithm 1.3.6.1.4.1.311.12.1.4")]
    [InlineData("no NULL", "060A2B0601040182370C01030500", "060A2B0601040182370C01030400",
        "algorithm parameters that begins 0400")]
    [InlineData("flags no integer", "020410010001", "030410010001", "flags that begins 030410010001")]
    [InlineData("tag no BMPString", "1E04004F0053", "1604004F0053", "tag that begins 1604004F00530204")]
    [InlineData("time", "170D323631313232", "170D323631333232", "thisUpdate that begins 170D323631333232")]
    [InlineData("indefinite length", "3082", "3080", "ContentInfo that begins 3080")]
    public void Read_WhenPartIsWrong_NamesIt(string defect, string from, string to, string found)
    {
        byte[] bytes = Replaced(from, to);

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => CatalogFile.Read(bytes, "bad.cat"));

        Assert.True(error.Found.StartsWith(found, StringComparison.Ordinal), $"{defect}: {error.Message}");
        Assert.StartsWith("bad.cat+0x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenBytesFollow_Refuses()
    {
        byte[] longer = [.. Good, 0];

        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            CatalogFile.Read(longer, "long.cat"));

        Assert.Equal((Good.Length, "1 bytes after the ContentInfo"), ((int)error.Offset, error.Found));
    }

    [Fact]
    public void Read_WhenCutAnywhere_Refuses()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            byte[] cut = Good[..length];
            Assert.Throws<MalformedFileException>(() => CatalogFile.Read(cut, "cut.cat"));
        }
    }

    [Fact]
    public void Read_WhenCtlStandsInAnOctetString_Refuses()
    {
        // What a CMS library makes of a CTL: the trap that this format sets.
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteOctetString(CatalogFile.Read(Good, "own.cat").Ctl.Span);
        byte[] wrapped = CatalogFile.Wrap(writer.Encode(), [0x31, 0], [0x31, 0]);

        Assert.StartsWith("CTL that begins 0482",
            Assert.Throws<MalformedFileException>(() => CatalogFile.Read(wrapped, "octets.cat")).Found,
            StringComparison.Ordinal);
    }

    private static byte[] Replaced(string from, string to)
    {
        string hex = Convert.ToHexString(Good);
        int at = hex.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0 && at % 2 == 0, $"{from} is not in the sample");
        return Convert.FromHexString(string.Concat(hex.AsSpan(0, at), to, hex.AsSpan(at + from.Length)));
    }
}
