// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Cat;
using PvDrivers.Tests.Formats.Pe;

namespace PvDrivers.Tests.Formats.Cat;

public sealed class CatalogBuilderTests
{
    [Fact]
    public void Build_WhenVersionIs2_ListsEachFileTwiceInOneOrder()
    {
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Both());

        Assert.Equal(4, catalog.Members.Count);
        Assert.Equal(catalog.Members.Select(m => Convert.ToHexString(m.Identifier.Span)).Order(StringComparer.Ordinal),
            catalog.Members.Select(m => Convert.ToHexString(m.Identifier.Span)));
        Assert.All(catalog.Members, m => Assert.Equal(m.Identifier.Length == 32, m.IndirectData is not null));
        Assert.All(catalog.Members, m => Assert.Equal("2:10.0", m.OsAttr));
    }

    [Fact]
    public void Build_WhenVersionIs1_ListsEachFileOnceByHexadecimalText()
    {
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Both() with { OsNames = ["7_X64", "10_X64"] });

        Assert.Equal(CatalogVersion.V1, catalog.Version);
        Assert.All(catalog.Members, m => Assert.Equal(82, m.Identifier.Length));
        Assert.Equal(Convert.ToHexString(SHA1.HashData([1])),
            Convert.ToHexString(catalog.Members.Single(m => m.Kind == SubjectKind.Pe).Digest!.Value.Span));
    }

    [Fact]
    public void Build_WhenFilesComeInAnotherOrder_MakesTheSameBytes()
    {
        CatalogRequest request = CatalogSamples.Request(CatalogSamples.Pe("a.sys", 1),
            CatalogSamples.Pe(@"x86\B.SYS", 2), CatalogSamples.Flat("c.inf", "c"), CatalogSamples.Pe("twin.sys", 1));

        byte[] one = CatalogBuilder.Build(request).EncodeUnsigned();
        byte[] other = CatalogBuilder.Build(request with { Files = [.. request.Files.Reverse()] }).EncodeUnsigned();

        Assert.Equal(one, other);
    }

    [Fact]
    public void Build_WhenTwoFilesAreIdentical_ListsOne()
    {
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Request(CatalogSamples.Pe("twin.sys", 1),
            CatalogSamples.Pe("a.sys", 1)));

        Assert.Equal(["a.sys", "a.sys"], catalog.Members.Select(m => m.File));
    }

    [Fact]
    public void Build_WhenNamesAreEqualInSubfolders_ListsEach()
    {
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Request(CatalogSamples.Pe(@"x86\Xenbus.SYS", 1),
            CatalogSamples.Pe("x64/xenbus.sys", 2)));

        Assert.Equal(Enumerable.Repeat("xenbus.sys", 4), catalog.Members.Select(m => m.File));
    }

    [Fact]
    public void ListIdentifier_WhenNotGiven_DependsOnContentAndNotOnTime()
    {
        Catalog one = CatalogBuilder.Build(CatalogSamples.Both());
        Catalog later = CatalogBuilder.Build(CatalogSamples.Both() with { Time = CatalogSamples.Time.AddYears(1) });
        Catalog other = CatalogBuilder.Build(CatalogSamples.Both() with { OsNames = ["10_X64"] });

        Assert.Equal(one.ListIdentifier.ToArray(), later.ListIdentifier.ToArray());
        Assert.NotEqual(one.ListIdentifier.ToArray(), other.ListIdentifier.ToArray());
        Assert.Equal(8, new Guid(one.ListIdentifier.Span).Version);
    }

    [Fact]
    public void Build_WhenTimeHasAFraction_DropsIt()
    {
        Catalog catalog = CatalogBuilder.Build(
            CatalogSamples.Both() with { Time = CatalogSamples.Time.AddMilliseconds(999)
            .ToOffset(TimeSpan.FromHours(3)) });

        Assert.Equal(CatalogSamples.Time, CatalogFile.Read(catalog.EncodeUnsigned(), "t.cat").Catalog.ThisUpdate);
    }

    [Theory]
    [InlineData("2049-12-31T23:59:59Z", "170D3439313233313233353935395A")]
    [InlineData("2050-01-01T00:00:00Z", "180F32303530303130313030303030305A")]
    public void Encode_WhenCenturyTurns_ChoosesTheTimeForm(string time, string der)
    {
        byte[] ctl = CatalogBuilder.Build(CatalogSamples.Both() with { Time = DateTimeOffset.Parse(time) }).EncodeCtl();

        Assert.Contains(der, Convert.ToHexString(ctl), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "A2028000")]
    [InlineData(true, "A21E801C003C003C003C004F00620073006F006C006500740065003E003E003E")]
    public void SpcLink_WhenLegacyIsAskedFor_CarriesTheOldText(bool legacy, string der)
    {
        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Both() with { LegacySpcLink = legacy });

        string flat = Convert.ToHexString(catalog.Members.Single(m => m.Kind == SubjectKind.Flat
            && m.IndirectData is not null).IndirectData!.DataValue.Span);
        string pe = Convert.ToHexString(catalog.Members.Single(m => m.Kind == SubjectKind.Pe
            && m.IndirectData is not null).IndirectData!.DataValue.Span);
        Assert.Equal(der, flat);
        Assert.EndsWith($"030205A0A0{der.Length / 2:X2}{der}", pe, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10_X64", "2B060104018237020302", 32)]
    [InlineData("7_X64", "2B060104018237020301", 20)]
    public void PageHashes_WhenGiven_StandInTheMembersIndirectData(string os, string oid, int size)
    {
        CatalogSubject file = CatalogSubject.FromFile("x64.sys", PeCorpus.Read("x64.sys"), pageHashes: true);

        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Request(file) with { OsNames = [os] });

        string value = Convert.ToHexString(catalog.Members.Single(m => m.IndirectData is not null)
            .IndirectData!.DataValue.Span);
        string hashes = Convert.ToHexString((size == 32 ? file.PageHashesSha256 : file.PageHashesSha1).Span);
        Assert.Contains(oid, value, StringComparison.Ordinal);
        Assert.EndsWith(hashes, value, StringComparison.Ordinal);
        // Headers, one page for each of four sections, the end.
        Assert.Equal(6 * (4 + size) * 2, hashes.Length);
    }

    [Fact]
    public void Cabinet_WhenListed_CarriesItsEnhancedHash()
    {
        byte[] cabinet = CabWriter.Write([new CabEntry("a.txt", new byte[10], CatalogSamples.Time)]);

        Catalog catalog = CatalogBuilder.Build(CatalogSamples.Request(CatalogSubject.FromFile("a.cab", cabinet)));

        CatalogMember member = catalog.Members.Single(m => m.IndirectData is not null);
        Assert.Equal((SubjectKind.Cab, "1.3.6.1.4.1.311.2.1.28"), (member.Kind, member.IndirectData!.DataOid));
        Assert.EndsWith("31323030060A2B060104018237020501312204" + "20"
            + Convert.ToHexString(SHA256.HashData(cabinet.AsSpan(8, 4))),
            Convert.ToHexString(member.IndirectData.DataValue.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    public void Build_WhenListIdentifierHasAnotherLength_Refuses(int length) =>
        Assert.Throws<UsageException>(() =>
            CatalogBuilder.Build(CatalogSamples.Both() with { ListIdentifier = new byte[length] }));

    [Fact]
    public void Build_WhenDigestHasAnotherLength_NamesTheFile()
    {
        CatalogSubject wrong = new("xenbus.sys", SubjectKind.Pe, new byte[20], new byte[20]);

        Assert.Contains("xenbus.sys",
            Assert.Throws<UsageException>(() => CatalogBuilder.Build(CatalogSamples.Request(wrong))).Message,
            StringComparison.Ordinal);
    }
}
