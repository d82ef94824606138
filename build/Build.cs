// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

/// <summary>The whole graph: each target is one line of what it needs and one call of a stage.</summary>
partial class Build : NukeBuild
{
    /// <summary>Called by Launch/Program.cs once the command line has been found good.</summary>
    internal static int Run() => Execute<Build>(x => x.Clean);

    AbsolutePath Artifacts => RootDirectory / "artifacts";

    Target Clean => _ => _
        .Description("Deletes what the build made, but not the compiled build itself (artifacts/dotnet)")
        .Executes(() =>
        {
            if (!Artifacts.DirectoryExists())
                return;
            Artifacts.GetDirectories().Where(d => d.Name != "dotnet").ForEach(d => d.DeleteDirectory());
            Artifacts.GetFiles().ForEach(f => f.DeleteFile());
        });
}
