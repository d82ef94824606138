// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Formats;
using PvDrivers.Toolset;

namespace PvDrivers.Benchmarks;

/// <summary>One DriverBuild.Run in a fresh process.</summary>
internal static class OneBuild
{
    public static int Run(Arguments arguments)
    {
        DriverBuildResult result;
        long start = Stopwatch.GetTimestamp();
        try
        {
            result = DriverBuild.Run(arguments.Request() with { Progress = Report });
        }
        catch (UsageException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        foreach (object diagnostic in result.Diagnostics)
            Console.Error.WriteLine(diagnostic);
        bool msbuild = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Microsoft.Build");
        Console.WriteLine($"milliseconds={elapsed.TotalMilliseconds:F1}");
        Console.WriteLine($"nothing={result.NothingToDo} ran={result.Ran.Count} uptodate={result.UpToDate} outputs={result.Outputs.Count}");
        Console.WriteLine($"msbuild={(msbuild ? "loaded" : "not loaded")}");
        Console.WriteLine($"engine={result.Engine}");
        return result.Succeeded ? 0 : 1;
    }

    private static void Report(DriverBuildProgress progress) =>
        Console.WriteLine($"{(progress.Started ? "start" : progress.Failed ? "failed" : "end")} {progress.Node} {progress.Left}/{progress.Total}");
}
