// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfPackageTests
{
    /// <summary>Two architectures with files of one name in folders of their own, an @file, a renamed file, Needs and a co-installer.</summary>
    private const string TwoArchitectures = """
        [Version]
        CatalogFile.NTx86 = x86.cat
        CatalogFile = rest.cat
        DriverVer = 1-02-2003 , 4.5
        [Manufacturer]
        %Maker% = Models,NTx86,NTamd64
        Second = Others,NTamd64
        [Models.NTx86]
        "One" = X,*ONE,Two
        [Models.NTamd64]
        "One" = X,%Bus%\One,*one
        "Three" = Y,PCI\Three,,USB\CLASS_01
        [Others.NTamd64]
        Other = Y,PCI\three,Four
        [X.NTx86]
        CopyFiles = Files,@Tool.exe
        [X.NTamd64]
        CopyFiles = Files
        [X.NTamd64.CoInstallers]
        CopyFiles = Helpers
        [Y.NT]
        Needs = Shared
        [Y]
        CopyFiles = @never.sys
        [Shared]
        CopyFiles = More
        [Files]
        X.sys
        [More]
        new.dll,old.dll
        [Helpers]
        helper.dll,,,0x2
        [SourceDisksNames]
        1 = disk,,,\common
        [SourceDisksNames.amd64]
        1 = disk,,,x64\bin
        [SourceDisksFiles]
        Tool.exe = 1
        old.dll = 1,\sub
        helper.dll = 1
        [SourceDisksFiles.x86]
        X.sys = 1,i386
        [SourceDisksFiles.amd64]
        X.sys = 1
        [DestinationDirs]
        DefaultDestDir = 12
        More = 11,drv
        [Strings]
        Maker = "Maker"
        Bus = "PCI"
        """;

    private static InfPackage Package(string text) => InfPackage.From(InfFile.Read(Encoding.ASCII.GetBytes(text), "x.inf"));

    [Theory]
    [InlineData(InfArchitecture.X86, "common/i386/X.sys", "common/Tool.exe")]
    [InlineData(InfArchitecture.Amd64, "x64/bin/X.sys", "x64/bin/helper.dll", "x64/bin/sub/old.dll")]
    public void CopiedFiles_OfAnArchitecture_AreItsOwnByItsOwnDisks(InfArchitecture architecture, params string[] paths) =>
        Assert.Equal(paths, Package(TwoArchitectures).CopiedFiles(architecture).Select(f => f.SourcePath));

    [Fact]
    public void CopiedFiles_OfARenamedFile_TellsBothNamesAndWhere()
    {
        InfCopiedFile file = Package(TwoArchitectures).CopiedFiles(InfArchitecture.Amd64).Single(f => f.SourceName == "old.dll");
        Assert.Equal(("new.dll", "11", "drv", "More", true),
            (file.DestinationName, file.DestinationDir, file.DestinationSubdir, file.ListSection, file.IsListed));
    }

    [Fact]
    public void CopiedFiles_OfAFileWithoutASource_AreNotListed()
    {
        InfPackage package = Package("[Manufacturer]\na=M,NTamd64\n[M.NTamd64]\nd=X,H\n[X]\nCopyFiles=@a.sys,F\n[F]\nb.sys,\n,\nk=v\n");
        Assert.Equal([("a.sys", false), ("b.sys", false)],
            package.CopiedFiles(InfArchitecture.Amd64).Select(f => (f.SourcePath, f.IsListed)));
    }

    [Fact]
    public void HardwareIds_OfAPackage_AreInOrderLowerCaseOnceAndWithoutAsterisk() => Assert.Equal(
        ["one", "two", @"pci\one", @"pci\three", @"usb\class_01", "four"], Package(TwoArchitectures).HardwareIds());

    [Fact]
    public void Version_OfAPackage_IsReadWhereItIsWellFormed()
    {
        Assert.Null(Package(TwoArchitectures).DriverVer);
        Assert.Equal(new DriverVersion(new DateOnly(2003, 1, 2), new Version(4, 5, 0, 0)),
            Package("[Version]\nDriverVer=01-02-2003,4.5").DriverVer);
        Assert.Equal("01/02/2003", Package("[Version]\nDriverVer=01/02/2003").DriverVer!.ToString());
        Assert.All(new[] { "01.02.2003", "13/02/2003", "1/2/2003", "01/02/03", "01/02/2003,1.2.3.65536", "01/02/2003,1.2.3.4.5", "01/02/2003,x" },
            bad => Assert.Null(Package($"[Version]\nDriverVer={bad}").DriverVer));
    }

    [Theory]
    [InlineData(InfArchitecture.X86, "x86.cat")]
    [InlineData(InfArchitecture.Amd64, "rest.cat")]
    public void CatalogFile_OfAnArchitecture_PrefersItsOwn(InfArchitecture architecture, string expected) =>
        Assert.Equal(expected, Package(TwoArchitectures).CatalogFile(architecture));

    [Fact]
    public void CatalogFile_WithNt_StandsBetween()
    {
        InfPackage package = Package("[Version]\nCatalogFile.nt=n.cat\nCatalogFile.ntia64=i.cat");
        Assert.Equal(("i.cat", "n.cat"), (package.CatalogFile(InfArchitecture.Ia64), package.CatalogFile(InfArchitecture.Amd64)));
        Assert.Null(Package("[Version]\n").CatalogFile(InfArchitecture.Amd64));
    }

    [Fact]
    public void Models_OfANameAlone_AreThoseOfTheSectionOfThatName()
    {
        InfPackage package = Package("[Manufacturer]\nMaker\n[Maker]\nd=X,H1,C1,,C2\n");
        InfModel model = Assert.Single(package.Models);
        Assert.Equal(("Maker", "d", "X", "H1"), (model.Models.Manufacturer.Name, model.Description, model.InstallSection, model.HardwareId));
        Assert.Equal(["C1", "C2"], model.CompatibleIds);
    }

    [Theory]
    [InlineData("[X]\n[X.NT]\n[X.NTamd64]\n", InfArchitecture.Amd64, "X.NTamd64")]
    [InlineData("[X]\n[X.NT]\n[X.NTamd64]\n", InfArchitecture.X86, "X.NT")]
    [InlineData("[X]\n[X.NTamd64]\n", InfArchitecture.X86, "X")]
    [InlineData("[X]\n[X.NT.Services]\n", InfArchitecture.X86, "X")]
    [InlineData("[X.NT]\n[X.NT.Services]\n", InfArchitecture.X86, "X.NT,X.NT.Services")]
    [InlineData("[x.services]\n[x]\n", InfArchitecture.Arm64, "x.services,x")]
    [InlineData("[X.NTx64]\n", InfArchitecture.Amd64, "")]
    public void Graph_OfAnInstallSection_TakesTheClosestDecoration(string sections, InfArchitecture architecture, string expected)
    {
        InfPackage package = Package($"[Manufacturer]\na=M,NT{architecture}\n[M.NT{architecture}]\nd=X,H\n{sections}");
        Assert.Equal(expected, string.Join(',', InfGraph.Build(package, architecture).Uses.Select(u => u.Section.Name)));
    }

    [Fact]
    public void Graph_OfADevice_TellsWhatEachListIsRelativeTo()
    {
        InfGraph graph = InfGraph.Build(InfPackage.From(OwnInfs.Read("xenbus", "6.1", InfArchitecture.Amd64)));
        Assert.Empty(graph.Missing);
        Assert.Equal([("Bus_Device_Registry", InfRole.Hardware), ("Bus_EventLog_Registry", InfRole.EventLog)],
            graph.Uses.Where(u => u.Role == InfRole.AddReg).Select(u => (u.Section.Name, u.Parent)));
    }
}
