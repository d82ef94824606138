// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>Table 2.2 of the book and what Setup refuses beside it. From certification/guests.json.</summary>
public sealed record Guests
{
    public required IReadOnlyList<Guest> Listed { get; init; }

    /// <summary>
    /// Known Windows that are not listed; whatever matches no guest is refused, these only get a better message.
    /// </summary>
    public required IReadOnlyList<RefusedWindows> Refused { get; init; }

    /// <summary>Updates the book names that are no condition of this release.</summary>
    public required IReadOnlyList<UncheckedHotfix> NotChecked { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Every supported Windows with its processor, in the order of table 2.2, x64 before x86.</summary>
    public IEnumerable<GuestEdition> Editions => Listed.SelectMany(guest => guest.Editions).OfType<GuestEdition>();

    public Guest this[string id] => Listed.First(guest => guest.Id == id);
}

/// <summary>A row of table 2.2.</summary>
public sealed record Guest
{
    /// <summary>The name in other data files: <c>server-2008-r2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>With the service pack the book asks for: Windows Server 2008 R2 SP1.</summary>
    public required string Name { get; init; }

    public required OsTarget Version { get; init; }

    public required BuildRange Builds { get; init; }

    /// <summary>The lowest service pack; 0 where there is none to ask for.</summary>
    public required int ServicePack { get; init; }

    /// <summary>Server 2003 only: R2 must be installed (SM_SERVERR2).</summary>
    public required bool RequiresR2 { get; init; }

    public required ProductType ProductType { get; init; }

    /// <summary>The release that began to support it; null where the book does not say.</summary>
    public required Version? Since { get; init; }

    /// <summary>One entry for each processor; an absent one says why.</summary>
    public required IReadOnlyList<GuestRow> Editions { get; init; }

    public required IReadOnlyList<Hotfix> Hotfixes { get; init; }
}

/// <summary>A cell of table 2.2: <see cref="GuestEdition"/> for Yes, <see cref="AbsentEdition"/> for N/A.</summary>
public abstract record GuestRow(string GuestId, Architecture Architecture)
{
    /// <summary>The name in other data files: <c>server-2008-r2/x64</c>.</summary>
    public string Name => $"{GuestId}/{Architecture.Name()}";
}

/// <param name="GuestId">Id of the guest.</param>
/// <param name="Architecture">The guest's processor.</param>
/// <param name="Cell">The package that Setup stages here.</param>
/// <param name="Cluster">Whether failover clusters are supported (3.3).</param>
/// <param name="Silent">Whether chapter 6 allows silent installation, provided that Microsoft signed the
/// package.</param>
public sealed record GuestEdition(string GuestId, Architecture Architecture, CellId Cell, bool Cluster, bool Silent)
    : GuestRow(GuestId, Architecture);

/// <summary>N/A in table 2.2.</summary>
public sealed record AbsentEdition(string GuestId, Architecture Architecture, string Reason)
    : GuestRow(GuestId, Architecture);

public enum ProductType
{
    Client,
    Server,
}

/// <summary>Build numbers of Windows, both ends included.</summary>
public readonly record struct BuildRange(int Least, int Most)
{
    public bool Contains(int build) => build >= Least && build <= Most;
}

/// <summary>A Microsoft update the book asks for, always or only with failover clustering.</summary>
public sealed record Hotfix(int Kb, bool OnlyWithClustering, string Prevents, string Source);

public sealed record RefusedWindows(string Name, OsTarget Version, ProductType ProductType, BuildRange Builds,
    string Reason);

public sealed record UncheckedHotfix(int Kb, string Reason);
