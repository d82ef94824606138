// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Drop;
using PvDrivers.Certification.Images;
using PvDrivers.Formats.Pe;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;
using PvDrivers.Toolset;
using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Stages.Compile;

/// <summary>
/// Every driver of every cell with its symbols, compiled by the toolset and checked as images. The toolset decides by
/// content what to compile again; this stage decides whether to ask it.
/// </summary>
public sealed class CompileStage(BuildSession session, LlvmTools tools) : Stage
{
    public const string Name = "1-bin";

    /// <summary>User-mode programs, built once per architecture.</summary>
    private static readonly string[] Programs = ["installer/pvsetup/pvsetup.vcxproj"];

    public override string Folder => Name;

    public override void Describe(StageInputs inputs)
    {
        foreach (string folder in (string[])["core", "nt", .. session.Drivers.Select(driver => driver.Name)])
            if (Directory.Exists(Path.Combine(session.Root, "drivers", folder)))
                inputs.Folder(Path.Combine(session.Root, "drivers", folder));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(session.Root, "drivers"), "Directory.Build.*"))
            inputs.File(file);
        inputs.Folder(Path.Combine(session.Root, "build", "Toolset", "msbuild"));
        foreach (string program in PresentPrograms)
            inputs.Folder(Path.Combine(session.Root, Path.GetDirectoryName(program) ?? ""));
        inputs.Value("version", session.Version.ToString());
        inputs.Value("cells", session.Cells.Select(cell => cell.Folder));
        inputs.Value("drivers", session.Drivers.Select(driver => driver.Name));
        inputs.Value("toolchain", ToolchainFingerprint.Of(tools, session.Objects).Sha256);
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        DriverBuildResult result = DriverBuild.Run(new DriverBuildRequest
        {
            Root = session.Root,
            ObjectDirectory = session.Objects,
            OutputDirectory = output.Folder,
            Cells = [.. session.Cells.Select(cell => new BuildCell(cell.Os.ToString(), cell.Architecture.Name()))],
            Drivers = [.. session.Drivers.Select(driver => driver.Name)],
            Programs = [.. PresentPrograms],
            Version = session.Version.ToString(),
            SourceDateEpoch = session.Commit.Time.ToUnixTimeSeconds(),
            Parallelism = session.Options.Parallelism,
            Toolset = session.Options.Toolset == "wdk" ? ToolsetKind.Wdk : ToolsetKind.Llvm,
            Tools = tools,
            Progress = progress => session.Report.Progress(progress.Total - progress.Left, progress.Total, progress.Node),
            Cancellation = session.Cancel,
        });
        session.Cancel.ThrowIfCancellationRequested();
        foreach (ToolDiagnostic diagnostic in result.Diagnostics)
            if (diagnostic.IsError)
                session.Report.Error(diagnostic.ToString());
            else
                session.Report.Warn(diagnostic.ToString());
        if (!result.Succeeded)
            throw new CompilationFailedException(result.Diagnostics.Count(diagnostic => diagnostic.IsError));
        session.Report.Say($"compiled {result.Ran.Count} steps, {result.UpToDate} were up to date");
        foreach (BuiltFile file in result.Outputs)
            output.Written(Path.GetRelativePath(output.Folder, file.Path).Replace('\\', '/'));
        CheckImages(output);
    }

    private IEnumerable<string> PresentPrograms => Programs.Where(program => File.Exists(Path.Combine(session.Root, program)));

    private void CheckImages(StageOutput output)
    {
        string imports = Path.Combine(session.Root, "drivers", "nt", "imports.tsv");
        ImportAllowList allowed = ImportAllowList.Parse(File.ReadAllBytes(imports), imports);
        int wrong = 0;
        foreach ((Cell cell, Driver driver) in session.Packages)
        {
            string name = $"{cell.Folder}/{driver.Name}";
            PeImage image = PeImage.Read(File.ReadAllBytes(output.PathOf(name + ".sys")), name + ".sys");
            PdbIdentity pdb = PdbFile.ReadIdentity(File.ReadAllBytes(output.PathOf(name + ".pdb")), name + ".pdb");
            List<Finding> findings = [.. new ImageRules(cell, driver.Name, session.Version, allowed).Check(image)];
            if (ImageRules.CheckSymbols(image, pdb, name + ".pdb") is { } stranger)
                findings.Add(stranger);
            foreach (Finding finding in findings)
                session.Report.Error(finding.ToString());
            wrong += findings.Count;
        }
        if (wrong > 0)
            throw new InvalidOperationException($"{wrong} findings in the images, listed above; docs/FORMATS.md has the rules");
    }
}

/// <summary>The compiler's errors have been reported one by one; this only ends the stage.</summary>
public sealed class CompilationFailedException(int errors)
    : Exception($"compilation failed with {errors} error{(errors == 1 ? "" : "s")}, listed above");
