// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Notes;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class ChangelogEditTests
{
    private static readonly string Real = ChangelogTests.RealText;
    private static readonly string Upcoming = ChangelogEdit.Open(Real, "c.md")
        .Replace("## [Unreleased]\n\n", "## [Unreleased]\n\n### Fixed\n\n- Something.\n\n", StringComparison.Ordinal);

    [Fact]
    public void Open_WhenNothingIsUnreleased_AddsOneHeadingAndNothingElse()
    {
        string opened = ChangelogEdit.Open(Real, "c.md");
        Assert.Equal(Real, opened.Replace("## [Unreleased]\n\n", "", StringComparison.Ordinal));
        Assert.NotNull(Changelog.Parse(opened, "c.md").Unreleased);
        Assert.Equal(opened, ChangelogEdit.Open(opened, "c.md"));
    }

    [Theory]
    [InlineData(null, "## [3.4.5] - undated")]
    [InlineData("2026-11-22", "## [3.4.5] - 2026-11-22")]
    public void Release_WhenSomethingIsUnreleased_ChangesOneLine(string? day, string heading)
    {
        DateOnly? date = day is null ? null : DateOnly.Parse(day);
        string released = ChangelogEdit.Release(Upcoming, "c.md", new Version(3, 4, 5), date);
        Assert.Equal(Upcoming.Replace("## [Unreleased]", heading, StringComparison.Ordinal), released);
        Assert.Equal(new Version(3, 4, 5), Changelog.Parse(released, "c.md").Head.Version);
    }

    [Theory]
    [InlineData("3.4.4")]
    [InlineData("3.4.3")]
    public void Release_WhenTheVersionIsNotNewer_IsAUsageError(string version) =>
        Assert.Throws<UsageException>(() => ChangelogEdit.Release(Upcoming, "c.md", Version.Parse(version), null));

    [Fact]
    public void Release_WhenNothingIsUnreleased_IsAUsageError()
    {
        Assert.Throws<UsageException>(() => ChangelogEdit.Release(Real, "c.md", new Version(3, 4, 5), null));
        Assert.Throws<UsageException>(() =>
            ChangelogEdit.Release(ChangelogEdit.Open(Real, "c.md"), "c.md", new Version(3, 4, 5), null));
    }

    [Fact]
    public void Release_WhenTheDayIsBeforeAnOlderRelease_IsAnErrorAndNoBrokenFile() =>
        Assert.Throws<MalformedFileException>(() =>
        ChangelogEdit.Release(Upcoming, "c.md", new Version(3, 4, 5), new DateOnly(2019, 1, 1)));

    [Fact]
    public void SetDay_WhenSetAndTakenAway_GivesTheTextBack()
    {
        string dated = ChangelogEdit.SetDay(Real, "c.md", new Version(3, 4, 3), new DateOnly(2018, 5, 1));
        Assert.Contains("\n## [3.4.3] - 2018-05-01\n", dated, StringComparison.Ordinal);
        Assert.Equal(Real, ChangelogEdit.SetDay(dated, "c.md", new Version(3, 4, 3), null));
        Assert.Throws<UsageException>(() => ChangelogEdit.SetDay(Real, "c.md", new Version(9, 9, 9), null));
    }

    [Theory]
    [InlineData(ReleasePart.Patch, "3.4.5")]
    [InlineData(ReleasePart.Minor, "3.5.0")]
    [InlineData(ReleasePart.Major, "4.0.0")]
    public void Next_WhenAPartIsRaised_ZeroesWhatFollows(ReleasePart part, string next) =>
        Assert.Equal(next, ChangelogEdit.Next(new Version(3, 4, 4), part).ToString());
}
