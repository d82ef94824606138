// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Policy;

namespace PvDrivers.Certification.Notes;

/// <summary>What a drop really is, as far as its notes and its guide must know.</summary>
public sealed record DropFacts
{
    public required CertificationData Data { get; init; }

    /// <summary>Release and build number: 3.4.4.1882.</summary>
    public required Version Version { get; init; }

    /// <summary>The guests the drop has drivers for, in the order of table 2.2.</summary>
    public required IReadOnlyList<GuestDrop> Guests { get; init; }

    /// <param name="data">The certification folder.</param>
    /// <param name="version">Release and build number.</param>
    /// <param name="signers">For each cell of the drop, whose signatures were read out of its drivers and
    /// catalogs.</param>
    public static DropFacts Of(CertificationData data, Version version,
        IReadOnlyDictionary<CellId, CellSigners> signers)
    {
        List<GuestDrop> guests = [];
        foreach (GuestEdition edition in data.Guests.Editions)
            if (signers.TryGetValue(edition.Cell, out CellSigners? cell))
            {
                SigningStatus sys = SigningStatus.Of(data, edition.GuestId, edition.Architecture, Artifact.Sys,
                    cell.Sys);
                SigningStatus cat = SigningStatus.Of(data, edition.GuestId, edition.Architecture, Artifact.Cat,
                    cell.Cat);
                guests.Add(new GuestDrop(edition, sys.State >= cat.State ? sys : cat));
            }
        return new DropFacts { Data = data, Version = version, Guests = guests };
    }
}

/// <summary>A guest of the drop; the status is the worse of its drivers' and its catalogs'.</summary>
public sealed record GuestDrop(GuestEdition Edition, SigningStatus Status)
{
    /// <summary>Chapter 6: the Windows must allow it, and Microsoft must have signed the drivers for it.</summary>
    public bool Silent => Edition.Silent && Status.State == SigningState.Production;
}

/// <summary>
/// Whose signatures a cell's drivers and catalogs carry; where the files of a cell differ, the weakest.
/// </summary>
public sealed record CellSigners(ObservedSigner Sys, ObservedSigner Cat);
