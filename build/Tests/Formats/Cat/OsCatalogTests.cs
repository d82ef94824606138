// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Formats.Cat;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>/os: names against lists that were seen together with their catalogs, and against the documented rules.</summary>
public sealed class OsCatalogTests
{
    [Theory]
    [InlineData("10_x64;Server10_x64;ServerRS5_X64;ServerFE_X64;10_CO_X64",
        "_v100_X64,Server_v100_X64,Server_v100_X64_RS5,Server_v100_X64_21H2,_v100_X64_21H2", "2:10.0",
            CatalogVersion.V2)]
    [InlineData("Vista_x64;7_x64;Server2008_x64;Server2008R2_x64;Server8_x64",
        "VistaX64,Server2008X64,7X64,Server2008R2X64,Server2012X64", "2:6.0,2:6.1,2:6.2", CatalogVersion.V1)]
    [InlineData("XP_X86,Server2003_X86,XP_X64,Server2003_X64", "XPX86,XPX64,Server2003X86,Server2003X64", "2:5.1,2:5.2",
        CatalogVersion.V1)]
    [InlineData("2000", "2000", "2:5.00", CatalogVersion.V1)]
    [InlineData("10_X86,2000", "2000,_v100", "2:5.00,2:10.0", CatalogVersion.V1)]
    [InlineData("XP_X64", "XPX64", "2:5.1,2:5.2", CatalogVersion.V1)]
    [InlineData("XP_X64,Vista_X64", "XPX64,VistaX64", "2:5.1,2:5.2,2:6.0", CatalogVersion.V1)]
    [InlineData("XP_X86", "XPX86", "2:5.1", CatalogVersion.V1)]
    [InlineData("8_X64,Server8_X64", "8X64,Server2012X64", "2:6.2", CatalogVersion.V2)]
    [InlineData("Server6_3_X64,6_3_X86,6_3_X64", "_v63,_v63_X64,_v63_Server_X64", "2:6.3", CatalogVersion.V2)]
    [InlineData("7_X64,8_X64,6_3_X64,10_X64", "7X64,8X64,_v63_X64,_v100_X64", "2:6.1,2:6.2,2:6.3,2:10.0",
        CatalogVersion.V1)]
    [InlineData("10_VB_X64,10_VB_X86,10_VB_ARM64", "_v100_Vb,_v100_X64_Vb,_v100_ARM64_Vb", "2:10.0", CatalogVersion.V2)]
    [InlineData("10_AU_X86,10_AU_X64,SERVER2016_X64", "_v100_RS1,_v100_X64_RS1,Server_v100_X64_RS1", "2:10.0",
        CatalogVersion.V2)]
    [InlineData("Server2025_ARM64,10_GE_ARM64,10_NI_X64", "_v100_X64_22H2,_v100_ARM64_24H2,Server_v100_ARM64_24H2",
        "2:10.0", CatalogVersion.V2)]
    [InlineData("10_X64, 10_x64 ,10_X64", "_v100_X64", "2:10.0", CatalogVersion.V2)]
    public void Parse_WhenNamesAreKnown_GivesTokensCodesAndVersion(string list, string attribute, string osAttr,
        CatalogVersion version)
    {
        OsCatalog os = OsCatalog.Parse(list);

        Assert.Equal((attribute, osAttr, version), (os.Attribute, os.OsAttr, os.Version));
    }

    [Fact]
    public void All_WhenEveryNameIsAsked_KeepsTheirOrderInAnyCase()
    {
        OsCatalog os = OsCatalog.Resolve(OsCatalog.All.Select(n => n.Name.ToUpperInvariant()).Reverse());

        Assert.Equal(OsCatalog.All, os.Names);
        Assert.Equal(OsCatalog.All.Count, os.Attribute.Split(',').Distinct().Count());
        Assert.Equal("2:5.00,2:5.1,2:5.2,2:6.0,2:6.1,2:6.2,2:6.3,2:10.0", os.OsAttr);
        Assert.All(OsCatalog.All, n => Assert.Equal(n, OsCatalog.FromToken(n.Token)));
    }

    [Theory]
    [InlineData("10x64", "10_X64")]
    [InlineData("Server2022_X64", "Server2025_X64")]
    [InlineData("11_X64", "10_X64")]
    public void Parse_WhenNameIsUnknown_SaysNearNames(string name, string near)
    {
        UsageException error = Assert.Throws<UsageException>(() => OsCatalog.Parse($"10_X64,{name}"));

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(near, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ;")]
    public void Parse_WhenListIsEmpty_Refuses(string list) =>
        Assert.Throws<UsageException>(() => OsCatalog.Parse(list));

    [Fact]
    public void Architectures_WhenNamesAreMixed_AreInfExtensions() =>
        Assert.Equal(["ia64", "x86", "amd64", "arm64"], OsCatalog.Parse("Server2003_IA64,10_X86,10_X64,10_GE_ARM64")
            .Architectures);
}
