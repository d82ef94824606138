// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cat.Inf2Cat;

namespace PvDrivers.Tests.Formats.Cat.Inf2Cat;

public sealed class Inf2CatRulesTests
{
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

    private static string Paths(PlannedCatalog catalog) => string.Join(' ', catalog.Members.Select(m => m.Path));
}
