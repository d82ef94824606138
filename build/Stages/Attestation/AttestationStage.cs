// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Text;
using PvDrivers.Certification.Attestation;
using PvDrivers.Certification.Data;
using PvDrivers.Formats.Cab;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Stages.Catalog;
using PvDrivers.Stages.Compile;
using PvDrivers.Stages.Inf;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Attestation;

/// <summary>
/// The cabinets of an attestation submission, for the cells where Microsoft gives one: a folder per driver with INF, PDB,
/// CAT and the unsigned SYS, the cabinet itself signed. For every other cell a line says why there is none.
/// </summary>
public sealed class AttestationStage(BuildSession session, ISigningKey key) : Stage
{
    public const string Name = "5-attestation";

    /// <summary>Which cells have a cabinet, and why the others have none.</summary>
    public const string ReasonsFile = "cells.txt";

    public override string Folder => Name;

    public override IReadOnlyList<string> Reads => [CompileStage.Name, InfStage.Name, CatalogStage.Name];

    public override void Describe(StageInputs inputs)
    {
        inputs.Value("signer", key.Certificate.GetCertHashString(HashAlgorithmName.SHA256));
        inputs.Value("version", session.Version.ToString());
        inputs.Value("cells", session.Cells.Select(cell => cell.Folder));
        inputs.Value("drivers", session.Drivers.Select(driver => driver.Name));
        inputs.Value("time", session.Commit.Time.ToUnixTimeSeconds().ToString());
        inputs.File(Path.Combine(session.Root, "certification", "signing-policy.json"));
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        var reasons = new StringBuilder();
        foreach (Cell cell in session.Cells)
        {
            ArtifactRule[] rules = [.. session.Data.Guests.Editions.Where(edition => edition.Cell == cell.Id)
                .Select(edition => session.Data.SigningPolicy.Regime(edition).Artifacts[Artifact.Cab])];
            ArtifactRule? rule = rules.FirstOrDefault(candidate => candidate.Applies);
            string line = rule is null
                ? $"{cell.Folder}: none. {rules.FirstOrDefault()?.Reason}"
                : $"{cell.Folder}: {MakeCabinet(output, earlier, cell, rule)}. {rule.Reason}";
            reasons.Append(line).Append('\n');
            session.Report.Detail("attestation " + line);
        }
        output.Write(ReasonsFile, Encoding.UTF8.GetBytes(reasons.ToString()));
    }

    private string MakeCabinet(StageOutput output, EarlierStages earlier, Cell cell, ArtifactRule rule)
    {
        List<CabEntry> entries = [];
        List<string> sources = [];
        foreach (Driver driver in session.Drivers)
            foreach ((string stage, string extension) in ((string, string)[])
                [(InfStage.Name, ".inf"), (CompileStage.Name, ".sys"), (CompileStage.Name, ".pdb"), (CatalogStage.Name, ".cat")])
            {
                string path = earlier.PathOf(stage, $"{cell.Folder}/{driver.Name}{extension}");
                entries.Add(new CabEntry($"{driver.Name}\\{driver.Name}{extension}", File.ReadAllBytes(path), session.Commit.Time));
                sources.Add(path);
            }
        string name = $"attestation-{session.Version}-{cell.Folder.Replace('/', '-')}{ReleaseNames.SignerSuffix(key)}.cab";
        if (AttestationRules.Check(entries) is { Count: > 0 } refusals)
            throw new InvalidOperationException($"{name} would be refused: {string.Join("; ", refusals)}");
        byte[] cabinet = Authenticode.Sign(CabWriter.Write(entries), name, new SignRequest
        {
            Key = key,
            Digests = rule.Digests,
            Description = session.Data.Product.Name,
        });
        output.Write(name, cabinet, sources);
        return name;
    }
}
