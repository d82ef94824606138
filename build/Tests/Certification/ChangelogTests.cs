// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Notes;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class ChangelogTests
{
    private const string Small = """
        # Changelog

        Some words.

        ## [2.0.1] - 2020-03-24

        A paragraph of
        two lines (patch 23346086).

        ### Added

        - First, over
          two lines (bugs 27662016,
          27934031)
        - Second.

        ## [2.0.0] - undated

        ### Fixed

        - Third (bug 28309263)

        """;

    internal static string RealText { get; } = File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md"));

    internal static Changelog Real { get; } = Changelog.Parse(RealText, "CHANGELOG.md");

    [Fact]
    public void Parse_WhenTheTextIsWellFormed_KeepsEverything()
    {
        Changelog changelog = Changelog.Parse(Small, "c.md");
        ChangelogRelease head = changelog.Head;
        Assert.Equal((new Version(2, 0, 1), new DateOnly(2020, 3, 24), 5), (head.Version, head.Date, head.Line));
        Assert.Equal("A paragraph of two lines", head.Remarks.Single().Text);
        Assert.Equal(["First, over two lines", "Second."], head.Sections.Single().Entries.Select(entry => entry.Text));
        Assert.Equal([new(FaultKind.Patch, 23346086, 8, 18), new(FaultKind.Bug, 27662016, 13, 19),
            new(FaultKind.Bug, 27934031, 14, 3)], head.References);
        Assert.Null(changelog.Releases[1].Date);
        Assert.Null(changelog.Unreleased);
    }

    [Fact]
    public void Parse_WhenUnreleasedStandsFirst_IsNoRelease()
    {
        Changelog changelog = Changelog.Parse(
            Small.Replace("## [2.0.1]", "## [Unreleased]\n\n### Added\n\n- New.\n\n## [2.0.1]",
            StringComparison.Ordinal), "c.md");
        Assert.Equal("New.", changelog.Unreleased?.Sections.Single().Entries.Single().Text);
        Assert.Equal(new Version(2, 0, 1), changelog.Head.Version);
    }

    [Theory]
    [InlineData("# Changelog", "# Changes", 1, 1, "\"# Changes\"")]
    [InlineData("Some words.", "- Some words.", 3, 1, "\"- Some words.\"")]
    [InlineData("- 2020-03-24", "- 2020-02-30", 5, 11, "\" - 2020-02-30\"")]
    [InlineData("- 2020-03-24", "", 5, 11, "\" \"")]
    [InlineData("[2.0.1]", "[2.0]", 5, 5, "\"2.0\"")]
    [InlineData("[2.0.1]", "[2.0.1.7]", 5, 5, "\"2.0.1.7\"")]
    [InlineData("[2.0.1]", "[2.0.01]", 5, 5, "\"2.0.01\"")]
    [InlineData("## [2.0.1]", "## 2.0.1", 5, 1, "\"## 2.0.1 - 2020-03-24\"")]
    [InlineData("[2.0.1]", "[1.9.9]", 17, 5, "2.0.0 after 1.9.9")]
    [InlineData("[2.0.0]", "[2.0.1]", 17, 5, "2.0.1 after 2.0.1")]
    [InlineData("[2.0.0] - undated", "[2.0.0] - 2020-03-25", 17, 1, "2020-03-25")]
    [InlineData("### Added", "### New", 10, 1, "\"### New\"")]
    [InlineData("### Added", "#### Added", 10, 1, "\"#### Added\"")]
    [InlineData("### Added", "", 12, 1, "\"- First, over\"")]
    [InlineData("- Third (bug 28309263)", "", 19, 1, "an empty section Fixed")]
    [InlineData("- Third", "Third", 21, 1, "\"Third (bug 28309263)\"")]
    [InlineData("  two lines (bugs", "    two lines (bugs", 13, 1, "\"    two lines (bugs 27662016,\"")]
    [InlineData("- Second.", "- Second. ", 15, 1, "\"- Second. \"")]
    [InlineData("- Second.", "- Second.\r", 15, 1, "\"- Second.\r\"")]
    [InlineData("(bug 28309263)", "(defect 28309263)", 21, 9, "\"(defect 28309263)\"")]
    [InlineData("(bug 28309263)", "(bugs 28309263)", 21, 9, "\"bugs\" before 1")]
    [InlineData("(bug 28309263)", "(bug 28309263, 2830926)", 21, 24, "\"2830926\"")]
    [InlineData("(bug 28309263)", "28309263", 21, 9, "the number 28309263 inside the text")]
    [InlineData("- Third (bug", "- (bug", 21, 3, "numbers without a text")]
    public void Parse_WhenTheTextIsBroken_TellsLineAndColumn(string old, string broken, int line, int column,
        string found)
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            Changelog.Parse(Small.Replace(old, broken, StringComparison.Ordinal), "c.md"));
        Assert.Equal((line, column, found), (error.Line, error.Column, error.Found));
        Assert.NotEmpty(error.Expected);
    }

    [Fact]
    public void Parse_WhenUnreleasedIsNotFirst_TellsIt() =>
        Assert.Equal("Unreleased", Assert.Throws<MalformedFileException>(() =>
        Changelog.Parse(Small + "## [Unreleased]\n", "c.md")).Found);

    [Fact]
    public void Real_WhenParsed_HasTheSevenReleasesAndOneDay()
    {
        Assert.Equal("3.4.4 3.4.3 3.4.2 3.4.1 3.2.3 3.2.2 3.0.1",
            string.Join(' ', Real.Releases.Select(release => release.Version)));
        Assert.Equal([Real.Head], Real.Releases.Where(release => release.Date is not null));
        Assert.Equal((DataFixture.Real.Product.Release, DataFixture.Real.Product.Published),
            (Real.Head.Version, Real.Head.Date));
    }

    [Fact]
    public void Check_WhenTheRepositorysChangelogIsHeldAgainstTheFaults_FindsNothing() =>
        Real.Check(DataFixture.Real.Faults);

    [Theory]
    [InlineData("(bug 28104969)", "(bug 28104968)", "28104968", "a number of certification/faults.json")]
    [InlineData("(reference 27996456)", "(bug 27996456)", "27996456 as a bug",
        "a reference, as certification/faults.json")]
    [InlineData("(bug 28104969)", "(bug 25233360)", "25233360 under 3.4.4",
        "it under 3.4.3, as certification/faults.json")]
    [InlineData("(bug 28104969)", "(bug 10334923)", "10334923 under 3.4.4",
        "it under no release, as certification/faults.json")]
    [InlineData(" (bug 28104969)", "", "a release 3.4.4 without 28104969",
        "the bug 28104969, as certification/faults.json")]
    [InlineData("[3.2.3]", "[3.2.4]", "20863991 under 3.2.4", "it under 3.2.3, as certification/faults.json")]
    public void Check_WhenAReferenceIsWrong_TellsLineAndNumber(string old, string wrong, string found, string expected)
    {
        Changelog changelog = Changelog.Parse(RealText.Replace(old, wrong, StringComparison.Ordinal), "CHANGELOG.md");
        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            changelog.Check(DataFixture.Real.Faults));
        Assert.Equal((found, expected), (error.Found, error.Expected));
        Assert.True(error.Line > 1);
    }

    [Theory]
    [InlineData("3.4.2", "3.4.4", "3.4.4 3.4.3")]
    [InlineData("3.0.1", "3.2.3", "3.2.3 3.2.2")]
    public void Between_WhenAskedForARange_IsCumulative(string from, string to, string releases) =>
        Assert.Equal(releases,
        string.Join(' ', Real.Between(Version.Parse(from), Version.Parse(to)).Select(release => release.Version)));

    [Theory]
    [InlineData("3.4.4", "3.4.4")]
    [InlineData("3.4.4", "3.4.2")]
    [InlineData("3.3.0", "3.4.4")]
    [InlineData("3.4.2", "3.5.0")]
    public void Between_WhenTheRangeIsNone_IsAUsageError(string from, string to) =>
        Assert.Throws<UsageException>(() => Real.Between(Version.Parse(from), Version.Parse(to)));
}
