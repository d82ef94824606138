// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;

namespace PvDrivers.Certification.Data;

/// <summary>
/// Who must sign what for which guest, and what the book says was signed. From certification/signing-policy.json.
/// Whether a file that was read satisfies it: <see cref="Policy.SigningStatus"/>.
/// </summary>
public sealed record SigningPolicy
{
    /// <summary>The day whose position the regimes describe.</summary>
    public required DateOnly AsOf { get; init; }

    public required IReadOnlyList<PolicySource> Sources { get; init; }

    public required IReadOnlyList<BookStatement> Statements { get; init; }

    public required IReadOnlyList<SigningRegime> Regimes { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>The digests a cell's artifacts are signed with: every guest of the cell needs the same.</summary>
    public required IReadOnlyDictionary<CellId, SigningRegime> RegimeOfCell { get; init; }

    public SigningRegime Regime(GuestEdition edition) =>
        Regimes.First(regime => regime.Editions.Contains(edition.Name));

    public BookStatement Statement(Version release, GuestEdition edition) =>
        Statements.First(statement => statement.Releases.Contains(release)
            && statement.Editions.Contains(edition.Name));

    /// <summary>In the order of signing: the first is the outer signature, the next are nested in it.</summary>
    public IReadOnlyList<HashAlgorithmName> Digests(CellId cell, Artifact artifact) =>
        RegimeOfCell[cell].Artifacts[artifact].Digests;
}

/// <summary>Where a statement comes from, and how much it weighs.</summary>
public sealed record PolicySource(string Id, SourceKind Kind, string Text);

public enum SourceKind
{
    Book,
    Microsoft,
    Press,
    Inferred,

    /// <summary>Believed, found nowhere: verify before relying on it.</summary>
    Memory,
}

public enum Answer
{
    Unstated,
    No,
    Yes,
}

/// <summary>What the book says of some releases on some guests.</summary>
public sealed record BookStatement
{
    public required IReadOnlyList<Version> Releases { get; init; }

    public required IReadOnlyList<string> Editions { get; init; }

    /// <summary>Signed by Microsoft.</summary>
    public required Answer Signed { get; init; }

    public required Answer Certified { get; init; }

    public required Answer Tested { get; init; }

    /// <summary>A security alert appears during installation.</summary>
    public required Answer Alert { get; init; }

    /// <summary>As written, or inferred and from what.</summary>
    public required string Reading { get; init; }

    public required string Source { get; init; }
}

/// <summary>The rules that hold today for a group of guests.</summary>
public sealed record SigningRegime
{
    public required string Name { get; init; }

    /// <summary>Guest and processor: <c>server-2008/x64</c>.</summary>
    public required IReadOnlyList<string> Editions { get; init; }

    public required Sourced<Enforcement> Enforced { get; init; }

    public required Sourced<Understanding> Sha256 { get; init; }

    /// <summary>Whether a production signature can be had today.</summary>
    public required SigningRoute Route { get; init; }

    /// <summary>Whose signature on a driver or catalog the guest takes in its ordinary state.</summary>
    public required IReadOnlyList<SignerKind> Accepts { get; init; }

    /// <summary>What happens to a driver without such a signature: an alert, or a refusal.</summary>
    public required bool UnsignedIsRefused { get; init; }

    /// <summary>What can honestly be offered without a production signature.</summary>
    public required string Fallback { get; init; }

    public required IReadOnlyDictionary<Artifact, ArtifactRule> Artifacts { get; init; }
}

public sealed record Sourced<T>(T Value, string Reason, string Source);

public sealed record SigningRoute(RouteState State, string By, string Reason, string Source);

/// <summary>How one kind of file is signed; one that does not apply has no digests and no signer.</summary>
public sealed record ArtifactRule(bool Applies, string Place, IReadOnlyList<HashAlgorithmName> Digests,
    SignerKind Signer, string Reason, string Source);

public enum Artifact
{
    Sys,
    Cat,
    Exe,

    /// <summary>The cabinet of an attestation submission; no guest ever sees it.</summary>
    Cab,
}

public enum Enforcement
{
    None,

    /// <summary>The sources contradict each other.</summary>
    Contradictory,
    All,
}

public enum Understanding
{
    Unknown,
    No,

    /// <summary>With an update the guest may lack.</summary>
    Update,
    Yes,
}

public enum RouteState
{
    AssumedClosed,
    Open,
}

/// <summary>Whose signature it is.</summary>
public enum SignerKind
{
    None,

    /// <summary>A chain that ends at a root nobody gave us.</summary>
    Unknown,

    /// <summary>A key made on this or another machine for tests; its subject says so.</summary>
    Development,

    /// <summary>The publisher's certificate from a public authority.</summary>
    Publisher,
    MicrosoftPreproduction,
    MicrosoftAttestation,

    /// <summary>Microsoft, after the hardware tests (HLK, HCK or WLK).</summary>
    MicrosoftWhql,
}
