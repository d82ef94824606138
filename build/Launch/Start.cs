// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.CompilerServices;

namespace PvDrivers.Launch;

/// <summary>
/// The start of a build on either host: is the program as new as its sources, is the command line right; only then the
/// host runs. Exit codes: 0, 1 a target failed, 2 usage, and 86 for build.sh and build.cmd: compile anew.
/// </summary>
internal static class Start
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int CompileAnew = 86;

    /// <param name="args">The command line without the program.</param>
    /// <param name="build">The class whose targets and parameters the command line names.</param>
    /// <param name="run">Hands the build to its host and gives the host's exit code.</param>
    public static int Run(string[] args, Type build, Func<int> run)
    {
        using IDisposable? inUse = Installation.MarkInUse();
        if (!Installation.IsFresh || Installation.WantsOtherHost(args))
            return CompileAnew;
        string root = GivenRoot(args) ?? Installation.Root;
        if (!CommandLineIsRight(args, build, root) || !HostStarts(root))
            return Usage;
        DateTime start = DateTime.UtcNow;
        int code = run();
        return code == 0 || args.Contains("--plan") && PlanWasWritten(start) ? 0 : code > 0 ? code : Failed;
    }

    /// <summary>What --root says; without a value it is the current folder.</summary>
    private static string? GivenRoot(string[] args)
    {
        int at = Array.FindLastIndex(args,
            a => a.StartsWith('-') && CommandLine.Plain(a).Equals("root", StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null
            : Path.GetFullPath(at + 1 < args.Length && !args[at + 1].StartsWith('-') ? args[at + 1] : ".");
    }

    private static bool CommandLineIsRight(string[] args, Type build, string root)
    {
        IReadOnlyList<string> faults = CommandLine.Check(build, args, Environment.GetEnvironmentVariables(), root);
        foreach (string fault in faults)
            Console.Error.WriteLine($"build: {fault}");
        return faults.Count == 0;
    }

    /// <summary>
    /// Makes the host find its root, host and verbosity. The build belongs to its own repository wherever it is
    /// started: the host reads the variable Root, exactly so, before it looks around; nobody else is to see it.
    /// </summary>
    private static bool HostStarts(string root)
    {
        try
        {
            Environment.SetEnvironmentVariable("Root", root);
            RuntimeHelpers.RunClassConstructor(typeof(NukeBuild).TypeHandle);
            Environment.SetEnvironmentVariable("Root", null);
            return true;
        }
        catch (TypeInitializationException error)
        {
            Console.Error.WriteLine($"build: {(error.InnerException ?? error).Message}");
            return false;
        }
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
