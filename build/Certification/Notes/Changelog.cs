// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Notes;

/// <summary>
/// CHANGELOG.md, the only source of what changed when. The grammar is that of Keep a Changelog 1.1.0, with two
/// additions: a release may say <c>undated</c> instead of a day, and numbers stand in brackets at the end of an entry
/// or paragraph, <c>(bug 28309263)</c>, <c>(bugs 27662016, 27934031)</c>, <c>(reference 27996456)</c>, <c>(patch
/// 23346086)</c>.
/// </summary>
public sealed record Changelog
{
    /// <summary>Name of the file, for messages.</summary>
    public required string File { get; init; }

    /// <summary>What stands under the heading Unreleased; null where there is none.</summary>
    public required ChangelogRelease? Unreleased { get; init; }

    /// <summary>Newest first; never empty.</summary>
    public required IReadOnlyList<ChangelogRelease> Releases { get; init; }

    /// <summary>The release a build makes.</summary>
    public ChangelogRelease Head => Releases[0];

    /// <summary>Every error is a <see cref="MalformedFileException"/> with line and column.</summary>
    public static Changelog Parse(string text, string file) => new ChangelogParser(text, file).Parse();

    /// <summary>
    /// The releases after <paramref name="from"/> up to and with <paramref name="to"/>, newest first.
    /// </summary>
    public IReadOnlyList<ChangelogRelease> Between(Version from, Version to)
    {
        foreach (Version bound in (Version[])[from, to])
            if (!Releases.Any(release => release.Version == bound))
                throw new UsageException($"{bound} is not a release of {File}; it has "
                    + string.Join(", ", Releases.Select(release => release.Version)));
        return from < to
            ? [.. Releases.Where(release => release.Version > from && release.Version <= to)]
            : throw new UsageException(
                $"release notes lead from an older release to a newer one, not from {from} to {to}");
    }

    /// <summary>
    /// Holds the numbers against faults.json, both ways: every number is known by that word, and stands in exactly the
    /// releases that faults.json gives it.
    /// </summary>
    public void Check(Faults faults)
    {
        foreach (ChangelogRelease release in Releases)
            foreach (ChangelogReference reference in release.References)
            {
                Fault fault = faults.Find(reference.Number)
                    ?? throw Error(reference, $"{reference.Number}", "a number of certification/faults.json");
                if (fault.Kind != reference.Kind)
                    throw Error(reference, $"{reference.Number} as a {Word(reference.Kind)}",
                        $"a {Word(fault.Kind)}, as certification/faults.json");
                if (!fault.Releases.Contains(release.Version))
                    throw Error(reference, $"{reference.Number} under {release.Version}",
                        fault.Releases.Count == 0 ? "it under no release, as certification/faults.json"
                            : $"it under {string.Join(" and ", fault.Releases)}, as certification/faults.json");
            }
        foreach (Fault fault in faults.Listed)
            foreach (Version version in fault.Releases)
                if (Releases.FirstOrDefault(release => release.Version == version) is not ChangelogRelease release)
                    throw new MalformedFileException(File, 1, 1, $"no release {version}",
                        $"the release that certification/faults.json gives {fault.Number}");
                else if (!release.References.Any(reference => reference.Number == fault.Number))
                    throw new MalformedFileException(File, release.Line, 1,
                        $"a release {version} without {fault.Number}",
                        $"the {Word(fault.Kind)} {fault.Number}, as certification/faults.json");
    }

    internal static string Word(FaultKind kind) => kind switch
    {
        FaultKind.Bug => "bug",
        FaultKind.Reference => "reference",
        _ => "patch",
    };

    private MalformedFileException Error(ChangelogReference reference, string found, string expected) =>
        new(File, reference.Line, reference.Column, found, expected);
}

/// <summary>A heading of the second level and what stands under it.</summary>
public sealed record ChangelogRelease
{
    /// <summary>0.0 for Unreleased.</summary>
    public required Version Version { get; init; }

    /// <summary>Null where the day is not known.</summary>
    public required DateOnly? Date { get; init; }

    /// <summary>Paragraphs before the first section.</summary>
    public required IReadOnlyList<ChangelogEntry> Remarks { get; init; }

    public required IReadOnlyList<ChangelogSection> Sections { get; init; }

    /// <summary>Line of the heading, counted from 1.</summary>
    public required int Line { get; init; }

    public IEnumerable<ChangelogReference> References =>
        Remarks.Concat(Sections.SelectMany(section => section.Entries)).SelectMany(entry => entry.References);
}

/// <summary>A heading of the third level: Added, Changed, Deprecated, Removed, Fixed or Security.</summary>
public sealed record ChangelogSection(string Name, IReadOnlyList<ChangelogEntry> Entries, int Line);

/// <summary>An entry or paragraph, its lines joined by blanks, without the numbers at its end.</summary>
public sealed record ChangelogEntry(string Text, IReadOnlyList<ChangelogReference> References, int Line);

/// <summary>A number with the word before it, and where it stands.</summary>
public sealed record ChangelogReference(FaultKind Kind, int Number, int Line, int Column);
