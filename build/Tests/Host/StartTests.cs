// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Xml.Linq;

namespace PvDrivers.Tests.Hosting;

/// <summary>A small repository with the real start scripts, bootstrap, launch code and host, in a folder with a
/// space.</summary>
public sealed class SmallRepository : IDisposable
{
    private static readonly string[] Copied =
    [
        "build.sh", "build.cmd", "global.json", "build/Directory.Build.props", "build/Directory.Packages.props",
        "build/Bootstrap", "build/Launch", "build/Host",
    ];

    public SmallRepository()
    {
        Root = Directory.CreateDirectory(Path.Combine(Repository.NewTemporaryDirectory(), "a b")).FullName;
        Directory.CreateDirectory(Path.Combine(Root, ".nuke"));
        foreach (string path in Copied)
            Copy(Path.Combine(Repository.Root, path), Path.Combine(Root, path));
        XDocument project = XDocument.Load(Path.Combine(Repository.Root, "build", "_build.csproj"));
        // Of the pipeline's own projects this repository has the host alone.
        project.Descendants("ProjectReference").Where(r => r.Attribute("Include")?.Value != "Host/Host.csproj").Remove();
        project.Descendants("Using").Where(IsOfThePipeline).Remove();
        project.Save(Path.Combine(Root, "build", "_build.csproj"));
        WriteBuild("first");
        FirstStart = Start("--no-logo");
    }

    public string Root { get; }

    public HostRun FirstStart { get; }

    public string Current => File.ReadAllText(Path.Combine(Root, "artifacts", "dotnet", "host", "current"));

    public string BuildFile => Path.Combine(Root, "build", "Build.cs");

    public void WriteBuild(string word) => File.WriteAllText(BuildFile, $$"""
        sealed partial class Build : NukeBuild
        {
            internal static int Run() => Execute<Build>(x => x.Say);
            [Parameter] readonly string? Word;
            Target Say => _ => _.Executes(() => System.Console.WriteLine("> {{word}} " + Word));
            Target Break => _ => _.Executes(() => Assert.Fail("broken"));
        }

        """);

    public HostRun Start(params string[] arguments) => Wait(Begin(Root, Path.Combine(Root, "build.sh"), arguments));

    public static Process Begin(string folder, string script, params string[] arguments)
    {
        ProcessStartInfo start =
            new("sh") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = folder };
        foreach (string argument in arguments.Prepend(script))
            start.ArgumentList.Add(argument);
        // No feed is asked here which host there is.
        start.Environment["OVM_BUILD_HOST"] = "offline";
        start.Environment.Remove("OVM_BUILD_FRESH");
        start.Environment.Remove("GITHUB_ACTIONS");
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public static HostRun Wait(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(TimeSpan.FromMinutes(5)))
                return new HostRun(process.ExitCode, output.Result, error.Result);
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the build did not end within 5 minutes");
        }
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Root)!, recursive: true);

    private static bool IsOfThePipeline(XElement item)
        => item.Attribute("Include")?.Value.StartsWith("PvDrivers", StringComparison.Ordinal) == true;

    private static void Copy(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }
        foreach (string entry in Directory.EnumerateFileSystemEntries(from))
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}

/// <summary>build.sh and build.cmd: when the build is compiled, and when it is just started.</summary>
public sealed class StartTests(SmallRepository repository) : IClassFixture<SmallRepository>
{
    [SkippableFact]
    public void Start_WhenNothingIsCompiled_CompilesAndRuns()
    {
        SkipOnWindows();
        Assert.True(repository.FirstStart.ExitCode == 0, repository.FirstStart.Output + repository.FirstStart.Error);
        Assert.Contains("compiling the build (host: offline)", repository.FirstStart.Error, StringComparison.Ordinal);
        Assert.Equal(
            "offline", File.ReadAllText(Path.Combine(repository.Root, "artifacts", "dotnet", "host", "choice")).Trim());
    }

    [SkippableFact]
    public void Start_WhenSourcesAreUnchangedOrTouched_StartsTheCompiledBuild()
    {
        SkipOnWindows();
        repository.WriteBuild("same");
        repository.Start();
        string before = repository.Current;

        HostRun again = repository.Start("Say", "--word", "two words");
        File.SetLastWriteTimeUtc(repository.BuildFile, DateTime.UtcNow);
        HostRun touched = repository.Start();

        Assert.Equal(["same two words"], again.Lines);
        Assert.Empty(again.Error);
        Assert.Equal(["same"], touched.Lines);
        Assert.Empty(touched.Error);
        Assert.Equal(before, repository.Current);
    }

    [SkippableFact]
    public void Start_WhenFromAnotherFolderByBuildCmd_RunsInItsOwnRepository()
    {
        SkipOnWindows();
        HostRun run =
            SmallRepository.Wait(
            SmallRepository.Begin(Path.GetTempPath(), Path.Combine(repository.Root, "build.cmd"), "--no-logo"));
        HostRun inside = SmallRepository.Wait(SmallRepository.Begin(repository.Root, "build.cmd", "Say"));

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Lines);
        Assert.Equal(0, inside.ExitCode);
    }

    [SkippableFact]
    public void Start_WhenTheBuildDoesNotCompile_ShowsTheErrorAndExitsOneUntilItIsRepaired()
    {
        SkipOnWindows();
        File.AppendAllText(repository.BuildFile, "class Broken { int X => \"text\"; }\n");
        string before = repository.Current;
        HostRun broken = repository.Start();
        repository.WriteBuild("repaired");
        HostRun repaired = repository.Start();

        Assert.Equal(1, broken.ExitCode);
        Assert.Empty(broken.Output);
        Assert.Contains("Build.cs(8,25): error CS0029", broken.Error, StringComparison.Ordinal);
        Assert.Equal(0, repaired.ExitCode);
        Assert.Equal(["repaired"], repaired.Lines);
        Assert.NotEqual(before, repository.Current);
    }

    [SkippableFact]
    public void Start_WhenTwoStartAtOnceAfterAnEdit_BothRunTheNewBuild()
    {
        SkipOnWindows();
        repository.WriteBuild("both");
        Process[] two =
            [SmallRepository.Begin(repository.Root, "./build.sh", "Say"),
            SmallRepository.Begin(repository.Root, "./build.sh", "Say")];
        HostRun[] runs = [.. two.Select(SmallRepository.Wait)];

        Assert.All(runs, r => Assert.True(r.ExitCode == 0, r.Output + r.Error));
        Assert.All(runs, r => Assert.Equal(["both"], r.Lines));
    }

    [SkippableFact]
    public void Start_WhenACompilingStartIsKilled_TheNextCompilesAnew()
    {
        SkipOnWindows();
        repository.WriteBuild("killed");
        using Process process = SmallRepository.Begin(repository.Root, "./build.sh");
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("compiling", StringComparison.Ordinal))
        {
        }
        Thread.Sleep(300);
        process.Kill(entireProcessTree: true);
        process.WaitForExit();

        HostRun next = repository.Start();

        Assert.True(next.ExitCode == 0, next.Output + next.Error);
        Assert.Equal(["killed"], next.Lines);
    }

    [SkippableTheory]
    [InlineData("Break", 1)]
    [InlineData("Sya", 2)]
    [InlineData("--build-host sideways", 2)]
    public void Start_WhenTheRunFails_HandsOnItsExitCode(string arguments, int exitCode)
    {
        SkipOnWindows();
        Assert.Equal(exitCode, repository.Start(arguments.Split(' ')).ExitCode);
    }

    [SkippableFact]
    public void Start_WhenThereIsNoDotnet_SaysWhatToInstall()
    {
        SkipOnWindows();
        string tools = Directory.CreateDirectory(Path.Combine(repository.Root, "tools")).FullName;
        foreach (string tool in new[] { "dirname", "sh" })
            if (!File.Exists(Path.Combine(tools, tool)))
                File.CreateSymbolicLink(Path.Combine(tools, tool), $"/usr/bin/{tool}");
        ProcessStartInfo start =
            new("/bin/sh", [Path.Combine(repository.Root, "build.cmd")]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        start.Environment["PATH"] = tools;
        HostRun run = SmallRepository.Wait(Process.Start(start)!);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no 'dotnet' on the PATH: install the .NET SDK", run.Error, StringComparison.Ordinal);
    }

    private static void SkipOnWindows()
        => Skip.If(OperatingSystem.IsWindows(), "build.sh needs sh; on Windows the check.yml job runs build.cmd");
}
