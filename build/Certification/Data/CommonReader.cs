// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>Values that several data files share.</summary>
internal static class CommonReader
{
    internal static Decision Decision(DataValue value) =>
        value.Record(o => new Decision(o.Text("about"), o.Text("found"), o.Text("decided")));

    internal static Version Release(this DataValue value) =>
        Version.TryParse(value.Text(), out Version? release) && release.Build >= 0 && release.Revision < 0
            && release.ToString() == value.Text()
            ? release
            : throw value.Error("a release of three numbers such as \"3.4.4\"");

    /// <summary>Null where the book does not say since when.</summary>
    internal static Version? ReleaseOrUnstated(this DataValue value) =>
        value.Text() == "unstated" ? null : value.Release();

    /// <summary>A version of two to four numbers, or null for the one word that stands instead.</summary>
    internal static Version? VersionOr(this DataValue value, string word)
    {
        if (value.Text() == word)
            return null;
        return Version.TryParse(value.Text(), out Version? version) ? version
            : throw value.Error($"a version such as \"3.4.2\", or \"{word}\"");
    }

    internal static DateOnly Date(this DataValue value) =>
        DateOnly.TryParseExact(value.Text(), "yyyy-MM-dd", out DateOnly date)
            ? date
            : throw value.Error("a date such as \"2020-03-24\"");

    internal static Architecture Architecture(this DataValue value) =>
        ArchitectureNames.TryParse(value.Text(), out Architecture architecture) ? architecture
            : throw value.Error("x64 or x86");

    internal static OsTarget OsTarget(this DataValue value) =>
        Data.OsTarget.TryParse(value.Text(), out OsTarget target) ? target
            : throw value.Error("a Windows version such as \"6.1\"");

    /// <summary>A cell by its name; <paramref name="known"/> are those targets.json has.</summary>
    internal static CellId Cell(this DataValue value, IReadOnlyList<Cell> known) =>
        CellId.TryParse(value.Text(), out CellId cell) && known.Any(k => k.Id == cell)
            ? cell
            : throw value.Error($"a cell of targets.json ({string.Join(", ", known.Select(k => k.Folder))})");

    /// <summary>The id of a guest of guests.json.</summary>
    internal static string Guest(this DataValue value, Guests guests) =>
        guests.Listed.Any(guest => guest.Id == value.Text())
        ? value.Text()
        : throw value.Error($"a guest of guests.json ({string.Join(", ", guests.Listed.Select(guest => guest.Id))})");
}
