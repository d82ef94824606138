// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

/// <summary>A plain in-process MSBuild runs one project after the other; ours must not, and this is how we would notice.</summary>
public sealed class ParallelBuildTests
{
    /// <summary>
    /// Tasks of different projects that ran at the same time, by their own clocks. Wall time would depend on the machine;
    /// that two projects' compilers ran together does not.
    /// </summary>
    private static int OverlapsOf(DriverBuildResult result)
    {
        NodeTiming[] tasks = [.. result.Timings.Where(timing => timing.Kind == NodeKind.Task && !timing.UpToDate)];
        int overlaps = 0;
        for (int i = 0; i < tasks.Length; i++)
            for (int j = i + 1; j < tasks.Length; j++)
                if (ProjectOf(tasks[i]) != ProjectOf(tasks[j]) && tasks[i].Start < tasks[j].End && tasks[j].Start < tasks[i].End)
                    overlaps++;
        return overlaps;
    }

    private static string ProjectOf(NodeTiming timing) => timing.Name[..timing.Name.LastIndexOf('/')];

    [SkippableFact]
    public void DriverBuild_WhenRunInProcess_RunsProjectsAtTheSameTime()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        DriverBuildResult result = tree.Build();
        Assert.Contains("a thread per core", result.Engine, StringComparison.Ordinal);
        Assert.True(OverlapsOf(result) > 0, "no two projects of two independent cells were ever compiled together");
    }

    /// <summary>The other half of the proof: the measurement above sees the difference that the threads make.</summary>
    [SkippableFact]
    public void DriverBuild_WhenMultiThreadedIsOff_RunsNoTwoProjectsAtTheSameTime()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        DriverBuildResult result = DriverBuild.Run(tree.Request() with { Nodes = NodeMode.OneThread });
        Assert.True(result.Succeeded);
        Assert.Equal(0, OverlapsOf(result));
    }

    [SkippableFact]
    public void DriverBuild_WhenMsbuildHasNoThreads_BuildsInProcessesAndSaysSo()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        DriverBuildResult result = DriverBuild.Run(tree.Request() with { Nodes = NodeMode.Processes });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Contains("processes of its own", result.Engine, StringComparison.Ordinal);
        Assert.True(OverlapsOf(result) > 0);
        Assert.Contains("6.1/x64/sample/main.o", result.Ran);
    }

    /// <summary>What a developer types for one project of one cell: no session of ours, an MSBuild that knows nothing of us.</summary>
    [SkippableFact]
    public void Project_WhenBuiltByHand_GivesTheSameImage()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(new BuildCell("6.1", "x64"));
        string image = Path.Combine(tree.Objects, "6.1", "x64", "sample", "sample.sys");
        byte[] expected = File.ReadAllBytes(image);
        Directory.Delete(tree.Objects, recursive: true);
        string msbuild = Path.Combine(Repository.Root, "build", "Toolset", "msbuild") + Path.DirectorySeparatorChar;
        using Process process = Process.Start(new ProcessStartInfo("dotnet",
            ["msbuild", tree.Source("sample/sample.vcxproj"), "-nologo", "-v:minimal", "-nodeReuse:false", $"-p:VCTargetsPath={msbuild}",
                "-p:OsTarget=6.1", "-p:Platform=x64", "-p:OvmVersion=3.4.4.1882"])
        { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.Equal(expected, File.ReadAllBytes(image));
    }
}
