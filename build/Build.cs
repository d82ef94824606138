// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

/// <summary>The whole graph: each target is one line of what it needs and one call of a stage.</summary>
partial class Build : NukeBuild
{
    /// <summary>Called by Launch/Program.cs once the command line has been found good.</summary>
    internal static int Run() => Execute<Build>(x => x.Pack);

    Target Clean => _ => _
        .Description("Deletes what the build made, but not the compiled build itself (artifacts/dotnet)")
        .Before(Compile, Infs, Notes)
        .Executes(DeleteArtifacts);

    Target Doctor => _ => _
        .Description("Lists the tools of every set, their versions, and how to get what is missing")
        .Executes(ShowTools);

    Target Compile => _ => _
        .Description("Compiles the drivers of every cell -> artifacts/1-bin")
        .Executes(() => Stage(session => new CompileStage(session, Compilers)));

    Target Infs => _ => _
        .Description("Renders the INFs with version and date -> artifacts/2-inf")
        .After(Compile)
        .Executes(() => Stage(session => new InfStage(session)));

    Target Catalogs => _ => _
        .Description("Writes one catalog per driver and cell -> artifacts/3-cat")
        .DependsOn(Compile, Infs)
        .Executes(() => Stage(session => new CatalogStage(session)));

    Target Sign => _ => _
        .Description("Signs images and catalogs -> artifacts/4-signed")
        .DependsOn(Catalogs)
        .Executes(() => Stage(session => new SignStage(session, Key)));

    Target Installer => _ => _
        .Description("Makes Setup.exe of all cells -> artifacts/5-installer")
        .DependsOn(Sign)
        .Executes(() => Stage(session => new InstallerStage(session, Key, PackTools.MakeNsis)));

    Target Attestation => _ => _
        .Description("Writes the cabinets of an attestation submission -> artifacts/5-attestation")
        .DependsOn(Catalogs)
        .After(Installer)
        .Executes(() => Stage(session => new AttestationStage(session, Key)));

    Target Notes => _ => _
        .Description("Writes the release notes from CHANGELOG.md -> artifacts/6-notes")
        .DependsOn(Sign)
        .After(Attestation)
        .Executes(() => Stage(session => new NotesStage(session)));

    Target Pack => _ => _
        .Description("Makes the whole drop -> artifacts/7-release")
        .DependsOn(Sign, Installer, Attestation, Notes)
        .Executes(MakeDrop);

    Target Verify => _ => _
        .Description("Reads a drop again and checks every file of it (--drop, --trusted-root)")
        .After(Pack)
        .Executes(VerifyDrop);

    Target Test => _ => _
        .Description("Runs every test this machine can run, and says what it skipped (--test-filter)")
        .DependsOn(Compile)
        .After(Verify)
        .Executes(RunTests);
}
