// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests.Hosting;

/// <summary>The order of a run, as NUKE 10.1.0 was seen to order it.</summary>
public sealed class PlannerTests : IDisposable
{
    private readonly HostProcess _host = new();

    [Theory]
    // The order on the command line and in DependsOn is ignored.
    [InlineData("order", "", "Third Second First All")]
    [InlineData("order", "First Second", "Second First")]
    [InlineData("order", "second-", "Second")]
    [InlineData("order", "First+THIRD", "Third First")]
    [InlineData("order", "--target first third", "Third First")]
    // After orders only what is planned; a trigger adds its target behind, and so on from there.
    [InlineData("graph", "", "Compile Sign Notes Pack Verify Report")]
    [InlineData("graph", "Sign", "Compile Sign")]
    [InlineData("graph", "Lint Sign", "Lint Compile Sign")]
    [InlineData("graph", "Notes", "Notes")]
    [InlineData("graph", "Verify", "Verify Report")]
    [InlineData("graph", "Async", "awaited|after the await")]
    public void Plan_WhenTargetsAreNamed_RunsThemInTheOrderOfNuke(string fixture, string arguments, string expected)
    {
        HostRun run = _host.Run(fixture, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected.Split(expected.Contains('|', StringComparison.Ordinal) ? '|' : ' '), run.Lines);
    }

    [Fact]
    public void Plan_WhenTargetsDependOnEachOther_NamesTheCircle()
    {
        HostRun run = _host.Run("cycle");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "Circular dependencies between targets: Hen -> Egg -> Hen", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("order", 1)]
    [InlineData("cycle", 1)]
    public void Plan_WhenStrictAndOrderIsOpen_Fails(string fixture, int exitCode)
    {
        HostRun run = _host.Run(fixture, "--strict");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Lines);
    }

    [Theory]
    [InlineData("All --skip", "All")]
    [InlineData("All --skip First", "Third Second All")]
    [InlineData("All --skip first+second", "Third All")]
    // What was asked for by name is not skipped.
    [InlineData("All --skip All", "All")]
    public void Skip_WhenNamed_LeavesOutOnlyThat(string arguments, string expected)
    {
        HostRun run = _host.Run("order", arguments.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected.Split(' '), run.Lines);
    }

    public void Dispose() => _host.Dispose();
}
