// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf;

namespace PvDrivers.Formats.Cat.Inf2Cat;

/// <summary>An INF of the package; its path is relative to the package's root, with "/" between folders.</summary>
public sealed record Inf2CatInf(string Path, InfFile File)
{
    /// <summary>Folder of the INF with a closing "/"; empty for the root.</summary>
    internal string Folder => Path[..(Path.LastIndexOf('/') + 1)];
}

/// <summary>A driver package as Inf2Cat sees it: its INFs, and which files lie there. Nothing here reads a file.</summary>
public sealed record Inf2CatRequest
{
    public required IReadOnlyList<Inf2CatInf> Infs { get; init; }

    /// <summary>Every file of the package, relative to its root, with "/" between folders; Windows tells no case
    /// apart.</summary>
    public required IReadOnlyCollection<string> Files { get; init; }

    /// <summary>The operating systems asked for.</summary>
    public required OsCatalog Os { get; init; }

    /// <summary>The moment of the check, with the offset of the local time zone.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>/uselocaltime: DriverVer is held against the local day. Else the day in UTC counts.</summary>
    public bool UseLocalTime { get; init; }

    internal DateOnly Today => DateOnly.FromDateTime(UseLocalTime ? Now.DateTime : Now.UtcDateTime);
}

public enum Inf2CatSeverity
{
    Warning,
    Error,
}

/// <summary>A broken rule: Microsoft's number, our words.</summary>
/// <param name="Rule">"22.9.1"; "root" for the rule without a number, that the root must hold an INF.</param>
/// <param name="Severity">Errors keep catalogs from being written.</param>
/// <param name="File">Path of the INF; empty for the package as a whole.</param>
/// <param name="Line">Counted from 1; 0 where the fault is that something is missing.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Remedy">How to mend it.</param>
public sealed record Inf2CatFinding(string Rule, Inf2CatSeverity Severity, string File, int Line, string Text,
    string Remedy)
{
    public override string ToString() =>
        $"{(File.Length == 0 ? "" : Line > 0 ? $"{File}({Line}): " : $"{File}: ")}{Rule}: {Text}; {Remedy}";
}

/// <summary>A file that a catalog lists.</summary>
/// <param name="Path">Where it lies, as the package spells it.</param>
/// <param name="Name">What the catalog calls it: the name that it is copied to.</param>
public sealed record PlannedMember(string Path, string Name);

/// <summary>A catalog that the package asks for.</summary>
/// <param name="Path">Where it goes: beside its INF, in lower case as Inf2Cat names it.</param>
/// <param name="Infs">The INFs that name it.</param>
/// <param name="OsNames">The /os: names that it serves.</param>
/// <param name="Members">The files that it lists.</param>
/// <param name="HardwareIds">As HWID1, HWID2 ...</param>
public sealed record PlannedCatalog(string Path, IReadOnlyList<string> Infs, IReadOnlyList<string> OsNames,
    IReadOnlyList<PlannedMember> Members, IReadOnlyList<string> HardwareIds)
{
    /// <summary>The request for <see cref="CatalogBuilder"/>.</summary>
    /// <param name="digest">Gives the digests of a file by its path.</param>
    /// <param name="time">thisUpdate.</param>
    public CatalogRequest ToRequest(Func<string, CatalogSubject> digest, DateTimeOffset time) => new()
    {
        Files = [.. Members.Select(m => digest(m.Path) with { Name = m.Name })],
        OsNames = OsNames,
        HardwareIds = HardwareIds,
        Time = time,
    };
}

/// <summary>What Inf2Cat would say and do.</summary>
public sealed record Inf2CatPlan(IReadOnlyList<Inf2CatFinding> Findings, IReadOnlyList<PlannedCatalog> Catalogs)
{
    public bool Passed => Findings.All(f => f.Severity != Inf2CatSeverity.Error);
}
