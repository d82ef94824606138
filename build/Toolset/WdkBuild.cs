// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Incremental;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset;

/// <summary>
/// The same projects through Microsoft's msbuild.exe and the WDK, on Windows: one call per cell and driver, in a process of its
/// own because that MSBuild is a .NET Framework program. NEVER RUN ON WINDOWS: the tests see the call and read a made-up log.
/// What to build again is Microsoft's tools' decision here.
/// </summary>
internal static class WdkBuild
{
    public static DriverBuildResult Run(DriverBuildRequest request)
    {
        foreach (BuildCell cell in request.Cells)
            if (ToolsetSupport.Load().WhyNot(ToolsetKind.Wdk, cell) is { } reason)
                throw new UsageException($"{cell} cannot be built with the WDK: {reason}. Leave --toolset wdk away, or choose other cells.");
        if (!OperatingSystem.IsWindows())
            throw new UsageException("--toolset wdk needs Windows with Visual Studio and the WDK. Leave it away: clang and lld build every cell.");
        return Run(request, FindMsbuild());
    }

    /// <param name="msbuild">Full path of msbuild.exe.</param>
    public static DriverBuildResult Run(DriverBuildRequest request, string msbuild)
    {
        List<ToolDiagnostic> diagnostics = [];
        List<BuiltFile> outputs = [];
        List<string> ran = [];
        bool succeeded = true;
        foreach (BuildCell cell in request.Cells)
            foreach (string driver in request.Drivers)
            {
                ToolResult result = ToolProcess.Run(new ToolCommand(msbuild, ArgumentsFor(request, cell, driver), Path.GetFullPath(request.Root)), request.Cancellation);
                diagnostics.AddRange(MsbuildOutput.Parse(result.Output).Except(diagnostics));
                ran.Add($"{cell}/{driver}/{driver}.sys");
                succeeded &= result.Succeeded;
                if (result.Succeeded)
                    outputs.AddRange(Place(request, cell, driver));
                else if (!diagnostics.Exists(diagnostic => diagnostic.IsError))
                    diagnostics.Add(new ToolDiagnostic(IsError: true, "PVT0003", "", 0, 0, $"{msbuild} ended with {result.ExitCode} for {cell} {driver} and named no error"));
            }
        return new DriverBuildResult
        {
            Succeeded = succeeded,
            NothingToDo = false,
            Outputs = outputs,
            Diagnostics = diagnostics,
            Ran = ran,
            UpToDate = 0,
            Timings = [],
            Fingerprint = ToolchainFingerprint.None,
            Engine = msbuild,
        };
    }

    /// <summary>One call of msbuild.exe.</summary>
    public static IReadOnlyList<string> ArgumentsFor(DriverBuildRequest request, BuildCell cell, string driver) =>
    [
        Path.Combine(Path.GetFullPath(request.Root), "drivers", driver, driver + ".vcxproj"),
        "-nologo", "-m", "-v:minimal", "-t:Build", "-p:Configuration=Release", $"-p:Platform={cell.Platform}", $"-p:OsTarget={cell.OsTarget}",
        $"-p:OvmVersion={request.Version}", $"-p:OvmRoot={Path.GetFullPath(request.Root)}",
        $"-p:OvmObjectDirectory={Path.GetFullPath(request.ObjectDirectory)}",
    ];

    // drivers/Directory.Build.props sets this folder for Microsoft's toolset.
    private static IEnumerable<BuiltFile> Place(DriverBuildRequest request, BuildCell cell, string driver)
    {
        string made = Path.Combine(Path.GetFullPath(request.ObjectDirectory), "wdk", cell.OsTarget, cell.Architecture, driver);
        foreach (string extension in (string[])[".sys", ".pdb"])
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(made, driver + extension));
            string target = Path.Combine(Path.GetFullPath(request.OutputDirectory), cell.OsTarget, cell.Architecture, driver + extension);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? ".");
            StateFile.Replace(target, bytes);
            yield return new BuiltFile(driver, cell.OsTarget, cell.Architecture, target, ContentDigest.OfBytes(bytes).ToString());
        }
    }

    private static string FindMsbuild() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "msbuild.exe")).FirstOrDefault(File.Exists)
        ?? throw new UsageException("msbuild.exe is not on the PATH: start from a developer prompt of Visual Studio, or from the EWDK's LaunchBuildEnv.cmd.");
}
