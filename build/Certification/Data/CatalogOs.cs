// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>The <c>/os:</c> names each cell's catalog is made for. From certification/catalog-os.json.</summary>
public sealed record CatalogOs
{
    /// <summary>How the names were decided, in words.</summary>
    public required string Rule { get; init; }

    public required IReadOnlyList<CatalogOsName> Names { get; init; }

    /// <summary>Names that exist and are left out on purpose, with the reason.</summary>
    public required IReadOnlyList<CatalogOsOmission> NotListed { get; init; }

    /// <summary>One entry for each cell, in the order of the cells.</summary>
    public required IReadOnlyList<CatalogOsCell> Cells { get; init; }
}

/// <summary>A name as Inf2Cat's /os: switch spells it, such as <c>7_X64</c>, and the Windows it stands for.</summary>
public sealed record CatalogOsName(string Name, OsTarget Os, Architecture Architecture, string Windows);

public sealed record CatalogOsOmission(string Name, string Reason);

/// <summary>
/// A cell's names; the catalog's version is 1 where any of them is below 6.2 (SHA-1 members only), else 2.
/// </summary>
public sealed record CatalogOsCell(CellId Cell, int Version, IReadOnlyList<string> Names, string Reason);
