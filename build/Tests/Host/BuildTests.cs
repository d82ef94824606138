// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json;
using PvDrivers.Certification.Data;

namespace PvDrivers.Tests.Hosting;

/// <summary>The real build's own command line: its schema is checked in, its values are those of the data.</summary>
public sealed class BuildTests : IDisposable
{
    private static readonly string Program =
        Path.Combine(Repository.Root, "artifacts", "dotnet", "bin", "_build-offline", "debug", "_build.dll");

    private readonly HostProcess _host = new() { Program = Program };

    [Fact]
    public void Schema_WhenTheBuildWritesIt_IsTheOneCheckedIn()
    {
        HostRun run = _host.Run("", "--help");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, ".nuke", "build.schema.json")).ReplaceLineEndings("\n"),
            File.ReadAllText(Path.Combine(_host.Root, ".nuke", "build.schema.json")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Parameters_WhenTheyNameValues_NameThoseOfTheData()
    {
        CertificationData data = CertificationData.Load(Path.Combine(Repository.Root, "certification"));

        Assert.Equal(Sorted(data.Cells.Select(c => c.Architecture.Name())), Allowed("Arch"));
        Assert.Equal(Sorted(data.Cells.Select(c => c.Os.ToString())), Allowed("OsTarget"));
        Assert.Equal(Sorted(data.Drivers.Select(d => d.Name)), Allowed("Driver"));
    }

    [Theory]
    [InlineData("--arch foo", "build: --arch: 'foo' is not one of x64, x86")]
    [InlineData("--os-target 9.9", "build: --os-target: '9.9' is not one of 5.2, 6.0, 6.1, 6.2, 6.3, 10.0")]
    [InlineData("--build-number 70000", "build: --build-number: '70000' is not a whole number from 0 to 65535")]
    [InlineData("Pakc", "build: unknown target 'Pakc', did you mean 'Pack'?")]
    [InlineData("Pack --signing-porfile x", "build: unknown switch '--signing-porfile'")]
    public void CommandLine_WhenItIsWrong_RunsNothingAndExitsTwo(string arguments, string fault)
    {
        HostRun run = _host.Run("", arguments.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith(fault, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_host.Root, "artifacts")));
    }

    public void Dispose() => _host.Dispose();

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    private static string[] Allowed(string parameter)
    {
        using JsonDocument schema =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, ".nuke", "build.schema.json")));
        return [.. schema.RootElement.GetProperty("allOf")[0].GetProperty("properties").GetProperty(parameter)
            .GetProperty("items").GetProperty("enum").EnumerateArray().Select(e => e.GetString() ?? "")];
    }
}
