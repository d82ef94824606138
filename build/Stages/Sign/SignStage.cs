// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Certification.Data;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Stages.Catalog;
using PvDrivers.Stages.Compile;
using PvDrivers.Stages.Inf;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Sign;

/// <summary>
/// The driver packages as Windows receives them: INF untouched, image with an embedded signature, catalog signed once.
/// Which digests each cell's files carry is <see cref="SigningDigests"/>'s to say.
/// </summary>
public sealed class SignStage(BuildSession session, ISigningKey key) : Stage
{
    public const string Name = "4-signed";

    public override string Folder => Name;

    public override IReadOnlyList<string> Reads => [CompileStage.Name, InfStage.Name, CatalogStage.Name];

    public override void Describe(StageInputs inputs)
    {
        inputs.Value("signer", key.Certificate.GetCertHashString(HashAlgorithmName.SHA256));
        inputs.Value("digests", session.Cells.Select(cell => $"{cell.Folder}={SigningDigests.Text(session.Data, cell)}"));
        inputs.Value("drivers", session.Drivers.Select(driver => driver.Name));
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        var work = new List<Action>();
        foreach ((Cell cell, Driver driver) in session.Packages)
        {
            string package = $"{cell.Folder}/{driver.Name}/{driver.Name}";
            string inf = earlier.PathOf(InfStage.Name, $"{cell.Folder}/{driver.Name}.inf");
            output.Write(package + ".inf", File.ReadAllBytes(inf), inf);
            string image = earlier.PathOf(CompileStage.Name, $"{cell.Folder}/{driver.Name}.sys");
            work.Add(() => Sign(output, package + ".sys", image, SigningDigests.Of(session.Data, cell, Artifact.Sys)));
            string catalog = earlier.PathOf(CatalogStage.Name, $"{cell.Folder}/{driver.Name}.cat");
            work.Add(() => Sign(output, package + ".cat", catalog, SigningDigests.Of(session.Data, cell, Artifact.Cat)));
        }
        foreach (string program in earlier[CompileStage.Name].Files.Select(file => file.Path)
            .Where(path => path.StartsWith("tools/", StringComparison.Ordinal) && path.EndsWith(".exe", StringComparison.Ordinal)))
            work.Add(() => Sign(output, program, earlier.PathOf(CompileStage.Name, program), SigningDigests.OfPrograms(session.Data)));
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = session.Options.Parallelism,
            CancellationToken = session.Cancel,
        };
        Parallel.ForEach(work, parallel, sign => sign());
    }

    private void Sign(StageOutput output, string relative, string source,
        IReadOnlyList<HashAlgorithmName> digests)
    {
        byte[] signed = Authenticode.Sign(File.ReadAllBytes(source), relative, new SignRequest
        {
            Key = key,
            Digests = digests,
            Description = session.Data.Product.Name,
        });
        output.Write(relative, signed, source);
        session.Report.Detail($"signed {relative} {signed.Length} bytes, {string.Join(" + ", digests)}");
    }
}
