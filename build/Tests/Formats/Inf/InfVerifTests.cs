// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats.Inf;
using PvDrivers.Formats.Inf.Verif;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfVerifTests
{
    private static readonly IReadOnlyList<InfVerifCase> All = InfVerifCase.ReadAll();

    /// <summary>1003 is about bytes, not text, and has tests of its own below.</summary>
    public static IEnumerable<object[]> Codes() =>
        InfVerif.Rules.Where(r => r.Code != 1003).Select(r => new object[] { r.Code });

    public static IEnumerable<object[]> Modes() => Enum.GetValues<InfVerifMode>().Select(m => new object[] { m });

    public static IEnumerable<object[]> Cells() => OwnInfs.Cells();

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_OfAFailingExample_TellsTheCodeAtItsLine(int code)
    {
        InfVerifCase example = Assert.Single(All, c => c.Code == code);
        InfReport report = Check(example.Fail, example.Mode, example.Options);
        InfFinding finding = Assert.Single(report.Findings, f => f.Code == code);
        Assert.Equal((example.Line, "x.inf"), (finding.Line, finding.File));
        Assert.NotEqual(InfSeverity.None, finding.Severity);
        Assert.NotEmpty(finding.Text);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Check_OfAPassingExample_DoesNotTellTheCode(int code)
    {
        InfVerifCase example = Assert.Single(All, c => c.Code == code);
        Assert.DoesNotContain(Check(example.Pass, example.Mode, example.Options).Findings, f => f.Code == code);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Check_OfTheDeviceThatTheExamplesEdit_FindsNothing(InfVerifMode mode) =>
        Assert.Empty(Check(InfVerifCase.Base, mode).Findings);

    /// <summary>
    /// The strictest that each generation can satisfy: 5.2 does not know PnpLockdown (1324), and no Windows before build 16299 runs
    /// drivers out of the driver store (1322), which /w asks for and /h excuses.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cells))]
    public void Check_OfOurOwnInfs_FindsNothingButWhatTheirWindowsCannotDo(string driver, string os, InfArchitecture architecture)
    {
        byte[] inf = OwnInfs.Bytes(driver, os, architecture);
        int[] lockdown = os == "5.2" ? [1324] : [];
        Assert.Equal([], Found(InfVerifMode.Basic).Except(lockdown));
        Assert.Equal(lockdown, Found(InfVerifMode.Declarative));
        Assert.Equal(lockdown, Found(InfVerifMode.Universal));
        Assert.Equal(lockdown, Found(InfVerifMode.Signature));
        Assert.Equal([1322, .. lockdown], Found(InfVerifMode.Windows).Order());
        Assert.True(InfVerif.Check(inf, "x.inf", InfVerifMode.Declarative).IsValid);
        Assert.True(InfVerif.Check(inf, "x.inf", InfVerifMode.Universal).IsValid);

        IEnumerable<int> Found(InfVerifMode mode) => InfVerif.Check(inf, "x.inf", mode).Findings.Select(f => f.Code);
    }

    [Fact]
    public void Check_InModeH_ExcusesWhatHardwareDevCenterExcuses()
    {
        string text = InfVerifCase.Base.Replace("DefaultDestDir = 13", "DefaultDestDir = 12", StringComparison.Ordinal)
            .Replace("%13%", "%12%", StringComparison.Ordinal)
            .Replace("HKR,,Answer", @"HKLM,SYSTEM\CurrentControlSet\Control\X,Answer", StringComparison.Ordinal);
        Assert.Equal([1321, 1322], Check(text, InfVerifMode.Windows).Findings.Select(f => f.Code).Order());
        Assert.Empty(Check(text, InfVerifMode.Signature).Findings);
    }

    [Fact]
    public void Check_OfASectionThatANewerOneReplaces_DoesNotAskItForIsolation()
    {
        string text = InfVerifCase.Base.Replace("Models,NTamd64.10.0...17763", "Models,NTamd64.10.0...17763,NTamd64.10.0",
                StringComparison.Ordinal)
            + "[Models.NTamd64.10.0]\n%Device% = Y,PCI\\VEN_1234&DEV_5678\n[Y]\nCopyFiles = Y_Files\n[Y.Services]\nAddService = ,2\n"
            + "[Y_Files]\nx.sys\n";
        text = text.Replace("DefaultDestDir = 13", "DefaultDestDir = 13\nY_Files = 12", StringComparison.Ordinal);
        Assert.Empty(Check(text, InfVerifMode.Windows).Findings);
        Assert.Equal([1322], Check(text, InfVerifMode.Windows, new InfVerifOptions(IsolationBuild: 10240)).Findings.Select(f => f.Code));
    }

    /// <summary>Sections of unlike Windows are never installed together: the older may copy to 12 and the newer run from 13.</summary>
    [Fact]
    public void Check_OfOneServiceDescribedForTwoWindows_IsNoConflict()
    {
        string text = InfVerifCase.Base.Replace("Models,NTamd64.10.0...17763", "Models,NTamd64.10.0...17763,NTamd64.6.1",
                StringComparison.Ordinal).Replace("DefaultDestDir = 13", "DefaultDestDir = 13\nY_Files = 12", StringComparison.Ordinal)
            + "[Models.NTamd64.6.1]\n%Device% = Y,PCI\\VEN_1234&DEV_5678\n[Y]\nCopyFiles = Y_Files\n[Y_Files]\nx.sys\n"
            + "[Y.Services]\nAddService = x,2,Y_Service\n"
            + "[Y_Service]\nServiceType = 1\nStartType = 3\nErrorControl = 1\nServiceBinary = %12%\\x.sys\n";
        Assert.Empty(Check(text, InfVerifMode.Windows).Findings);
        Assert.Contains(Check(text.Replace("Models,NTamd64.10.0...17763,NTamd64.6.1", "Models,NTamd64.10.0...17763\n%Vendor% = Models,NTamd64.6.1",
            StringComparison.Ordinal), InfVerifMode.Windows).Findings, f => f.Code == 1333);
    }

    [Fact]
    public void Check_OfADefaultInstallForANewerBuild_AsksOnlyThatOneForIsolation()
    {
        const string Text = """
            [Version]
            Signature = "$Windows NT$"
            Class = "ActivityMonitor"
            ClassGuid = {B86DFF51-A31E-4BAC-B3CF-E8CFE75C9FC2}
            Provider = "Vendor"
            CatalogFile = x.cat
            DriverVer = 11/22/2026,1.2.3.4
            PnpLockdown = 1
            [SourceDisksNames]
            1 = disk
            [SourceDisksFiles]
            x.sys = 1
            [DestinationDirs]
            New = 13
            Old = 12
            [DefaultInstall.NTamd64.10.0...25952]
            CopyFiles = New
            [DefaultInstall.NTamd64.10.0...25952.Services]
            AddService = x,,NewService
            [NewService]
            ServiceType = 2
            StartType = 3
            ErrorControl = 1
            ServiceBinary = %13%\x.sys
            AddReg = NewReg
            [NewReg]
            HKR,Parameters\Instances,DefaultInstance,,x
            [New]
            x.sys
            [DefaultInstall.NTamd64]
            CopyFiles = Old
            [DefaultInstall.NTamd64.Services]
            AddService = x,,OldService
            [OldService]
            ServiceType = 2
            StartType = 3
            ErrorControl = 1
            ServiceBinary = %12%\x.sys
            AddReg = OldReg
            [OldReg]
            HKR,Instances,DefaultInstance,,x
            HKR,Settings,Depth,0x10001,1
            [Old]
            x.sys
            [DefaultUninstall.NTamd64]
            LegacyUninstall = 1
            DelFiles = Old.Del
            [DefaultUninstall.NTamd64.Services]
            DelService = x,0x200
            [Old.Del]
            x.sys
            """;
        InfVerifOptions later = new(IsolationBuild: 26100);
        Assert.Empty(Check(Text, InfVerifMode.Windows, later).Findings);
        Assert.Equal([1322, 1323], Check(Text, InfVerifMode.Windows).Findings.Select(f => f.Code).Order());
    }

    [Theory]
    [InlineData("[Version", 1002, 1)]
    [InlineData("[Version]\n[a\n", 1002, 2)]
    [InlineData("\u00FF\u00FEx", 1003, 1)]
    public void Check_OfAFileThatCannotBeRead_IsAFindingToo(string bytes, int code, int line)
    {
        InfReport report = InfVerif.Check(Encoding.Latin1.GetBytes(bytes), "x.inf", InfVerifMode.Basic);
        InfFinding finding = Assert.Single(report.Findings);
        Assert.Equal((code, line, InfSeverity.Error), (finding.Code, finding.Line, finding.Severity));
        Assert.False(report.IsValid);
    }

    [Theory]
    [InlineData("EFBBBF")]
    [InlineData("FEFF")]
    public void Check_OfAnEncodingThatWindowsDoesNotRead_Is1003(string mark)
    {
        byte[] text = mark == "FEFF" ? Encoding.BigEndianUnicode.GetBytes(InfVerifCase.Base) : Encoding.UTF8.GetBytes(InfVerifCase.Base);
        byte[] bytes = [.. Convert.FromHexString(mark), .. text];
        Assert.Equal([1003], InfVerif.Check(bytes, "x.inf", InfVerifMode.Declarative).Findings.Select(f => f.Code));
    }

    [Fact]
    public void Check_BeforeStamping_AcceptsTheArchitectureToken()
    {
        string text = InfVerifCase.Base.Replace("NTamd64", "NT$ARCH$", StringComparison.Ordinal);
        Assert.Contains(Check(text, InfVerifMode.Declarative).Findings, f => f.Code == 1274);
        Assert.DoesNotContain(Check(text, InfVerifMode.Declarative, new InfVerifOptions(BeforeStamp: true)).Findings,
            f => f.Code is 1274 or 1287);
    }

    [Fact]
    public void Verbose_OfAReport_EndsWithTheVerdict()
    {
        Assert.Equal("the INF is valid", Check(InfVerifCase.Base, InfVerifMode.Universal).Verbose().Last());
        Assert.Equal("the INF is NOT valid", Check("[a]\n", InfVerifMode.Universal).Verbose().Last());
    }

    [Fact]
    public void Codes_OfMicrosoftsList_AreCheckedOrExcused()
    {
        Assert.Empty(InfCoverage.Forgotten());
        Assert.Empty(InfCoverage.Idle());
        Assert.Equal(All.Select(c => c.Code).Append(1003).Order(), InfVerif.Rules.Select(r => r.Code));
        Assert.True(InfVerif.Rules.Count >= 60);
    }

    /// <summary>UPDATE_DOCS=1 in the environment writes the section instead of comparing it.</summary>
    [Fact]
    public void CoverageSection_OfTheFormatsPage_IsWhatTheCodeSays()
    {
        string path = Path.Combine(Repository.Root, "docs", "FORMATS.md");
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(InfCoverage.Begin, StringComparison.Ordinal);
        int end = page.IndexOf(InfCoverage.End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"{path} lacks the lines \"{InfCoverage.Begin}\" and \"{InfCoverage.End}\"");
        string right = page[..begin] + InfCoverage.Markdown().TrimEnd('\n') + page[(end + InfCoverage.End.Length)..];
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, right);
        else
            Assert.True(right == page, $"{path} is not what the code says: run the tests once with UPDATE_DOCS=1");
    }

    private static InfReport Check(string text, InfVerifMode mode, InfVerifOptions? options = null) =>
        InfVerif.Check(Encoding.ASCII.GetBytes(text), "x.inf", mode, options);
}
