// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Text.RegularExpressions;

namespace PvDrivers.Formats.Inf;

/// <summary>What to stamp; the letters are stampinf's switches. What is null is left as it stands in the INF.</summary>
public sealed record StampOptions
{
    /// <summary>-d</summary>
    public DateOnly? Date { get; init; }

    /// <summary>-v</summary>
    public Version? Version { get; init; }

    /// <summary>-a: replaces $ARCH$.</summary>
    public InfArchitecture? Architecture { get; init; }

    /// <summary>-c</summary>
    public string? CatalogFile { get; init; }

    /// <summary>-s: the section of DriverVer.</summary>
    public string Section { get; init; } = "Version";

    /// <summary>-k, such as 1.15: replaces $KMDFVERSION$ (1.15) and $KMDFCOINSTALLERVERSION$ (01015).</summary>
    public Version? Kmdf { get; init; }

    /// <summary>-u, such as 2.15.0: replaces $UMDFVERSION$ (2.15.0) and $UMDFCOINSTALLERVERSION$ (02015).</summary>
    public Version? Umdf { get; init; }

    /// <summary>
    /// The day in UTC that DriverVer must not be after, because a catalog is refused for a later one (rule 22.9.7). The
    /// library has no clock: null means that the caller has seen to it.
    /// </summary>
    public DateOnly? Today { get; init; }
}

/// <summary>A stamped INF and, for -n, one line about each thing that changed.</summary>
public sealed record StampResult(InfFile File, IReadOnlyList<string> Changes);

/// <summary>
/// What stampinf does ("Stampinf command options", Windows driver documentation), with the date and the version given by the
/// caller. Encoding, line ends, comments and spacing stay; a second stamp with the same options changes nothing.
/// </summary>
public static partial class InfStamp
{
    public static StampResult Apply(InfFile file, StampOptions options)
    {
        if (options.Date is { } date && options.Today is { } today && date > today)
            throw new UsageException($"{file.Name}: the DriverVer date {date:MM/dd/yyyy} lies after {today:MM/dd/yyyy} (UTC); "
                + "Windows and Inf2Cat refuse a driver from the future: give today's or an earlier date");
        List<string> changes = [];
        file = ReplaceTokens(file, options, changes);
        if (options.CatalogFile is { } catalog)
            file = Set(file, "Version", "CatalogFile", catalog, changes);
        if (options.Date is not null || options.Version is not null)
            file = Set(file, options.Section, "DriverVer", DriverVer(file, options), changes);
        return new StampResult(file, changes);
    }

    private static string DriverVer(InfFile file, StampOptions options)
    {
        InfEntry? now = file.Section(options.Section)?.Find("DriverVer");
        string date = options.Date?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) ?? now?.Value(0) ?? string.Empty;
        if (date.Length == 0)
            throw new UsageException($"{file.Name}: there is no DriverVer date to keep; give one (-d mm/dd/yyyy)");
        string version = options.Version is { } given ? Four(given).ToString() : now?.Value(1) ?? string.Empty;
        return version.Length == 0 ? date : $"{date},{version}";
    }

    private static Version Four(Version v) => new(v.Major, v.Minor, Math.Max(v.Build, 0), Math.Max(v.Revision, 0));

    private static InfFile ReplaceTokens(InfFile file, StampOptions options, List<string> changes)
    {
        Dictionary<string, string?> tokens = new(StringComparer.Ordinal)
        {
            ["$ARCH$"] = options.Architecture?.InfName(),
            ["$KMDFVERSION$"] = options.Kmdf?.ToString(2),
            ["$KMDFCOINSTALLERVERSION$"] = Coinstaller(options.Kmdf),
            ["$UMDFVERSION$"] = options.Umdf is { } u ? $"{u.Major}.{u.Minor}.{Math.Max(u.Build, 0)}" : null,
            ["$UMDFCOINSTALLERVERSION$"] = Coinstaller(options.Umdf),
        };
        int replaced = 0;
        string text = Tokens().Replace(file.Text, match =>
        {
            if (tokens[match.Value] is not { } value)
                return match.Value;
            replaced++;
            return value;
        });
        if (replaced == 0)
            return file;
        foreach ((string token, string? value) in tokens)
            if (value is not null && file.Text.Contains(token, StringComparison.Ordinal))
                changes.Add($"{token} = {value}");
        return file.Replace(0, file.Text.Length, text);
    }

    private static string? Coinstaller(Version? version) =>
        version is null ? null : string.Create(CultureInfo.InvariantCulture, $"{version.Major:00}{version.Minor:000}");

    private static InfFile Set(InfFile file, string sectionName, string key, string value, List<string> changes)
    {
        InfSection section = file.Section(sectionName)
            ?? throw new UsageException($"{file.Name}: there is no section [{sectionName}] to put {key} into");
        changes.Add($"[{section.Name}] {key} = {value}");
        if (section.Find(key) is not { } entry)
            return file.Replace(section.InsertOffset, 0, $"{file.LineEnd}{key} = {value}");
        if (entry.Count == 0)
        {
            int equals = file.Text.IndexOf('=', entry.Offset);
            return file.Replace(equals + 1, 0, " " + value);
        }
        InfField first = entry.Fields[0], last = entry.Fields[^1];
        int length = last.Offset + last.Length - first.Offset;
        return file.Text.AsSpan(first.Offset, length).SequenceEqual(value) ? Unchanged() : file.Replace(first.Offset, length, value);

        InfFile Unchanged()
        {
            changes.RemoveAt(changes.Count - 1);
            return file;
        }
    }

    [GeneratedRegex(@"\$(ARCH|KMDFVERSION|KMDFCOINSTALLERVERSION|UMDFVERSION|UMDFCOINSTALLERVERSION)\$")]
    private static partial Regex Tokens();
}
