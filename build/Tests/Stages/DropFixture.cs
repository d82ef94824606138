// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Drop;
using PvDrivers.Certification.Images;
using PvDrivers.Provision;
using PvDrivers.Signing.Keys;
using PvDrivers.Stages.Attestation;
using PvDrivers.Stages.Catalog;
using PvDrivers.Stages.Compile;
using PvDrivers.Stages.Inf;
using PvDrivers.Stages.Installer;
using PvDrivers.Stages.Notes;
using PvDrivers.Stages.Pack;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;
using PvDrivers.Stages.Sign;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Stages;

/// <summary>
/// A real drop of two cells, one with a catalog of version 1 and one of version 2, made once by the stages from this
/// repository's sources; tests work on copies of it.
/// </summary>
public sealed class DropFixture : IDisposable
{
    private readonly Lazy<string?> _drop;

    private readonly string _folder = Repository.NewTemporaryDirectory();

    public DropFixture()
    {
        LlvmTools.TryFind(out IReadOnlyList<string> missing);
        Missing = missing;
        _drop = new Lazy<string?>(() => Missing.Count > 0 ? null : Make());
    }

    public IReadOnlyList<string> Missing { get; }

    public CertificationData Data { get; } = CertificationData.Load(Path.Combine(Repository.Root, "certification"));

    /// <summary>A copy that a test may change.</summary>
    public string NewCopy()
    {
        Skip.If(Missing.Count > 0, $"no compiler to make a drop with, missing: {string.Join(", ", Missing)}; ./build.cmd Test --provision installs it");
        string original = _drop.Value ?? throw new InvalidOperationException("no drop was made");
        string copy = Directory.CreateTempSubdirectory("pvdrivers-drop-").FullName;
        foreach (string file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? copy);
            File.Copy(file, target);
        }
        return copy;
    }

    public DropVerdict Verify(string drop)
    {
        string imports = Path.Combine(Repository.Root, "drivers", "nt", "imports.tsv");
        return new DropVerifier(Data, ImportAllowList.Parse(File.ReadAllBytes(imports), imports))
            .Verify(drop, null, DateTimeOffset.UtcNow);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Make()
    {
        var options = new BuildOptions { OsTargets = ["6.1", "10.0"], Architectures = ["x64"], Artifacts = _folder };
        var report = new QuietReporter();
        var session = new BuildSession(Repository.Root, options, report, CancellationToken.None);
        using ISigningKey key = DevelopmentKey.OpenOrCreate(Path.Combine(_folder, "key"), DateTimeOffset.UtcNow);
        var runner = new StageRunner(Repository.Root, _folder, CancellationToken.None);
        Stage[] stages =
        [
            new CompileStage(session, LlvmTools.Find()), new InfStage(session), new CatalogStage(session), new SignStage(session, key),
            new InstallerStage(session, key, ToolInventory.Probe(ToolSet.Pack).Require().Paths.MakeNsis),
            new AttestationStage(session, key), new NotesStage(session), new PackStage(session, key),
        ];
        foreach (Stage stage in stages)
            runner.Run(stage);
        return Path.Combine(_folder, stages[^1].Folder);
    }
}
