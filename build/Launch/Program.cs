// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.CompilerServices;

namespace PvDrivers.Launch;

/// <summary>
/// The start of the build on either host: is the program as new as its sources, is the command line right; only then
/// the host runs. Exit codes: 0, 1 a target failed, 2 usage, and 86 for build.sh and build.cmd: compile anew.
/// </summary>
internal static class Program
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int CompileAnew = 86;

    public static int Main(string[] args)
    {
        string root = Installation.Root;
        using IDisposable? inUse = Installation.MarkInUse();
        if (!Installation.IsFresh || Installation.WantsOtherHost(args))
            return CompileAnew;
        IReadOnlyList<string> faults = CommandLine.Check(typeof(Build), args, root);
        if (faults.Count > 0)
        {
            foreach (string fault in faults)
                Console.Error.WriteLine($"build: {fault}");
            return Usage;
        }
        DateTime start = DateTime.UtcNow;
        UseRoot(args, root);
        int code = Build.Run();
        return code == 0 || args.Contains("--plan") && PlanWasWritten(start) ? 0 : code > 0 ? code : Failed;
    }

    /// <summary>The build belongs to its own repository, wherever it is started; --root says otherwise.</summary>
    private static void UseRoot(string[] args, string root)
    {
        if (args.Any(a => a.Replace("-", "", StringComparison.Ordinal).Equals("root", StringComparison.OrdinalIgnoreCase)
                && a.StartsWith('-')))
            return;
        // The host reads this name, exactly so, first of all; nobody else needs to see it afterwards.
        Environment.SetEnvironmentVariable("Root", root);
        RuntimeHelpers.RunClassConstructor(typeof(NukeBuild).TypeHandle);
        Environment.SetEnvironmentVariable("Root", null);
    }

    /// <summary>NUKE opens the page in a browser after it wrote it, and fails where there is none.</summary>
    private static bool PlanWasWritten(DateTime start)
    {
        string page = NukeBuild.TemporaryDirectory / "execution-plan.html";
        if (!File.Exists(page) || File.GetLastWriteTimeUtc(page) < start.AddSeconds(-1))
            return false;
        Console.WriteLine(page);
        return true;
    }
}
