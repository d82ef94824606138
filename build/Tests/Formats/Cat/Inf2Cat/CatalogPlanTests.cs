// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Cat.Inf2Cat;

namespace PvDrivers.Tests.Formats.Cat.Inf2Cat;

/// <summary>Which catalogs a package gets, and what stands in them.</summary>
public sealed class CatalogPlanTests
{
    [Fact]
    public void Check_WhenPackageIsSound_PassesAndPlansItsCatalog()
    {
        Inf2CatPlan plan = Inf2CatSample.Check();

        Assert.Empty(plan.Findings);
        PlannedCatalog catalog = Assert.Single(plan.Catalogs);
        Assert.Equal("sample.cat", catalog.Path);
        Assert.Equal(["sample.inf", "x64/sample.sys", "x86/sample.sys"], catalog.Members.Select(m => m.Path));
        Assert.Equal([@"pci\ven_1234&dev_0001", "pnp0a03"], catalog.HardwareIds);
        Assert.Equal(["10_X64"], catalog.OsNames);
    }

    [Fact]
    public void Check_WhenTwoArchitecturesShareACatalog_ListsTheFilesOfBoth()
    {
        PlannedCatalog catalog = Assert.Single(Inf2CatSample.Check(os: "10_X86,10_X64").Catalogs);

        Assert.Equal("sample.inf x64/sample.sys x86/sample.sys", Paths(catalog));
        Assert.Equal(["10_X86", "10_X64"], catalog.OsNames);
    }

    [Theory]
    [InlineData("10_X64", "wide.cat: 10_X64 (sample.inf x64/sample.sys x86/sample.sys)")]
    [InlineData("10_X86", "rest.cat: 10_X86 (sample.inf x64/sample.sys x86/sample.sys)")]
    [InlineData("10_X64,8_X86,10_X86",
        "rest.cat: 8_X86 10_X86 (sample.inf x64/sample.sys x86/sample.sys)|wide.cat: 10_X64 (sample.inf x64/sample.sys x86/sample.sys)")]
    public void Check_WhenCatalogFileIsDecorated_PlansOneForEachArchitecture(string os, string expected)
    {
        string inf = Inf2CatSample.Inf.Replace("CatalogFile = Sample.cat",
            "CatalogFile = Rest.cat\nCatalogFile.NTamd64 = Wide.cat", StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check(inf, os);

        Assert.Empty(plan.Findings);
        Assert.Equal(expected, string.Join('|',
            plan.Catalogs.Select(c => $"{c.Path}: {string.Join(' ', c.OsNames)} ({Paths(c)})")));
    }

    [Fact]
    public void Check_WhenOneArchitectureIsAsked_ListsTheFilesOfAll()
    {
        // Google's androidwinusb86.cat, made for XP_X86 and 10_X86, lists the amd64 files of its INF too.
        Inf2CatPlan whole = Inf2CatSample.Check(os: "7_X86");
        Inf2CatPlan part = Inf2CatSample.Check(os: "7_X86", files: ["sample.inf", "x86/sample.sys"]);

        Assert.Equal("sample.inf x64/sample.sys x86/sample.sys", Paths(Assert.Single(whole.Catalogs)));
        Assert.Equal("sample.inf x86/sample.sys", Paths(Assert.Single(part.Catalogs)));
        Assert.Empty(part.Findings);
    }

    [Fact]
    public void Check_WhenFileIsRenamedByTheCopy_ListsItsNewName()
    {
        // libusb-win32: "libusb0.dll, libusb0_x86.dll" stands in catalogs as libusb0.dll.
        string inf = Inf2CatSample.Inf.Replace("[Files]\nSample.sys", "[Files]\nNew.sys, Sample.sys",
            StringComparison.Ordinal);

        Assert.Equal([new PlannedMember("sample.inf", "sample.inf"), new PlannedMember("x64/sample.sys", "New.sys"),
            new PlannedMember("x86/sample.sys", "New.sys")], Assert.Single(Inf2CatSample.Check(inf).Catalogs).Members);
    }

    [Fact]
    public void Check_WhenDefaultInstallIsDecorated_ListsItsFiles()
    {
        string inf = Inf2CatSample.Inf.Replace("[Manufacturer]", "[Old]", StringComparison.Ordinal)
            .Replace("[Install]", "[DefaultInstall.NTamd64]", StringComparison.Ordinal);

        Assert.Equal("sample.inf x64/sample.sys", Paths(Assert.Single(Inf2CatSample.Check(inf).Catalogs)));
    }

    [Fact]
    public void Check_WhenInfInstallsNothing_PassesItOver()
    {
        Inf2CatPlan plan = Inf2CatSample.Check([("sample.inf", Inf2CatSample.Inf),
            ("autorun.inf", "[autorun]\nopen=setup.exe\n")], "10_X64", Inf2CatSample.Files);

        Assert.Empty(plan.Findings);
        Assert.Single(plan.Catalogs);
    }

    [Fact]
    public void Check_WhenFolderHoldsSeveralInfs_UnitesTheirHardwareIds()
    {
        string second = Inf2CatSample.Inf.Replace("Sample.cat", "second.cat", StringComparison.Ordinal)
            .Replace("DEV_0001", "DEV_0002", StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check([("sample.inf", Inf2CatSample.Inf), ("sample-b.inf", second)], "10_X64",
            [.. Inf2CatSample.Files, "sample-b.inf"]);

        Assert.Empty(plan.Findings);
        Assert.Equal(["sample.cat: sample.inf x64/sample.sys x86/sample.sys",
            "second.cat: sample-b.inf x64/sample.sys x86/sample.sys"],
            plan.Catalogs.Select(c => $"{c.Path}: {Paths(c)}"));
        // '-' sorts before '.', as in virtio-win's pvpanic-pci.inf and pvpanic.inf.
        Assert.All(plan.Catalogs, c => Assert.Equal([@"pci\ven_1234&dev_0002", "pnp0a03", @"pci\ven_1234&dev_0001"],
            c.HardwareIds));
    }

    [Fact]
    public void Check_WhenInfStandsInASubfolder_PlansItsCatalogThere()
    {
        string[] files = [.. Inf2CatSample.Files, "sub/other.inf", "sub/x64/sample.sys", "sub/x86/sample.sys"];
        string other = Inf2CatSample.Inf.Replace("Sample.cat", "other.cat", StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check([("sample.inf", Inf2CatSample.Inf), ("sub/other.inf", other)], "10_X64",
            files);

        Assert.Empty(plan.Findings);
        Assert.Equal(["sample.cat: sample.inf x64/sample.sys x86/sample.sys",
            "sub/other.cat: sub/other.inf sub/x64/sample.sys sub/x86/sample.sys"],
            plan.Catalogs.Select(c => $"{c.Path}: {Paths(c)}"));
    }

    [Fact]
    public void Check_WhenTwoInfsShareACatalog_ListsBoth()
    {
        Inf2CatPlan plan = Inf2CatSample.Check([("sample.inf", Inf2CatSample.Inf), ("twin.inf", Inf2CatSample.Inf)],
            "10_X64", [.. Inf2CatSample.Files, "twin.inf"]);

        PlannedCatalog catalog = Assert.Single(plan.Catalogs);
        Assert.Equal(["sample.inf", "twin.inf"], catalog.Infs);
        Assert.Equal("sample.inf twin.inf x64/sample.sys x86/sample.sys", Paths(catalog));
    }

    [Fact]
    public void Plan_WhenBuilt_MakesACatalogOfItsMembers()
    {
        PlannedCatalog planned = Assert.Single(Inf2CatSample.Check(os: "10_X64,8_X64").Catalogs);

        Catalog catalog = CatalogBuilder.Build(
            planned.ToRequest(path => CatalogSubject.FromFile(path, System.Text.Encoding.ASCII.GetBytes(path)),
            Inf2CatSample.Now));

        Assert.Equal(["8X64", "_v100_X64"], catalog.OsTokens);
        Assert.Equal(["sample.inf", "sample.inf", "sample.sys", "sample.sys", "sample.sys", "sample.sys"],
            catalog.Members.Select(m => m.File)
            .Order(StringComparer.Ordinal));
        Assert.Equal(planned.HardwareIds, catalog.HardwareIds);
    }

    private static string Paths(PlannedCatalog catalog) => string.Join(' ', catalog.Members.Select(m => m.Path));
}
