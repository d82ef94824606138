// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections;
using PvDrivers.HostFixture;
using PvDrivers.Launch;

namespace PvDrivers.Tests.Hosting;

/// <summary>What NUKE lets pass in silence, and the pipeline does not.</summary>
public sealed class StrictTests : IDisposable
{
    private readonly HostProcess _host = new();

    [Theory]
    [InlineData("", "")]
    [InlineData("Show Sign --arch x64 --build-number 65535 --loud --skip", "")]
    [InlineData("show+SIGN --no-logo --verbosity quiet", "")]
    [InlineData(":complete nuke --nonsense", "")]
    [InlineData("--help --build-host offline --strict", "")]
    [InlineData("Shwo", "unknown target 'Shwo', did you mean 'Show'? (targets: Show, Sign, Number, Even, Hidden)")]
    [InlineData("Show --aarch x64", "unknown switch '--aarch', did you mean '--arch'? (--help lists all)")]
    [InlineData("--buld-number 1", "unknown switch '--buld-number', did you mean '--build-number'? (--help lists all)")]
    [InlineData("--frobnicate", "unknown switch '--frobnicate' (--help lists all)")]
    [InlineData("--arch foo", "--arch: 'foo' is not one of x64, x86")]
    [InlineData("--arch x64,foo", "--arch: 'foo' is not one of x64, x86")]
    [InlineData("--arch", "--arch: a value is missing, expected one of x64, x86")]
    [InlineData("--build-number 70000", "--build-number: '70000' is not a whole number from 0 to 65535")]
    [InlineData("--build-number 1.5", "--build-number: '1.5' is not a whole number from 0 to 65535")]
    [InlineData("--build-number 1 2", "--build-number: takes one value, found 1 2")]
    [InlineData("--colour blue", "--colour: 'blue' is not one of Red, Green")]
    [InlineData("--arch=x64", "'--arch=x64': a value stands apart from its switch: --arch x64")]
    [InlineData(
        "--loud Show",
        "--loud: 'Show' is not true or false; targets stand before the first switch: build.cmd Show --loud ...")]
    [InlineData(
        "Show --skip Sing", "--skip: 'Sing' is not one of Show, Sign, Number, Even, Hidden, did you mean 'Sign'?")]
    [InlineData("--partition 0/2", "--partition: '0/2' is not PART/TOTAL with 1 <= PART <= TOTAL")]
    [InlineData("--signing-pin 1 2", "--signing-pin: takes one value, found 2")]
    public void CommandLine_WhenItIsWrong_SaysWhatAndWhatWasExpected(string line, string fault)
        => Assert.Equal(fault.Length == 0 ? [] : [fault],
            CommandLine.Check(
                typeof(ParameterBuild), line.Split(' ', StringSplitOptions.RemoveEmptyEntries), new Hashtable(),
                _host.Root));

    [Theory]
    [InlineData("NUKE_ARCH", "ppc", "environment variable NUKE_ARCH: 'ppc' is not one of x64, x86")]
    [InlineData("TARGET", "x", "environment variable TARGET: 'x' is not one of Show, Sign, Number, Even, Hidden")]
    [InlineData("buildNumber", "-1", "environment variable buildNumber: '-1' is not a whole number from 0 to 65535")]
    public void Environment_WhenAValueDoesNotFit_NamesTheVariable(string name, string value, string fault)
        => Assert.Equal(
            [fault], CommandLine.Check(typeof(ParameterBuild), [], new Hashtable { [name] = value }, _host.Root));

    [Fact]
    public void Environment_WhenTwoVariablesSetOneParameter_IsAFault()
        => Assert.Contains(
            "both set --build-number; unset one", Assert.Single(CommandLine.Check(typeof(ParameterBuild), [],
            new Hashtable { ["BUILD_NUMBER"] = "1", ["NUKE_BUILD_NUMBER"] = "2" }, _host.Root)),
                StringComparison.Ordinal);

    [Theory]
    [InlineData(
        """{ "Greting": "x" }""", ".nuke/parameters.json: unknown parameter 'Greting', did you mean 'Greeting'?")]
    [InlineData(
        """{ "BuildNumber": 70000 }""",
        ".nuke/parameters.json: BuildNumber: '70000' is not a whole number from 0 to 65535")]
    [InlineData(
        """{ "SigningPin": "1234" }""",
        ".nuke/parameters.json: 'SigningPin' is a secret; give it by the environment (NUKE_SIGNING_PIN)")]
    [InlineData(
        """{ "Loud": { } }""",
        ".nuke/parameters.json: 'Loud' is StartObject, expected a text, number, bool or an array of them")]
    [InlineData("[]", ".nuke/parameters.json: expected an object")]
    public void ParametersFile_WhenItIsWrong_NamesFileAndPlace(string text, string fault)
    {
        File.WriteAllText(Path.Combine(_host.Root, ".nuke", "parameters.json"), text);
        Assert.Equal([fault.Replace('/', Path.DirectorySeparatorChar)],
            CommandLine.Check(typeof(ParameterBuild), [], new Hashtable(), _host.Root).Select(
                f => f.Replace('/', Path.DirectorySeparatorChar)));
    }

    [Fact]
    public void ParametersFile_WhenItIsNoJson_NamesLineAndColumn()
    {
        File.WriteAllText(Path.Combine(_host.Root, ".nuke", "parameters.json"), "{\n  \"Loud\": maybe\n}\n");
        Assert.Contains("parameters.json(2,11): ",
            Assert.Single(CommandLine.Check(typeof(ParameterBuild), [], new Hashtable(), _host.Root)),
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shwo --aarch x64 --build-number 70000", 3)]
    [InlineData("--profile nosuch", 1)]
    [InlineData("--host Jenkins", 1)]
    public void Run_WhenTheCommandLineIsWrong_ExitsTwoAndRunsNothing(string arguments, int faults)
    {
        HostRun run = _host.Run("parameter", arguments.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("build: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(faults, run.Error.Trim().Split('\n').Length);
    }

    public void Dispose() => _host.Dispose();
}
