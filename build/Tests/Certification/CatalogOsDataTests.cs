// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json.Nodes;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class CatalogOsDataTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    [Theory]
    [InlineData("5.2/x86", 1, "Server2003_X86,Vista_X86,Server2008_X86,7_X86,8_X86,6_3_X86,10_X86")]
    [InlineData("6.1/x64", 1, "7_X64,Server2008R2_X64,8_X64,Server8_X64,6_3_X64,Server6_3_X64,10_X64,Server10_X64")]
    [InlineData("6.2/x64", 2, "8_X64,Server8_X64,6_3_X64,Server6_3_X64,10_X64,Server10_X64")]
    [InlineData("10.0/x64", 2, "10_X64,Server10_X64")]
    [InlineData("10.0/x86", 2, "10_X86")]
    public void Names_WhenAskedForACell_RunFromItsVersionUpwards(string cell, int version, string names)
    {
        CatalogOsCell entry = Data.CatalogOs.Cells.Single(c => c.Cell == CellId.Parse(cell));
        Assert.Equal((version, names), (entry.Version, string.Join(',', Data.CatalogOsNames(entry.Cell))));
    }

    [Fact]
    public void Names_WhenHeldAgainstTheCells_CoverEveryWindowsOfTable22()
    {
        foreach (Cell cell in Data.Cells)
            foreach (string windows in cell.Windows)
                Assert.Contains(Data.CatalogOs.Names, name => name.Architecture == cell.Architecture
                    && name.Os == cell.Os
                    && (windows == name.Windows || windows.StartsWith(name.Windows + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Cells_WhenOneHasNoNames_AreRefused()
    {
        MalformedFileException error = DataFixture.With("catalog-os.json", root => root["cells"]!.AsArray()
            .RemoveAt(3)).Error("catalog-os.json");
        Assert.Equal("no entry 4 for the cell 6.0/x86", error.Found);
    }

    [Fact]
    public void Cells_WhenOneIsNoTarget_AreRefused()
    {
        MalformedFileException error = DataFixture.With("catalog-os.json",
            root => root["cells"]![0]!["cell"] = "5.1/x86").Error("catalog-os.json");
        Assert.Equal("the string \"5.1/x86\"", error.Found);
    }

    [Fact]
    public void Cells_WhenOneForgetsAName_AreRefused()
    {
        MalformedFileException error = DataFixture.With("catalog-os.json",
            root => root["cells"]![10]!["names"]!.AsArray().RemoveAt(1)).Error("catalog-os.json");
        Assert.Equal("10_X64", error.Found);
        Assert.StartsWith("10_X64,Server10_X64", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void NotListed_WhenItNamesAListedName_IsRefused()
    {
        MalformedFileException error = DataFixture.With("catalog-os.json",
            root => root["notListed"]![0]!["name"] = JsonValue.Create("7_X64")).Error("catalog-os.json");
        Assert.StartsWith("7_X64, which is among", error.Found, StringComparison.Ordinal);
    }
}
