// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Certification.Data;

namespace PvDrivers.Certification.Policy;

public enum SigningState
{
    /// <summary>The guest takes it as it stands, without a word.</summary>
    Production,

    /// <summary>
    /// The guest takes it in test-signing mode, or with the certificate installed by its administrator.
    /// </summary>
    Test,

    /// <summary>The guest warns and lets the administrator go on.</summary>
    UnsignedButAllowed,

    /// <summary>The guest refuses it, or no signature it would take can be had today.</summary>
    ImpossibleToday,
}

/// <summary>
/// What a file's signature is worth on one guest: computed from the policy and from the signature that was read out of
/// the file. The only source of the words "signed" and "certified" on the terminal, in notes, guide and report.
/// </summary>
/// <param name="State">One of the four.</param>
/// <param name="Reason">One sentence: what was read, and the rule that decides.</param>
/// <param name="Route">Whether a production signature could be had today.</param>
public sealed record SigningStatus(SigningState State, string Reason, SigningRoute Route)
{
    /// <summary>The state in words, to be used instead of "signed" or "unsigned".</summary>
    public string Words => State switch
    {
        SigningState.Production => "signed for production",
        SigningState.Test => "signed for tests",
        SigningState.UnsignedButAllowed => "unsigned but allowed",
        _ => "impossible today",
    };

    /// <summary>
    /// The status of an artifact on a guest and processor of guests.json, such as <c>server-2008</c> and x64.
    /// </summary>
    public static SigningStatus Of(CertificationData data, string guest, Architecture bitness, Artifact artifact,
        ObservedSigner signer)
    {
        GuestEdition edition = data.Guests.Editions.FirstOrDefault(e => e.GuestId == guest && e.Architecture == bitness)
            ?? throw new ArgumentException($"{guest}/{bitness.Name()} is not a guest of certification/guests.json",
                nameof(guest));
        return Of(data.SigningPolicy.Regime(edition), edition.Cell.Os, artifact, signer);
    }

    internal static SigningStatus Of(SigningRegime regime, OsTarget windows, Artifact artifact, ObservedSigner signer)
    {
        ArtifactRule rule = regime.Artifacts[artifact];
        (SigningState state, string reason) = !rule.Applies
            ? (SigningState.ImpossibleToday, rule.Reason)
            : artifact switch
            {
                Artifact.Exe => OfProgram(regime, signer),
                Artifact.Cab => OfCabinet(signer),
                _ => OfDriver(regime, windows, signer),
            };
        return new SigningStatus(state, reason, regime.Route);
    }

    private static (SigningState State, string Reason) OfDriver(SigningRegime regime, OsTarget windows,
        ObservedSigner signer)
    {
        if (signer.Kind != SignerKind.None && !Understood(regime, signer))
            return Unaccepted(regime, $"{signer}, with digests this guest does not read ({regime.Sha256.Reason})",
                testable: false);
        if (regime.Accepts.Contains(signer.Kind))
            return signer.Covers(windows)
                ? (SigningState.Production, $"{signer}{UpdateNeeded(regime, signer)}")
                : Unaccepted(regime, $"{signer}, but for other versions of Windows than {windows}", testable: false);
        return signer.Kind switch
        {
            SignerKind.None => Unaccepted(regime, "no signature", testable: false),
            SignerKind.MicrosoftAttestation =>
                Unaccepted(regime, $"{signer}, which this guest does not take", testable: false),
            _ => Unaccepted(regime, signer.ToString(), testable: true),
        };
    }

    private static (SigningState State, string Reason) Unaccepted(SigningRegime regime, string read, bool testable)
    {
        if (!regime.UnsignedIsRefused)
            return (SigningState.UnsignedButAllowed, $"{read}: {regime.Fallback}"
                + (regime.Enforced.Value == Enforcement.Contradictory
                ? "; the sources contradict each other on drivers that Windows starts from"
                : ""));
        string route = regime.Route.State == RouteState.Open
            ? $"a production signature can be had by {regime.Route.By}"
            : $"a production signature is assumed out of reach: {regime.Route.Reason}";
        return testable
            ? (SigningState.Test, $"{read}: {regime.Fallback}; {route}")
            : (SigningState.ImpossibleToday, $"{read}: {regime.Enforced.Reason}; {route}");
    }

    private static (SigningState State, string Reason) OfProgram(SigningRegime regime, ObservedSigner signer) =>
        signer.Kind switch
    {
        SignerKind.None => (SigningState.UnsignedButAllowed,
            "no signature: Windows names an unknown publisher and lets the administrator go on"),
        _ when !Understood(regime, signer) => (SigningState.UnsignedButAllowed,
            $"{signer}, with digests this guest does not read ({regime.Sha256.Reason}): "
            + "Windows names an unknown publisher"),
        SignerKind.Unknown or SignerKind.Development => (SigningState.Test,
            $"{signer}: Windows names an unknown publisher unless the administrator installed the certificate"),
        _ => (SigningState.Production, $"{signer}{UpdateNeeded(regime, signer)}"),
    };

    private static (SigningState State, string Reason) OfCabinet(ObservedSigner signer) => signer.Kind switch
    {
        SignerKind.Publisher when signer.Digests.Contains(HashAlgorithmName.SHA256) => (SigningState.Production,
            $"{signer}: to be submitted, provided that the certificate is registered with the account"),
        SignerKind.Publisher =>
            (SigningState.ImpossibleToday, $"{signer}, without SHA-256: the portal takes nothing else"),
        SignerKind.None => (SigningState.ImpossibleToday, "no signature: the portal refuses it"),
        _ => (SigningState.Test, $"{signer}: shows the layout, the portal refuses it"),
    };

    private static bool Understood(SigningRegime regime, ObservedSigner signer) =>
        signer.Digests.Contains(HashAlgorithmName.SHA1)
        || regime.Sha256.Value is Understanding.Yes or Understanding.Update;

    private static string UpdateNeeded(SigningRegime regime, ObservedSigner signer) =>
        regime.Sha256.Value == Understanding.Update && !signer.Digests.Contains(HashAlgorithmName.SHA1)
            ? $"; the guest needs {regime.Sha256.Reason}"
            : "";
}
