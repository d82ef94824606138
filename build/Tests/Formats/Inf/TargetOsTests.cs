// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class TargetOsTests
{
    private static readonly WindowsVersion Xp = new(5, 1, 2600, InfArchitecture.X86);
    private static readonly WindowsVersion Vista = new(6, 0, 6002, InfArchitecture.X86);
    private static readonly WindowsVersion Server2016 = new(10, 0, 14393, InfArchitecture.Amd64, WindowsProductType.Server);

    [Theory]
    [InlineData("NTamd64.6.1", InfArchitecture.Amd64, 6, 1, null, null, null)]
    [InlineData("ntx86.5", InfArchitecture.X86, 5, null, null, null, null)]
    [InlineData("NT", null, null, null, null, null, null)]
    [InlineData("NTx86....0x80", InfArchitecture.X86, null, null, null, 0x80, null)]
    [InlineData("NTx86.5.2.0x3.0x2", InfArchitecture.X86, 5, 2, 3, 2, null)]
    [InlineData("NTarm64.10.0...14393", InfArchitecture.Arm64, 10, 0, null, null, 14393)]
    public void Parse_OfADecoration_GivesItsParts(string text, InfArchitecture? architecture, int? major, int? minor,
        int? product, int? suite, int? build) =>
        Assert.Equal(new TargetOs(architecture, major, minor, product, suite, build), TargetOs.Parse(text));

    [Theory]
    [InlineData("amd64")]
    [InlineData("NTx64")]
    [InlineData("NTamd64.six")]
    [InlineData("NTamd64.10.0...14393.1")]
    [InlineData("NTamd64.-1")]
    [InlineData("")]
    public void Parse_OfSomethingElse_GivesNull(string text) => Assert.Null(TargetOs.Parse(text));

    /// <summary>Rows of the examples of "INF Manufacturer section" and of its rules.</summary>
    [Theory]
    [InlineData("NT, NT.5, NT.5.5, NT....0x80", "NT.5")]
    [InlineData("NTx86.6.0, NTx86.5.1", "NTx86.5.1")]
    [InlineData("NTx86.6.0", "")]
    [InlineData("NTx86.5.1, NTx86.5.1.0x1, NTx86.5.1.0x3", "NTx86.5.1.0x1")]
    [InlineData("NTamd64", "")]
    public void Select_OnWindowsXp_TakesTheClosestSection(string decorations, string expected) =>
        Assert.Equal(expected, Select(decorations, Xp));

    [Theory]
    [InlineData("NT.5, NTx86.5.1", "NTx86.5.1")]
    [InlineData("NTx86.6.0, NTx86.5.1", "NTx86.6.0")]
    [InlineData("NTx86.6.1", "")]
    public void Select_OnVista_NeverTakesANewerSection(string decorations, string expected) =>
        Assert.Equal(expected, Select(decorations, Vista));

    [Theory]
    [InlineData("NTamd64.6.1, NTamd64.10.0...14393", "NTamd64.10.0...14393")]
    [InlineData("NTamd64.6.1, NTamd64.10.0...16299", "NTamd64.6.1")]
    [InlineData("NTamd64.6.3...16299", "NTamd64.6.3...16299")]
    [InlineData("NT, NT.6.1", null)]
    [InlineData("NTamd64.10.0.0x1", null)]
    [InlineData("NTamd64.10.0.3", "NTamd64.10.0.3")]
    [InlineData("NTamd64.10.0..0x80", null)]
    public void Select_OnServer2016_MindsBuildAndProduct(string decorations, string? expected) =>
        Assert.Equal(expected, Select(decorations, Server2016));

    [Fact]
    public void Select_OnWindows10BeforeBuildNumbersWereKnown_PassesThemOver() =>
        Assert.Equal("NTamd64.6.1", Select("NTamd64.6.1, NTamd64.6.2...1", new WindowsVersion(10, 0, 10240, InfArchitecture.Amd64)));

    [Fact]
    public void Select_OfAnEmptyCloserSection_ExcludesTheWindows()
    {
        InfPackage package = Package("[Manufacturer]\n%m%=M,NTx86.5.1,NTx86.6.0\n[M.NTx86.5.1]\nd=i,HW\n[M.NTx86.6.0]\n");
        Assert.Equal("HW", Assert.Single(package.ModelsFor(Xp)).HardwareId);
        Assert.Empty(package.ModelsFor(Vista));
    }

    private static string? Select(string decorations, WindowsVersion windows) =>
        Package($"[Manufacturer]\n%m% = M, {decorations}\n[M]\n").Manufacturers[0].Select(windows)?.Decoration;

    private static InfPackage Package(string text) =>
        InfPackage.From(InfFile.Read(Encoding.ASCII.GetBytes(text), "x.inf"));
}
