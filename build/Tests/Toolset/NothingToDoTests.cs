// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests.Toolset;

/// <summary>The answer "nothing to do" costs a file and stats, not an MSBuild.</summary>
public sealed class NothingToDoTests
{
    [SkippableFact]
    public void DriverBuild_WhenNothingChanged_DoesNotLoadMsbuild()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        using (BuildProcess first = new(tree, "6.1/x64"))
            Assert.Contains("msbuild=loaded", first.Finish());
        using BuildProcess second = new(tree, "6.1/x64");
        IReadOnlyList<string> account = second.Finish();
        Assert.Contains("msbuild=not loaded", account);
        Assert.Contains(account, line => line.StartsWith("nothing=True ran=0", StringComparison.Ordinal));
    }
}
