// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests.Hosting;

/// <summary>The texts that a person or a server reads, each held against a golden one.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly HostProcess _host = new();

    [Fact]
    public void Help_WhenAsked_ListsTargetsAndParameters()
    {
        HostRun run = _host.Run("parameter", "--help");

        Assert.Equal(0, run.ExitCode);
        Golden.Check("help.txt", run.Output);
    }

    [Fact]
    public void Run_WhenAllSucceed_WritesBlocksSummaryAndOutcome()
    {
        HostRun run = _host.Run("report");

        Assert.Equal(0, run.ExitCode);
        Golden.Check("report.txt", _host.Masked(run.Output));
        string log = File.ReadAllText(Path.Combine(_host.Root, ".nuke", "temp", "build.log"));
        Assert.Contains("| V | Compile              | 1 of 3", log, StringComparison.Ordinal);
        Assert.Contains("System.IO.InvalidDataException: what was wrong", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhenATargetFails_RepeatsTheErrorAtTheEnd()
    {
        HostRun run = _host.Run("report", "Break", "--no-logo");

        Assert.Equal(1, run.ExitCode);
        Golden.Check("failure.txt", _host.Masked(run.Output));
    }

    [Fact]
    public void Run_WhenOnGitHub_WritesGroupsAndAnnotationsAndNoLogFile()
    {
        _host.Environment["GITHUB_ACTIONS"] = "true";
        HostRun run = _host.Run("report", "Pack", "Break");

        Assert.Equal(1, run.ExitCode);
        Golden.Check("github.txt", _host.Masked(run.Output));
        Assert.False(File.Exists(Path.Combine(_host.Root, ".nuke", "temp", "build.log")));
        Assert.False(File.Exists(Path.Combine(_host.Root, ".nuke", "build.schema.json")));
    }

    [Theory]
    [InlineData("Verbose", "VRB DBG INF WRN ERR")]
    [InlineData("Normal", "DBG INF WRN ERR")]
    [InlineData("Minimal", "WRN ERR")]
    [InlineData("Quiet", "ERR")]
    public void Verbosity_WhenGiven_SetsTheLowestLevelShown(string verbosity, string levels)
    {
        string output = _host.Masked(_host.Run("report", "--verbosity", verbosity).Output);

        Assert.Equal(
            levels.Split(' '), output.Split('\n').Where(l => l.StartsWith("HH:MM:SS [", StringComparison.Ordinal))
            .Select(l => l[10..13]).Distinct());
    }

    [Fact]
    public void Plan_WhenAsked_WritesAPageThatNeedsNothingElseAndPrintsItsPath()
    {
        HostRun run = _host.Run("graph", "--plan");
        string page = Path.Combine(_host.Root, ".nuke", "temp", "execution-plan.html");

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith(page, run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(run.Lines);
        string html = File.ReadAllText(page);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Golden.Check("plan.html", html);
    }

    [Fact]
    public void Schema_WhenTheBuildRunsLocally_HasTheBytesOfNuke()
    {
        _host.Run("parameter", "--help");
        string schema = Path.Combine(_host.Root, ".nuke", "build.schema.json");
        DateTime written = File.GetLastWriteTimeUtc(schema);
        Golden.Check("build.schema.json", File.ReadAllText(schema));

        _host.Run("parameter", "--help");
        Assert.Equal(written, File.GetLastWriteTimeUtc(schema));
        Assert.True(File.Exists(Path.Combine(_host.Root, ".nuke", "parameters.json")));
    }

    [Theory]
    [InlineData("S", "Show Sign")]
    [InlineData("--b", "--build-number")]
    [InlineData("", "Even Number Show Sign")]
    public void Complete_WhenAsked_GivesTheWordsThatCanFollow(string start, string expected)
    {
        HostRun run = _host.Run("parameter", ":complete", "nuke " + start);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected.Split(' '),
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void Output_WhenItIsNoTerminal_HasNoColour()
        => Assert.DoesNotContain('\u001b', _host.Run("report").Output);

    public void Dispose() => _host.Dispose();
}
