// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Globalization;

namespace PvDrivers.Tests.Hosting;

/// <summary>Failures, conditions, requirements, interruption and what the exit code says of them.</summary>
public sealed class RunTests : IDisposable
{
    private readonly HostProcess _host = new();

    [Fact]
    public void Target_WhenItFails_StopsTheRunAndAssuredTargetsStillRun()
    {
        HostRun run = _host.Run("failure", "Whole", "Tidy");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["Tidy"], run.Lines);
        Assert.Matches(@"Break +Failed .*// InvalidDataException: xenbus\.sys\+0x98: broken\r?\n", run.Output);
        Assert.Matches(@"Whole +NotRun", run.Output);
        Assert.Matches(@"Tidy +Succeeded", run.Output);
        Assert.Contains("failed: Break", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("finished: succeeding False", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Target_WhenItProceedsAfterFailure_LetsTheOthersRunAndTheBuildFails()
    {
        HostRun run = _host.Run("failure", "Shrug", "Onward");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["Onward"], run.Lines);
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 7)]
    public void ExitCode_WhenTheBuildSetsIt_IsThat(bool strict, int expected)
    {
        using HostProcess host = new() { Strict = strict };
        Assert.Equal(expected, host.Run("failure", "CodeSeven").ExitCode);
    }

    [Fact]
    public void ExitCode_WhenTheHostAloneFails_IsThatOfNuke()
    {
        using HostProcess host = new() { Strict = false };
        Assert.Equal(255, host.Run("failure", "Whole").ExitCode);
        Assert.Equal(255, host.Run("order", "NoSuchTarget").ExitCode);
    }

    [Theory]
    // A static condition skips what only its target needs, before anything ran.
    [InlineData("Static", "", "Static +Skipped +// OnlyWhen: Level > 100")]
    [InlineData("Outer", "Outer", "Prepare +Skipped +// Skipped: because of Static")]
    [InlineData("Keep", "Prepare", "Keep +Skipped +// OnlyWhen: Level > 100")]
    [InlineData("Dynamic", "Prepare", "Dynamic +Skipped +// OnlyWhen: !_prepared")]
    [InlineData("Static --level 101", "Prepare Static", "Static +Succeeded")]
    public void Condition_WhenItDoesNotHold_SkipsAsNukeDoes(string arguments, string ran, string summary)
    {
        HostRun run = _host.Run("condition", arguments.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(ran.Split(' ', StringSplitOptions.RemoveEmptyEntries), run.Lines);
        Assert.Matches(summary, run.Output);
    }

    [Fact]
    public void Condition_WhenItThrows_FailsTheBuild()
    {
        HostRun run = _host.Run("condition", "Throwing");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("A condition of Throwing has thrown an exception", run.Output, StringComparison.Ordinal);
        Assert.Contains("the condition broke", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sign", "Target 'Sign' requires member 'SigningPin' to be not null or empty: set NUKE_SIGNING_PIN")]
    [InlineData(
        "Number", "Target 'Number' requires member 'BuildNumber' to be not null or empty: give --build-number VALUE")]
    [InlineData(
        "Even --greeting odd",
        "Target 'Even' requires '((value(PvDrivers.HostFixture.ParameterBuild).Greeting.Length % 2) == 0)'")]
    public void Requires_WhenItIsNotMet_FailsBeforeAnythingRuns(string arguments, string message)
    {
        HostRun run = _host.Run("parameter", arguments.Split(' '));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Arch=", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Continue_WhenTheSameRunFailed_StartsAfterWhatItFinished()
    {
        HostRun first = _host.Run("failure", "Onward", "Shrug", "Whole");
        HostRun second = _host.Run("failure", "Onward", "Shrug", "Whole", "--continue");

        Assert.Equal(1, first.ExitCode);
        Assert.Equal(1, second.ExitCode);
        Assert.DoesNotContain("Onward", second.Lines);
        Assert.Contains("skipped: Onward", second.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Interrupt_WhenTargetsRun_RunsAssuredTargetsAndEndsTheProcess()
    {
        Skip.If(OperatingSystem.IsWindows(), "a console's Ctrl-C cannot be sent to one child on Windows");
        Skip.If(IgnoresInterrupt(), "this process ignores SIGINT (started in the background), and so do its children");
        using Process process = _host.Start("interrupt");
        string? line;
        do
            line = process.StandardOutput.ReadLine();
        while (line is not null && line != "> waiting");

        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        string rest = process.StandardOutput.ReadToEnd();

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Contains("> Tidy", rest, StringComparison.Ordinal);
        Assert.Matches("Work +Aborted", rest);
        Assert.NotEqual(0, process.ExitCode);
    }

    public void Dispose() => _host.Dispose();

    private static bool IgnoresInterrupt()
    {
        string? mask =
            File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal));
        return mask is not null && (ulong.Parse(mask[7..].Trim(), NumberStyles.HexNumber) & 2) != 0;
    }
}
