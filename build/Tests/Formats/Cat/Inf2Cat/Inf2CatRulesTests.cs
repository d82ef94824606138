// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Cat.Inf2Cat;

namespace PvDrivers.Tests.Formats.Cat.Inf2Cat;

public sealed class Inf2CatRulesTests
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
    public void Rule1_WhenFileIsMissing_NamesFileListAndPlace()
    {
        Inf2CatPlan plan = Inf2CatSample.Check(files: ["sample.inf", "x86/sample.sys"]);

        Inf2CatFinding finding = Assert.Single(plan.Findings);
        Assert.Equal(("22.9.1", Inf2CatSeverity.Error, "sample.inf"), (finding.Rule, finding.Severity, finding.File));
        Assert.Equal(Inf2CatSample.Line(Inf2CatSample.Inf, "[Files]") + 1, finding.Line);
        Assert.Contains("sample.sys in [files]", finding.Text, StringComparison.Ordinal);
        Assert.Contains("x64/Sample.sys", finding.Text, StringComparison.Ordinal);
        Assert.False(plan.Passed);
    }

    [Fact]
    public void Rule1_WhenNameDiffersByCaseOnly_Passes() =>
        Assert.Empty(Inf2CatSample.Check(files: ["SAMPLE.INF", "X64/SAMPLE.SYS", "X86/SAMPLE.SYS"]).Findings);

    [Fact]
    public void Rule1_WhenFileIsOnlyCompressed_SaysSo()
    {
        Inf2CatFinding finding = Assert.Single(
            Inf2CatSample.Check(files: ["sample.inf", "x64/sample.sy_", "x86/sample.sys"]).Findings);

        Assert.Equal("22.9.1", finding.Rule);
        Assert.Contains("only compressed, as x64/sample.sy_", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule1_WhenStringIsUnknown_LandsHere()
    {
        string inf = Inf2CatSample.Inf.Replace("[Files]\nSample.sys", "[Files]\n%Gone%.sys", StringComparison.Ordinal);

        Assert.Equal(["22.9.1", "22.9.10"], Inf2CatSample.Check(inf).Findings.Select(f => f.Rule)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rule4_WhenNoCatalogFileServes_NamesTheArchitecture()
    {
        string inf = Inf2CatSample.Inf.Replace("CatalogFile =", "CatalogFile.ntx86 =", StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check(inf, "10_X86,10_X64");

        Inf2CatFinding finding = Assert.Single(plan.Findings);
        Assert.Equal(("22.9.4", 1), (finding.Rule, finding.Line));
        Assert.Contains("AMD64", finding.Text, StringComparison.Ordinal);
        Assert.Equal(["10_X86"], Assert.Single(plan.Catalogs).OsNames);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DriverVer = 20.11.2026,3.4.4.1882")]
    [InlineData("DriverVer = 1/2/2026,3.4.4.1882")]
    [InlineData("DriverVer = 11/20/26,3.4.4.1882")]
    [InlineData("DriverVer = 02/30/2026,3.4.4.1882")]
    [InlineData("DriverVer = 11/20/2026,3.4.4.x")]
    public void Rule6_WhenDriverVerIsMissingOrMalformed_Fails(string line)
    {
        string inf = Inf2CatSample.Inf.Replace("DriverVer = 11/20/2026,3.4.4.1882", line, StringComparison.Ordinal);

        Assert.Equal("22.9.6", Assert.Single(Inf2CatSample.Check(inf).Findings).Rule);
    }

    [Theory]
    [InlineData("DriverVer = 11-20-2026,3.4.4.1882")]
    [InlineData("DriverVer = 11/22/2026,1.2.3.4")]
    public void Rule6_WhenDriverVerIsWellFormed_Passes(string line) =>
        Assert.Empty(Inf2CatSample.Check(Inf2CatSample.Inf.Replace("DriverVer = 11/20/2026,3.4.4.1882", line,
            StringComparison.Ordinal)).Findings);

    [Theory]
    // 22 November, 23:30 UTC is 23 November in Moscow; 22 November, 00:30 UTC is 21 November in New York.
    [InlineData("11/23/2026", "2026-11-23T02:30:00+03:00", false, "22.9.7")]
    [InlineData("11/23/2026", "2026-11-23T02:30:00+03:00", true, "")]
    [InlineData("11/22/2026", "2026-11-21T19:30:00-05:00", false, "")]
    [InlineData("11/22/2026", "2026-11-21T19:30:00-05:00", true, "22.9.7")]
    public void Rule7_WhenDayDiffersBetweenUtcAndLocal_FollowsTheSwitch(string date, string now, bool local,
        string expected)
    {
        string inf = Inf2CatSample.Inf.Replace("11/20/2026", date, StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check(inf, now: DateTimeOffset.Parse(now), local: local);

        Assert.Equal(expected, string.Join(' ', plan.Findings.Select(f => f.Rule)));
    }

    [Theory]
    [InlineData("7_X64", "04/20/2009", "22.9.7")]
    [InlineData("Vista_X64,Server2008R2_X64", "04/20/2009", "22.9.7")]
    [InlineData("7_X64", "04/21/2009", "")]
    [InlineData("Vista_X64", "04/20/2009", "")]
    public void Rule7_WhenNewestIsWindows7_KnowsItsFirstDay(string os, string date, string expected)
    {
        Inf2CatPlan plan = Inf2CatSample.Check(Inf2CatSample.Inf.Replace("11/20/2026", date, StringComparison.Ordinal),
            os);

        Assert.Equal(expected, string.Join(' ', plan.Findings.Select(f => f.Rule)));
    }

    [Fact]
    public void Rule10_WhenFileIsNotInSourceDisksFiles_Fails()
    {
        string inf = Inf2CatSample.Inf.Replace("[Files]\nSample.sys", "[Files]\nSample.sys\nExtra.dll",
            StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check(inf, files: [.. Inf2CatSample.Files, "extra.dll"]);

        Assert.Equal([$"22.9.10 Error sample.inf({Inf2CatSample.Line(inf, "Extra.dll")})"], Inf2CatSample.Short(plan));
    }

    [Fact]
    public void Rule10_WhenLayoutFileBringsIt_WarnsAndLeavesItOut()
    {
        string inf = Inf2CatSample.Inf.Replace("[Files]\nSample.sys", "[Files]\nSample.sys\nExtra.dll",
            StringComparison.Ordinal)
            .Replace("CatalogFile =", "LayoutFile = layout.inf\nCatalogFile =", StringComparison.Ordinal);

        Inf2CatPlan plan = Inf2CatSample.Check(inf);

        Assert.Equal([$"22.9.10 Warning sample.inf({Inf2CatSample.Line(inf, "Extra.dll")})"],
            Inf2CatSample.Short(plan));
        Assert.True(plan.Passed);
        Assert.Equal("sample.inf x64/sample.sys x86/sample.sys", Paths(Assert.Single(plan.Catalogs)));
    }

    [Fact]
    public void Root_WhenNoInfIsThere_Fails()
    {
        Inf2CatPlan plan = Inf2CatSample.Check([("driver/sample.inf", Inf2CatSample.Inf)], "10_X64",
            ["driver/sample.inf", "driver/x64/sample.sys", "driver/x86/sample.sys"]);

        Assert.Equal("root", Assert.Single(plan.Findings).Rule);
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
