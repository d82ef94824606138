// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.HostFixture;

/// <summary>Everything that a run writes.</summary>
internal sealed class ReportBuild : NukeBuild
{
    public static int Run() => Execute<ReportBuild>(x => x.Pack);

    Target Compile => _ => _.Description("Compiles").Executes(() =>
    {
        Log.Verbose("{Count} of {Total}", 1, 3);
        Log.Debug("step {Step:00}", 7);
        Log.Information("{Files} files for {Cell,6}|{Missing}", 36, "x64");
        Log.Warning("drivers/core/ring.c(12,5): warning: 100% of {{braces}}");
        ReportSummary(_ => _.AddPair("Files", 36).AddPair("Cells", "12"));
    });

    Target Sign => _ => _.DependsOn(Compile).OnlyWhenStatic(() => IsServerBuild && IsLocalBuild).Executes(() => { });

    Target Group => _ => _.DependsOn(Sign, Compile);

    Target Pack => _ => _.DependsOn(Group).After(Compile)
        .Executes(() => Log.Error(new InvalidDataException("what was wrong"), "Setup.exe: {Reason}", "bad"));

    Target Break => _ => _.DependsOn(Compile)
        .Executes(() => throw new InvalidDataException("drivers/xenbus/main.c(3,1): error: no"));
}
