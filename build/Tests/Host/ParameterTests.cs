// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests.Hosting;

/// <summary>Where values come from, and which source wins.</summary>
public sealed class ParameterTests : IDisposable
{
    private readonly HostProcess _host = new();

    [Fact]
    public void Value_WhenNothingGivesOne_IsTheInitializer()
    {
        HostRun run = _host.Run("parameter");

        Assert.Equal(0, run.ExitCode);
        foreach (
            string line in new[] { "Arch=null", "BuildNumber=null", "Colour=Green", "Greeting=initial", "Loud=False",
                     "Partition=1/1 Verbosity=Normal Host=Terminal", $"Root={_host.Root}" })
            Assert.Contains(line, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--arch x86 x64", "Arch=x86|x64")]
    [InlineData("--arch x86,x64", "Arch=x86|x64")]
    [InlineData("--build-number 1 --build-number 65535", "BuildNumber=65535")]
    [InlineData("--BUILDNUMBER 7", "BuildNumber=7")]
    [InlineData("--colour red", "Colour=Red")]
    [InlineData("--loud", "Loud=True")]
    [InlineData("--loud false", "Loud=False")]
    [InlineData("--renamed it", "Renamed=it")]
    [InlineData("--partition 2/3 --verbosity quiet --host terminal", "Partition=2/3 Verbosity=Quiet Host=Terminal")]
    public void Value_WhenOnTheCommandLine_IsConverted(string arguments, string expected)
        => Assert.Contains(expected, _host.Run("parameter", arguments.Split(' ')).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("Greeting", "exact")]
    [InlineData("GREETING", "upper")]
    [InlineData("NUKE_GREETING", "with nuke")]
    public void Value_WhenInTheEnvironment_IsFoundByItsLetters(string variable, string value)
    {
        _host.Environment[variable] = value;
        Assert.Contains($"Greeting={value}", _host.Run("parameter").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_WhenSeveralSourcesHaveOne_TheFirstOfTheOrderWins()
    {
        Write("parameters.json",
            """{ "$schema": "./build.schema.json", "Greeting": "file", "Loud": true, "BuildNumber": 1, "Arch": ["x86"] }""");
        Write("parameters.one.json", """{ "Greeting": "one", "BuildNumber": 2 }""");
        Write("parameters.two.json", """{ "Greeting": "two" }""");

        Assert.Contains("Greeting=file", Show(), StringComparison.Ordinal);
        string profiled = Show("--profile", "one", "two");
        Assert.Contains("Greeting=two", profiled, StringComparison.Ordinal);
        Assert.Contains("BuildNumber=2", profiled, StringComparison.Ordinal);
        Assert.Contains("Loud=True", profiled, StringComparison.Ordinal);
        Assert.Contains("Arch=x86", profiled, StringComparison.Ordinal);
        _host.Environment["NUKE_GREETING"] = "environment";
        Assert.Contains("Greeting=environment", Show("--profile", "one"), StringComparison.Ordinal);
        Assert.Contains("Greeting=line", Show("--greeting", "line"), StringComparison.Ordinal);
    }

    [Fact]
    public void Path_WhenRelative_StartsAtTheCurrentFolderOrInAFileAtTheRoot()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(_host.Root, "a b")).FullName;
        Write("parameters.json", """{ "Output": "from/file" }""");
        Assert.Contains($"Output={Path.Combine(_host.Root, "from", "file")}", Show(), StringComparison.Ordinal);
        Assert.Contains(
            $"Output={Path.Combine(_host.Root, "x")}", Show("--output", "a b/../x"), StringComparison.Ordinal);
        Assert.Contains($"Output={elsewhere}", Show("--output", elsewhere), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_WhenItDoesNotConvert_IsAWarningOfTheBareHostAsInNuke()
    {
        using HostProcess host = new() { Strict = false };
        HostRun run = host.Run("parameter", "--build-number", "70000");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Could not inject value for ParameterBuild.BuildNumber", run.Output, StringComparison.Ordinal);
        Assert.Contains("BuildNumber=null", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Root_WhenNotGiven_IsTheNearestFolderAboveWithNuke()
    {
        using HostProcess host = new() { Strict = false, GivesRoot = false };
        host.Folder = Directory.CreateDirectory(Path.Combine(host.Root, "deep", "er")).FullName;

        Assert.Contains(
            $"Root={host.Root}\n", host.Run("parameter").Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($"Root={host.Folder}", host.Run("parameter", "--root").Output, StringComparison.Ordinal);
        Assert.Contains(
            $"Root={Path.Combine(host.Root, "deep")}", host.Run("parameter", "--root", "..").Output,
            StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_host.Root, ".nuke", name), text);

    private string Show(params string[] arguments)
    {
        HostRun run = _host.Run("parameter", arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run.Output;
    }
}
