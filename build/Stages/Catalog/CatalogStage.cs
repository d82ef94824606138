// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;
using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Inf;
using PvDrivers.Stages.Compile;
using PvDrivers.Stages.Inf;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Catalog;

/// <summary>
/// One unsigned catalog per driver and cell, over exactly the INF and the files that it copies. The image's digest is its
/// Authenticode digest, so that signing the image later does not stale the catalog.
/// </summary>
public sealed class CatalogStage(BuildSession session) : Stage
{
    public const string Name = "3-cat";

    public override string Folder => Name;

    public override IReadOnlyList<string> Reads => [CompileStage.Name, InfStage.Name];

    public override void Describe(StageInputs inputs)
    {
        inputs.Value("time", session.Commit.Time.ToUnixTimeSeconds().ToString());
        inputs.Value("drivers", session.Drivers.Select(driver => driver.Name));
        foreach (Cell cell in session.Cells)
            inputs.Value("os " + cell.Folder, session.Data.CatalogOsNames(cell.Id));
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = session.Options.Parallelism,
            CancellationToken = session.Cancel,
        };
        Parallel.ForEach(session.Packages, parallel, package => Make(output, earlier, package.Cell, package.Driver));
    }

    private void Make(StageOutput output, EarlierStages earlier, Cell cell, Driver driver)
    {
        string infPath = earlier.PathOf(InfStage.Name, $"{cell.Folder}/{driver.Name}.inf");
        byte[] infBytes = File.ReadAllBytes(infPath);
        InfPackage inf = InfPackage.From(InfFile.Read(infBytes, infPath));
        InfArchitecture architecture = cell.Architecture == Architecture.X64 ? InfArchitecture.Amd64 : InfArchitecture.X86;
        string name = inf.CatalogFile(architecture) ?? throw new MalformedFileException(infPath, -1,
            $"no CatalogFile for {architecture.InfName()} in [Version]", "the name of the catalog to write");
        List<CatalogSubject> subjects = [CatalogSubject.FromFile($"{driver.Name}.inf", infBytes)];
        List<string> sources = [infPath];
        foreach (InfCopiedFile copied in inf.CopiedFiles(architecture))
        {
            string source = earlier.PathOf(CompileStage.Name, $"{cell.Folder}/{copied.SourceName}");
            if (!File.Exists(source))
                throw new MalformedFileException(infPath, -1, $"a copy of {copied.SourceName}, which Compile does not make",
                    $"only files of {CompileStage.Name}/{cell.Folder}");
            subjects.Add(CatalogSubject.FromFile(copied.SourceName, File.ReadAllBytes(source)));
            sources.Add(source);
        }
        byte[] catalog = CatalogBuilder.Build(new CatalogRequest
        {
            Files = subjects,
            OsNames = session.Data.CatalogOsNames(cell.Id),
            HardwareIds = inf.HardwareIds(),
            Time = session.Commit.Time,
        }).EncodeUnsigned();
        output.Write($"{cell.Folder}/{name}", catalog, sources);
        session.Report.Detail($"cat {cell.Folder}/{name} {catalog.Length} bytes, {subjects.Count} members");
    }
}
