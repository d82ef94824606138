// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>Table 2.1 of the book and what single features ask of the host. From certification/hosts.json.</summary>
public sealed record Hosts
{
    /// <summary>The columns of table 2.1.</summary>
    public required IReadOnlyList<ReleaseRange> Columns { get; init; }

    public required IReadOnlyList<Host> Listed { get; init; }

    public required IReadOnlyList<HostRequirement> Requirements { get; init; }

    public required ClusterRules Clusters { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Whether table 2.1 has a Yes; false as well for an Oracle VM or a release it does not list.</summary>
    public bool Supports(Version oracleVm, Version release)
    {
        for (int column = 0; column < Columns.Count; column++)
            if (release >= Columns[column].First && release <= Columns[column].Last)
                return Listed.Any(host => host.OracleVm == oracleVm && host.Supported[column]);
        return false;
    }
}

/// <summary>Releases of the drivers, both ends included.</summary>
public sealed record ReleaseRange(string Name, Version First, Version Last);

/// <summary>
/// A row of table 2.1; <see cref="Supported"/> has one entry for each column. Xen is null where it is not known.
/// </summary>
public sealed record Host(Version OracleVm, IReadOnlyList<bool> Supported, Version? Xen);

/// <summary>What a feature asks of Oracle VM Manager and Oracle VM Server; null where any will do.</summary>
public sealed record HostRequirement(string Id, string What, Version? Manager, Version? Server, Version? Since,
    string Source);

/// <summary>Section 3.3: what holds for failover clusters of guests.</summary>
public sealed record ClusterRules(string Disks, string Reservations, bool MigrationWithSharedDisk,
    bool TwoNodesOnOneServer, string Source);
