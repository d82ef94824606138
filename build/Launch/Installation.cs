// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;

namespace PvDrivers.Launch;

/// <summary>Where this program stands: its repository, its host, and whether it is as new as its sources.</summary>
internal static class Installation
{
    /// <summary>Name of the host it was compiled for: nuke or offline.</summary>
    public static string Host { get; } = typeof(Installation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == "BuildHost")?.Value ?? "unknown";

    public static string Root { get; } = FindRoot();

    /// <summary>True where build.sh or build.cmd put the program; elsewhere (an IDE) nobody could compile it
    /// anew.</summary>
    private static bool IsInstalled => File.Exists(Path.Combine(AppContext.BaseDirectory, "compiled-from"));

    public static bool IsFresh
        => !IsInstalled || new Freshness(Root, AppContext.BaseDirectory).Check()
            || Environment.GetEnvironmentVariable("OVM_BUILD_FRESH") == "1";

    /// <summary>True where the command line names a host that is not the one compiled.</summary>
    public static bool WantsOtherHost(string[] args)
    {
        int at = Array.IndexOf(args, "--build-host");
        return IsInstalled && at >= 0 && at + 1 < args.Length && args[at + 1] is "nuke" or "offline"
            && args[at + 1] != Host;
    }

    /// <summary>Keeps the program's folder from being deleted while it runs; null where it has none of its
    /// own.</summary>
    public static FileStream? MarkInUse()
    {
        try
        {
            return !IsInstalled ? null
                : new FileStream(
                    Path.Combine(AppContext.BaseDirectory, "in-use"), FileMode.OpenOrCreate, FileAccess.Read,
                    FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, ".nuke"))
                && File.Exists(Path.Combine(at.FullName, "global.json")))
                return at.FullName;
        return Environment.CurrentDirectory;
    }
}
