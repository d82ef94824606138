// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset;
using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Tests.Toolset;

/// <summary>The call to Microsoft's toolset, with a stand-in for msbuild.exe. What Windows makes of it has never been seen.</summary>
public sealed class WdkBuildTests
{
    /// <summary>Prints what it was called with and leaves the files that the real one would leave.</summary>
    private static string StandIn(SampleTree tree, string script)
    {
        Skip.If(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        string path = Path.Combine(tree.Root, "msbuild");
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    [SkippableFact]
    public void WdkBuild_WhenMsbuildSucceeds_PlacesWhatItMade()
    {
        using SampleTree tree = new();
        string made = Path.Combine(tree.Objects, "wdk", "6.1", "x86", "sample");
        string msbuild = StandIn(tree, $"mkdir -p '{made}'; printf '%s\\n' \"$@\" > '{made}/sample.sys'; : > '{made}/sample.pdb'\n");
        DriverBuildResult result = WdkBuild.Run(tree.Request(new BuildCell("6.1", "x86")), msbuild);
        Assert.True(result.Succeeded);
        Assert.Equal(2, result.Outputs.Count);
        string[] arguments = File.ReadAllLines(Path.Combine(tree.Outputs, "6.1", "x86", "sample.sys"));
        Assert.Equal(tree.Source("sample/sample.vcxproj"), arguments[0]);
        Assert.Contains("-p:Platform=Win32", arguments);
        Assert.Contains("-p:OsTarget=6.1", arguments);
        Assert.Contains("-p:OvmVersion=3.4.4.1882", arguments);
    }

    [SkippableFact]
    public void WdkBuild_WhenMsbuildFails_ReportsItsErrors()
    {
        using SampleTree tree = new();
        string msbuild = StandIn(tree, "echo 'C:\\src\\main.c(7,12): error C2065: no such thing [C:\\src\\sample.vcxproj]'; exit 1\n");
        DriverBuildResult result = WdkBuild.Run(tree.Request(new BuildCell("6.1", "x86")), msbuild);
        Assert.False(result.Succeeded);
        Assert.Equal(new ToolDiagnostic(true, "C2065", @"C:\src\main.c", 7, 12, "no such thing"), Assert.Single(result.Diagnostics));
    }

    [Theory]
    [InlineData(@"C:\a b\m.c(3): warning C4100: unused [C:\p.vcxproj]", false, "C4100", @"C:\a b\m.c", 3, 0)]
    [InlineData("LINK : fatal error LNK1181: cannot open input file 'x.lib' [C:\\p.vcxproj]", true, "LNK1181", "LINK", 0, 0)]
    [InlineData(@"C:\t.targets(235,5): error MSB8020: The build tools cannot be found. [C:\p.vcxproj]", true, "MSB8020", @"C:\t.targets", 235, 5)]
    public void MsbuildOutput_WhenALineIsGiven_ReadsPlaceAndCode(string line, bool isError, string code, string file, int number, int column)
    {
        ToolDiagnostic found = Assert.Single(MsbuildOutput.Parse($"  Building\n  {line}\n  {line}\n"));
        Assert.Equal((isError, code, file, number, column), (found.IsError, found.Code, found.File, found.Line, found.Column));
    }
}
