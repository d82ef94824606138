// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Reflection;
using Nuke.Common.CI;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace Nuke.Common;

public abstract partial class NukeBuild
{
    // These can be used by field initializers of a build, before its constructor runs: so everything is resolved here.
    static NukeBuild()
    {
        ParameterService parameters = ParameterService.Current;
        RootDirectory = FindRoot(parameters);
        TemporaryDirectory = (RootDirectory / ".nuke" / "temp").CreateDirectory();
        string? assembly = Assembly.GetEntryAssembly()?.Location;
        BuildAssemblyFile = string.IsNullOrEmpty(assembly) ? null : (AbsolutePath)assembly;
        BuildAssemblyDirectory = BuildAssemblyFile?.Parent;
        Verbosity = parameters.Get<Verbosity?>("Verbosity") ?? Verbosity.Normal;
        Host = Host.Create(parameters.Get<string>("Host"));
        LoadedLocalProfiles = parameters.Get<string[]>("Profile") ?? [];
    }

    [Parameter("Root directory during build execution.", Name = "Root")]
    public static AbsolutePath RootDirectory { get; }

    /// <summary>The folder .nuke/temp; it exists.</summary>
    public static AbsolutePath TemporaryDirectory { get; }

    public static AbsolutePath? BuildAssemblyFile { get; }

    public static AbsolutePath? BuildAssemblyDirectory { get; }

    [Parameter("Logging verbosity during build execution. Default is 'Normal'.")]
    public static Verbosity Verbosity
    {
        get => Logging.Verbosity;
        set => Logging.Verbosity = value;
    }

    [Parameter("Host for execution. Default is 'automatic'.")]
    public static Host Host { get; set; }

    [Parameter("Defines the profiles to load.", Name = "Profile")]
    public static string[] LoadedLocalProfiles { get; }

    public static bool IsLocalBuild => !IsServerBuild;

    public static bool IsServerBuild => Host is IBuildServer;

    AbsolutePath INukeBuild.RootDirectory => RootDirectory;

    AbsolutePath INukeBuild.TemporaryDirectory => TemporaryDirectory;

    AbsolutePath? INukeBuild.BuildAssemblyFile => BuildAssemblyFile;

    AbsolutePath? INukeBuild.BuildAssemblyDirectory => BuildAssemblyDirectory;

    Verbosity INukeBuild.Verbosity => Verbosity;

    Host INukeBuild.Host => Host;

    bool INukeBuild.IsLocalBuild => IsLocalBuild;

    bool INukeBuild.IsServerBuild => IsServerBuild;

    private static AbsolutePath FindRoot(ParameterService parameters)
    {
        AbsolutePath current = EnvironmentInfo.WorkingDirectory;
        if (parameters.HasArgument("Root") && parameters.ArgumentValues("Root").Count == 0)
            return current;
        if (parameters.Get<AbsolutePath>("Root") is { } given)
            return given;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        for (AbsolutePath? at = current; at is not null; at = at.Parent)
            if (at.ToString() != home && Path.Exists(at / ".nuke"))
                return at;
        throw new InvalidOperationException(
            $"no folder '.nuke' in '{current}' or above it: run the build inside its repository, or add --root FOLDER");
    }
}
