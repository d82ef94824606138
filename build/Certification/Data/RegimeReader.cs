// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;

namespace PvDrivers.Certification.Data;

/// <summary>A regime of signing-policy.json.</summary>
internal sealed class RegimeReader(IReadOnlyList<PolicySource> sources, Guests guests)
{
    internal SigningRegime Read(DataValue value) => value.Record(o => new SigningRegime
    {
        Name = o.Text("name"),
        Editions = SigningPolicyReader.Editions(o["editions"], guests),
        Enforced = o["enforced"].Record(e => new Sourced<Enforcement>(
            e["drivers"].Choice(("none", Enforcement.None), ("contradictory", Enforcement.Contradictory),
                ("all", Enforcement.All)),
            e.Text("reason"), Source(e))),
        Sha256 = o["sha256"].Record(s => new Sourced<Understanding>(
            s["understood"].Choice(("yes", Understanding.Yes), ("update", Understanding.Update),
                ("no", Understanding.No), ("unknown", Understanding.Unknown)),
            s.Text("reason"), Source(s))),
        Route = o["route"].Record(r =>
            new SigningRoute(r["state"].Choice(("open", RouteState.Open), ("assumed closed", RouteState.AssumedClosed)),
            r.Text("by"), r.Text("reason"), Source(r))),
        Accepts = o["accepts"].Table("signer", ReadSigner, signer => signer),
        UnsignedIsRefused = o["unsigned"].Choice(("refused", true), ("alert", false)),
        Fallback = o.Text("fallback"),
        Artifacts = o["artifacts"].Record(a => new Dictionary<Artifact, ArtifactRule>
        {
            [Artifact.Sys] = ReadRule(a["sys"], "embedded and catalog"),
            [Artifact.Cat] = ReadRule(a["cat"], "embedded"),
            [Artifact.Exe] = ReadRule(a["exe"], "embedded"),
            [Artifact.Cab] = ReadRule(a["cab"], "embedded"),
        }),
    });

    private string Source(DataRecord o) => SigningPolicyReader.Source(o["source"], sources);

    private static SignerKind ReadSigner(DataValue value) => value.Choice(("microsoft-whql", SignerKind.MicrosoftWhql),
        ("microsoft-attestation", SignerKind.MicrosoftAttestation), ("publisher", SignerKind.Publisher));

    private ArtifactRule ReadRule(DataValue value, string place) => value.Record(o => o.Flag("applies")
        ? new ArtifactRule(true, o["place"].Choice((place, place)),
            o["digests"].Table("digest", ReadDigest, digest => digest.Name ?? ""),
            ReadSigner(o["signer"]), o.Text("reason"), Source(o))
        : new ArtifactRule(false, "", [], SignerKind.None, o.Text("reason"), Source(o)));

    private static HashAlgorithmName ReadDigest(DataValue value) =>
        value.Choice(("sha1", HashAlgorithmName.SHA1), ("sha256", HashAlgorithmName.SHA256));
}
