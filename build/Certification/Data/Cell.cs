// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>
/// A cell of the matrix with the contracts its drivers are built against. From certification/targets.json.
/// </summary>
public sealed record Cell
{
    public required CellId Id { get; init; }

    public OsTarget Os => Id.Os;

    public Architecture Architecture => Id.Architecture;

    /// <summary>The cell's folder in every stage of a build: <c>6.1/x64</c>.</summary>
    public string Folder => Id.ToString();

    /// <summary>The Windows products of this version and processor that table 2.2 lists.</summary>
    public required IReadOnlyList<string> Windows { get; init; }

    /// <summary>Value of NTDDI_VERSION.</summary>
    public required uint Ntddi { get; init; }

    public required string NtddiName { get; init; }

    /// <summary>Value of _WIN32_WINNT.</summary>
    public required uint Winnt { get; init; }

    /// <summary>Subsystem version for the linker: <c>6.01</c>.</summary>
    public required string Subsystem { get; init; }

    public required NdisContract Ndis { get; init; }

    public required StorportContract Storport { get; init; }

    public required PoolType Pool { get; init; }

    public required string PoolReason { get; init; }

    /// <summary>Every toolset that can build this cell, the default first.</summary>
    public required IReadOnlyList<CompilerSet> Toolsets { get; init; }
}

/// <summary>
/// The version xennet registers with (5.1, 6.0, 6.20 or 6.30), the newest this Windows offers, and the macro the NDIS
/// headers want for the first.
/// </summary>
public sealed record NdisContract(string Registers, string Available, string Define, string Reason);

/// <summary>
/// The request structure the miniport asks storport for, and whether this Windows, as table 2.2 requires it, accepts a
/// virtual miniport.
/// </summary>
public sealed record StorportContract(string RequestBlock, bool VirtualMiniport, string Reason);

public enum PoolType
{
    NonPagedPool,
    NonPagedPoolNx,
}

/// <summary>
/// A set of compilers and kits: what it can build and why no more. Format vcxproj builds this project's files; sources
/// would need other project files.
/// </summary>
public sealed record CompilerSet(string Name, string Description, string Format, string Reason, string Source)
{
    public bool BuildsThisProject => Format == "vcxproj";
}
