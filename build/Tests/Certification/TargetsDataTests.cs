// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class TargetsDataTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    [Fact]
    public void Cells_WhenRead_AreTheTwelveInOrder() => Assert.Equal(
        "5.2/x64 5.2/x86 6.0/x64 6.0/x86 6.1/x64 6.1/x86 6.2/x64 6.2/x86 6.3/x64 6.3/x86 10.0/x64 10.0/x86",
        string.Join(' ', Data.Cells.Select(cell => cell.Folder)));

    [Theory]
    [InlineData("5.2/x86", 0x05020200u, 0x0502u, "5.02", "5.1", PoolType.NonPagedPool, false)]
    [InlineData("6.0/x64", 0x06000200u, 0x0600u, "6.00", "6.0", PoolType.NonPagedPool, true)]
    [InlineData("6.1/x64", 0x06010000u, 0x0601u, "6.01", "6.20", PoolType.NonPagedPool, true)]
    [InlineData("6.2/x86", 0x06020000u, 0x0602u, "6.02", "6.30", PoolType.NonPagedPoolNx, true)]
    [InlineData("6.3/x64", 0x06030000u, 0x0603u, "6.03", "6.30", PoolType.NonPagedPoolNx, true)]
    [InlineData("10.0/x64", 0x0A000000u, 0x0A00u, "10.00", "6.30", PoolType.NonPagedPoolNx, true)]
    public void Cell_WhenRead_HasTheContractsOfItsWindows(string name, uint ntddi, uint winnt, string subsystem,
        string ndis, PoolType pool, bool virtualMiniport)
    {
        Cell cell = Data.Cell(CellId.Parse(name));
        Assert.Equal((ntddi, winnt, subsystem, ndis, pool, virtualMiniport),
            (cell.Ntddi, cell.Winnt, cell.Subsystem, cell.Ndis.Registers, cell.Pool, cell.Storport.VirtualMiniport));
    }

    [Theory]
    [InlineData("5.2/x64", "llvm wdk-7.1.0")]
    [InlineData("6.0/x86", "llvm wdk-7.1.0")]
    [InlineData("6.1/x86", "llvm wdk-19041")]
    [InlineData("10.0/x64", "llvm wdk-26100")]
    [InlineData("10.0/x86", "llvm wdk-22621")]
    public void Cell_WhenRead_NamesTheToolsetsThatCanBuildIt(string name, string toolsets) => Assert.Equal(toolsets,
        string.Join(' ', Data.Cell(CellId.Parse(name)).Toolsets.Select(toolset => toolset.Name)));

    [Fact]
    public void Toolsets_WhenACellTheyNameIsUnknown_TellTheCell()
    {
        MalformedFileException error = DataFixture.With("targets.json",
            root => root["toolsets"]![1]!["cells"]!.AsArray().Add("6.4/x64")).Error("targets.json");
        Assert.Equal("the string \"6.4/x64\"", error.Found);
    }

    [Fact]
    public void Toolsets_WhenOneCellHasNoneThatBuildsIt_TellTheCell()
    {
        MalformedFileException error = DataFixture.With("targets.json",
            root => root["toolsets"]![0]!["cells"]!.AsArray().RemoveAt(0)).Error("targets.json");
        Assert.Equal("no toolset that builds 5.2/x64", error.Found);
    }

    [Theory]
    [InlineData("5.2", true)]
    [InlineData("10.0", true)]
    [InlineData("6", false)]
    [InlineData("6.1.0", false)]
    [InlineData("06.1", false)]
    [InlineData("6.x", false)]
    [InlineData("-6.1", false)]
    [InlineData(" 6.1", false)]
    public void OsTarget_WhenParsed_AcceptsOnlyItsOwnSpelling(string name, bool accepted) =>
        Assert.Equal(accepted, OsTarget.TryParse(name, out _));

    [Fact]
    public void CellId_WhenSorted_ComesByVersionAndNotByText() =>
        Assert.True(CellId.Parse("6.3/x86") < CellId.Parse("10.0/x64")
            && CellId.Parse("5.2/x64") < CellId.Parse("5.2/x86"));
}
