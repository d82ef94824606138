// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Certification.Drop;
using PvDrivers.Certification.Notes;
using PvDrivers.Certification.Policy;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Stages.Attestation;
using PvDrivers.Stages.Compile;
using PvDrivers.Stages.Installer;
using PvDrivers.Stages.Notes;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;
using PvDrivers.Stages.Sign;

namespace PvDrivers.Stages.Pack;

/// <summary>
/// The drop: what the earlier stages made, laid out for the people who receive it, with drop.json, SHA256SUMS and a
/// signature over the latter. The folder carries the version, and "-partial" where a selection of cells was built.
/// </summary>
public sealed class PackStage(BuildSession session, ISigningKey key) : Stage
{
    public const string Parent = "7-release";

    /// <summary>Certificate of the root that the drop's signatures lead to; the reader decides whether to trust it.</summary>
    public const string RootFile = "certificates/root.pem";

    private string DropName => session.Version + (session.Options.IsComplete ? "" : "-partial");

    public override string Folder => $"{Parent}/{DropName}";

    /// <summary>Beside the drop, whose files are all named by its own SHA256SUMS.</summary>
    public override string ManifestFile => $"{Parent}/{DropName}.{StageManifest.FileName}";

    public override IReadOnlyList<string> Reads =>
        [CompileStage.Name, SignStage.Name, InstallerStage.Name, AttestationStage.Name, NotesStage.Name];

    public override void Describe(StageInputs inputs)
    {
        inputs.Value("version", session.Version.ToString());
        inputs.Value("commit", session.Commit.Id + (session.Commit.Dirty ? " dirty" : ""));
        inputs.Value("time", session.Commit.Time.ToUnixTimeSeconds().ToString());
        inputs.File(Path.Combine(session.Root, "LICENSE"));
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        Copy(output, earlier, SignStage.Name, path => path.StartsWith("tools/", StringComparison.Ordinal) ? null : "drivers/" + path);
        Copy(output, earlier, CompileStage.Name, path => path.EndsWith(".pdb", StringComparison.Ordinal) ? "symbols/" + path : null);
        Copy(output, earlier, InstallerStage.Name, path => path);
        Copy(output, earlier, NotesStage.Name, path => path);
        Copy(output, earlier, AttestationStage.Name, path => "attestation/" + path);
        string license = Path.Combine(session.Root, "LICENSE");
        output.Write("LICENSE.txt", File.ReadAllBytes(license), license);
        output.Write(RootFile, System.Text.Encoding.ASCII.GetBytes(Root.ExportCertificatePem() + "\n"));

        DropManifest manifest = Manifest(output, earlier, DevelopmentKey.IsDevelopmentCertificate(key.Certificate));
        output.Write(DropManifest.FileName, manifest.Encode());
        byte[] sums = Checksums.Encode(output.Files.Select(file => (file.Path, file.Sha256)));
        output.Write(Checksums.FileName, sums);
        output.Write(Checksums.SignatureFileName, DetachedSignature.Sign(sums, key));
        session.Report.Detail($"packed {Folder}: {output.Files.Count} files");
    }

    private X509Certificate2 Root =>
        key.Chain.Count > 0 ? key.Chain[^1] : key.Certificate;

    private static void Copy(StageOutput output, EarlierStages earlier, string stage, Func<string, string?> place)
    {
        foreach (ManifestFile file in earlier[stage].Files)
            if (place(file.Path) is { } path)
                output.Write(path, earlier.ReadBytes(stage, file.Path), earlier.PathOf(stage, file.Path));
    }

    /// <summary>What a public release asks for and this drop has not, each with the reason.</summary>
    private IEnumerable<string> Missing(EarlierStages earlier, bool development)
    {
        if (development)
            yield return "a release key: this drop is signed by a development key, which no guest trusts";
        yield return "timestamps: without them the signatures end with the certificate";
        foreach (IGrouping<string, GuestDrop> group in NotesStage.Facts(session, earlier).Guests
            .Where(guest => guest.Status.State != SigningState.Production)
            .GroupBy(guest => guest.Status.Route.Reason))
            yield return $"Microsoft's signature for {string.Join(", ", group.Select(guest => guest.Edition.Name))} "
                + $"({group.First().Status.Route.By}): {group.Key}";
        if (session.Commit.Dirty)
            yield return "a clean work tree: this one has changes that no commit holds";
        if (!session.Options.IsComplete)
            yield return "all cells: this drop holds a selection";
    }

    private DropManifest Manifest(StageOutput output, EarlierStages earlier, bool development) => new()
    {
        Product = session.Data.Product.Name,
        Version = session.Version,
        Commit = session.Commit.Id,
        Dirty = session.Commit.Dirty,
        Time = session.Commit.Time,
        Toolchain = earlier[CompileStage.Name].Values["toolchain"],
        Complete = session.Options.IsComplete,
        Cells = [.. session.Cells.Select(cell => cell.Folder)],
        Drivers = [.. session.Drivers.Select(driver => driver.Name)],
        Signer = new DropSigner(development ? "development" : "release",
            key.Certificate.Subject, key.Certificate.GetCertHashString(HashAlgorithmName.SHA256),
            key.Certificate.NotAfter.ToUniversalTime(), Timestamped: false),
        Missing = [.. Missing(earlier, development)],
        Files = [.. output.Files.Select(file => new DropFile(file.Path, file.Size, file.Sha256, file.Authenticode))],
    };
}
