// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>Section 2.4 of the book, with chapter 3 where the two differ. From certification/limits.json.</summary>
public sealed record Limits
{
    public required IReadOnlyList<Limit> Processors { get; init; }

    public required IReadOnlyList<Limit> MemoryGigabytes { get; init; }

    public required DeviceLimits Devices { get; init; }

    public required MtuRange Mtu { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>
    /// The highest of the limits that hold for a guest on a host with a release of the drivers; 0 when none does.
    /// </summary>
    public static int Most(IEnumerable<Limit> limits, GuestRow guest, Version oracleVm, Version release) =>
        limits.Where(limit => limit.Holds(guest, oracleVm, release)).Select(limit => limit.Most).DefaultIfEmpty().Max();
}

/// <summary>
/// A maximum; <see cref="Guests"/> is empty for every guest of the architecture, OracleVm null for every host.
/// </summary>
public sealed record Limit(Architecture Architecture, int Most, IReadOnlyList<string> Guests, Version? OracleVm,
    Version Since, string Source)
{
    public bool Holds(GuestRow guest, Version oracleVm, Version release) => guest.Architecture == Architecture
        && (Guests.Count == 0 || Guests.Contains(guest.GuestId)) && (OracleVm is null || oracleVm >= OracleVm)
            && release >= Since;
}

/// <summary>Disks and network adapters share one number of devices, and the disks come first.</summary>
public sealed record DeviceLimits(int Disks, int Adapters, int Together, string Source,
    IReadOnlyList<DeviceExample> Examples)
{
    /// <summary>What of the configured devices is created.</summary>
    public (int Disks, int Adapters) Created(int disks, int adapters)
    {
        int created = Math.Min(disks, Disks);
        return (created, Math.Min(Math.Min(adapters, Adapters), Together - created));
    }
}

public sealed record DeviceExample(int Disks, int Adapters, int CreatedDisks, int CreatedAdapters, string Source);

/// <summary>The MTU property of the network adapter.</summary>
public sealed record MtuRange(int Least, int Most, int Step, int Preset, int StepBefore, string Source);
