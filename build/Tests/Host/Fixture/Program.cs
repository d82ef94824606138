// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Launch;

namespace PvDrivers.HostFixture;

/// <summary>Starts the build that the variable FIXTURE names; with FIXTURE_RAW=1 without our own start-up
/// code.</summary>
internal static class Program
{
    private static readonly Dictionary<string, (Type Build, Func<int> Run)> Builds = new()
    {
        ["order"] = (typeof(OrderBuild), OrderBuild.Run),
        ["graph"] = (typeof(GraphBuild), GraphBuild.Run),
        ["cycle"] = (typeof(CycleBuild), CycleBuild.Run),
        ["failure"] = (typeof(FailureBuild), FailureBuild.Run),
        ["condition"] = (typeof(ConditionBuild), ConditionBuild.Run),
        ["parameter"] = (typeof(ParameterBuild), ParameterBuild.Run),
        ["report"] = (typeof(ReportBuild), ReportBuild.Run),
        ["interrupt"] = (typeof(InterruptBuild), InterruptBuild.Run),
    };

    public static int Main(string[] args)
    {
        (Type build, Func<int> run) = Builds[Environment.GetEnvironmentVariable("FIXTURE") ?? "order"];
        return Environment.GetEnvironmentVariable("FIXTURE_RAW") == "1" ? run() & 0xFF : Start.Run(args, build, run);
    }
}
