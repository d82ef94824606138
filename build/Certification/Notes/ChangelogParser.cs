// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Certification.Notes;

/// <summary>Reads the lines of a changelog from top to bottom, once.</summary>
internal sealed class ChangelogParser
{
    private static readonly string[] SectionNames = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

    private readonly string _file;
    private readonly string[] _lines;
    private int _at;

    internal ChangelogParser(string text, string file)
    {
        _file = file;
        _lines = text.Split('\n');
    }

    private string Line => _lines[_at];

    private bool AtEnd => _at >= _lines.Length;

    internal Changelog Parse()
    {
        if (Line != "# Changelog")
            throw Error(1, $"\"{Line}\"", "\"# Changelog\"");
        _at++;
        while (!AtEnd && !Line.StartsWith("## ", StringComparison.Ordinal))
        {
            if (Line.StartsWith('#') || Line.StartsWith("- ", StringComparison.Ordinal))
                throw Error(1, $"\"{Line}\"", "text, or the first release (\"## [3.4.4] - 2020-03-24\")");
            _at++;
        }
        List<ChangelogRelease> releases = [];
        while (!AtEnd)
            releases.Add(ParseRelease());
        ChangelogRelease? unreleased = releases.Count > 0 && IsUnreleased(releases[0]) ? releases[0] : null;
        Changelog changelog = new() { File = _file, Unreleased = unreleased,
            Releases = [.. releases.Skip(unreleased is null ? 0 : 1)] };
        RequireOrder(changelog.Releases);
        return changelog;
    }

    private static bool IsUnreleased(ChangelogRelease release) => release.Version == new Version(0, 0);

    private void RequireOrder(IReadOnlyList<ChangelogRelease> releases)
    {
        if (releases.Count == 0)
            throw new MalformedFileException(_file, _lines.Length, 1, "no release", "at least one");
        DateOnly newest = DateOnly.MaxValue;
        for (int i = 0; i < releases.Count; i++)
        {
            if (IsUnreleased(releases[i]))
                throw new MalformedFileException(_file, releases[i].Line, 5, "Unreleased",
                    "it once at most, before every release");
            if (i > 0 && releases[i].Version >= releases[i - 1].Version)
                throw new MalformedFileException(_file, releases[i].Line, 5,
                    $"{releases[i].Version} after {releases[i - 1].Version}", "each release once, the newest first");
            if (releases[i].Date > newest)
                throw new MalformedFileException(_file, releases[i].Line, 1, $"{releases[i].Date:yyyy-MM-dd}",
                    $"a day not after {newest:yyyy-MM-dd}, on which a newer release was published");
            newest = releases[i].Date ?? newest;
        }
    }

    private ChangelogRelease ParseRelease()
    {
        int line = _at + 1;
        (Version version, DateOnly? date) = ParseHeading();
        _at++;
        List<ChangelogEntry> remarks = [];
        List<ChangelogSection> sections = [];
        while (!AtEnd && !Line.StartsWith("## ", StringComparison.Ordinal))
            if (Line.Length == 0)
                _at++;
            else if (Line.StartsWith('#'))
                sections.Add(ParseSection(sections));
            else if (sections.Count > 0 || Line.StartsWith("- ", StringComparison.Ordinal))
                throw Error(1, $"\"{Line}\"",
                    "a section heading before entries, and paragraphs before the first section");
            else
                remarks.Add(ParseEntry(0));
        return sections.Count > 0 || version == new Version(0, 0)
            ? new ChangelogRelease { Version = version, Date = date, Remarks = remarks, Sections = sections,
                Line = line }
            : throw new MalformedFileException(_file, line, 1, $"{version} without a section", "at least one of "
                + string.Join(", ", SectionNames));
    }

    private (Version Version, DateOnly? Date) ParseHeading()
    {
        if (Line == "## [Unreleased]")
            return (new Version(0, 0), null);
        int close = Line.IndexOf(']', StringComparison.Ordinal);
        if (!Line.StartsWith("## [", StringComparison.Ordinal) || close < 0)
            throw Error(1, $"\"{Line}\"",
                "\"## [3.4.4] - 2020-03-24\", \"## [3.4.4] - undated\" or \"## [Unreleased]\"");
        string name = Line[4..close];
        if (!Version.TryParse(name, out Version? version) || version.Build < 0 || version.Revision >= 0
            || version.ToString() != name)
            throw Error(5, $"\"{name}\"", "a release of three numbers");
        string rest = Line[(close + 1)..];
        if (rest == " - undated")
            return (version, null);
        return rest.StartsWith(" - ", StringComparison.Ordinal)
            && DateOnly.TryParseExact(rest.AsSpan(3), "yyyy-MM-dd", out DateOnly date)
            ? (version, date)
            : throw Error(close + 2, $"\"{rest}\"", "\" - \" and a day (2020-03-24) or the word undated");
    }

    private ChangelogSection ParseSection(List<ChangelogSection> before)
    {
        int line = _at + 1;
        string name = Line.StartsWith("### ", StringComparison.Ordinal) ? Line[4..] : "";
        if (!SectionNames.Contains(name) || before.Any(section => section.Name == name))
            throw Error(1, $"\"{Line}\"", $"### and one of {string.Join(", ", SectionNames)}, each once in a release");
        _at++;
        List<ChangelogEntry> entries = [];
        while (!AtEnd && !Line.StartsWith('#'))
            if (Line.Length == 0)
                _at++;
            else if (Line.StartsWith("- ", StringComparison.Ordinal))
                entries.Add(ParseEntry(2));
            else
                throw Error(1, $"\"{Line}\"", "an entry (\"- \"), its continuation (two blanks) or a heading");
        return entries.Count > 0
            ? new ChangelogSection(name, entries, line)
            : throw new MalformedFileException(_file, line, 1, $"an empty section {name}", "at least one entry");
    }

    /// <summary>
    /// An entry (<paramref name="indent"/> 2) or a paragraph (0), to the first line that does not continue it.
    /// </summary>
    private ChangelogEntry ParseEntry(int indent)
    {
        int first = _at;
        List<string> parts = [];
        do
        {
            string part = Line[indent..];
            if (part.Length == 0 || part[0] == ' ' || part[^1] is ' ' or '\r' or '\t')
                throw Error(1, $"\"{Line}\"",
                    "text without blanks at either end, and lines that end with a line feed alone");
            parts.Add(part);
            _at++;
        }
        while (!AtEnd && Line.Length > 0 && Continues(indent));
        return new ReferenceReader(_file, first + 1, indent, parts).Read();
    }

    private bool Continues(int indent) => indent == 0
        ? !Line.StartsWith('#') && !Line.StartsWith("- ", StringComparison.Ordinal)
        : Line.StartsWith("  ", StringComparison.Ordinal);

    private MalformedFileException Error(int column, string found, string expected) =>
        new(_file, _at + 1, column, found, expected);
}
