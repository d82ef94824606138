// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>
/// A section of chapter 9: what is known not to work, for whom, and the way around. From
/// certification/limitations.json.
/// </summary>
public sealed record Limitation
{
    /// <summary>9.1 to 9.12.</summary>
    public required string Section { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    /// <summary>Steps, in their order; one step for a single remedy.</summary>
    public required IReadOnlyList<string> Workaround { get; init; }

    /// <summary>Numbers of faults.json.</summary>
    public required IReadOnlyList<int> Faults { get; init; }

    /// <summary>Guests it concerns; empty for all.</summary>
    public required IReadOnlyList<string> Guests { get; init; }

    public required IReadOnlyList<Architecture> Architectures { get; init; }

    /// <summary>The first release whose notes carry it.</summary>
    public required Version First { get; init; }

    /// <summary>The last such release; null where it has no end yet.</summary>
    public required Version? Last { get; init; }

    /// <summary>Only on guests that take the drop's drivers with an alert.</summary>
    public required bool OnlyUnsigned { get; init; }

    public bool Concerns(Version release) => release >= First && (Last is null || release <= Last);

    public bool Concerns(GuestRow guest) =>
        (Guests.Count == 0 || Guests.Contains(guest.GuestId)) && Architectures.Contains(guest.Architecture);
}
