// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Certification.Notes;

/// <summary>Which of a release's three numbers is raised; those after it become 0.</summary>
public enum ReleasePart
{
    Major,
    Minor,
    Patch,
}

/// <summary>
/// Changes one heading of a changelog and leaves every other character as it was. Text in, text out; what comes out has
/// been parsed again, so that a change which would break the file is an error and not a broken file.
/// </summary>
public static class ChangelogEdit
{
    private const string Unreleased = "## [Unreleased]";

    /// <summary>The release after another.</summary>
    public static Version Next(Version release, ReleasePart part) => part switch
    {
        ReleasePart.Major => new Version(release.Major + 1, 0, 0),
        ReleasePart.Minor => new Version(release.Major, release.Minor + 1, 0),
        _ => new Version(release.Major, release.Minor, release.Build + 1),
    };

    /// <summary>
    /// Puts a heading for what is to come above the newest release; nothing changes where there is one.
    /// </summary>
    public static string Open(string text, string file)
    {
        Changelog changelog = Changelog.Parse(text, file);
        if (changelog.Unreleased is not null)
            return text;
        int at = LineStart(text, changelog.Head.Line);
        return Checked(text[..at] + Unreleased + "\n\n" + text[at..], file);
    }

    /// <summary>
    /// Makes what is unreleased a release, which must be newer than the newest and have something to tell; without a
    /// day it is undated.
    /// </summary>
    public static string Release(string text, string file, Version version, DateOnly? day)
    {
        Changelog changelog = Changelog.Parse(text, file);
        if (changelog.Unreleased is not { Sections.Count: > 0 } upcoming)
            throw new UsageException($"{file} has nothing under {Unreleased} that could be released as {version}");
        return version > changelog.Head.Version
            ? Replace(text, file, upcoming.Line, version, day)
            : throw new UsageException(
                $"{version} is not newer than {changelog.Head.Version}, the newest release of {file}");
    }

    /// <summary>Gives a release its day, or takes it away.</summary>
    public static string SetDay(string text, string file, Version version, DateOnly? day)
    {
        ChangelogRelease release = Changelog.Parse(text, file).Releases.FirstOrDefault(r => r.Version == version)
            ?? throw new UsageException($"{version} is not a release of {file}");
        return Replace(text, file, release.Line, version, day);
    }

    private static string Replace(string text, string file, int line, Version version, DateOnly? day)
    {
        int start = LineStart(text, line);
        int end = text.IndexOf('\n', start);
        string heading = $"## [{version}] - {day?.ToString("yyyy-MM-dd") ?? "undated"}";
        return Checked(text[..start] + heading + (end < 0 ? "" : text[end..]), file);
    }

    private static string Checked(string text, string file)
    {
        Changelog.Parse(text, file);
        return text;
    }

    private static int LineStart(string text, int line)
    {
        int at = 0;
        for (int i = 1; i < line; i++)
            at = text.IndexOf('\n', at) + 1;
        return at;
    }
}
