// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

/// <summary>The same sources with the same tools give the same bytes, wherever they stand.</summary>
public sealed class PathIndependenceTests
{
    [SkippableFact]
    public void Outputs_WhenBuiltInTwoFolders_AreByteEqual()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree one = new("a");
        using SampleTree two = new("another folder/of quite another length");
        two.Objects = Path.Combine(two.Root, "..", "objects elsewhere");
        one.Build();
        DriverBuildResult second = two.Build();

        Assert.Contains("6.1/x64/wdm.pch/ovm_wdm.pch", second.Ran);
        SortedDictionary<string, byte[]> expected = SampleTree.Files(one.Objects, ".o", ".res", ".lib", ".sys", ".pdb", ".exe");
        SortedDictionary<string, byte[]> actual = SampleTree.Files(two.Objects, ".o", ".res", ".lib", ".sys", ".pdb", ".exe");
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.Contains(Path.Combine("6.1", "x64", "sample", "sample.pdb"), expected.Keys);
        Assert.Contains(Path.Combine("any", "x86", "hello", "hello.exe"), expected.Keys);
        foreach ((string name, byte[] bytes) in expected)
            Assert.True(bytes.AsSpan().SequenceEqual(actual[name]), $"{name} differs between {one.Root} and {two.Root}");
    }

    [SkippableFact]
    public void Outputs_WhenBuilt_HoldNoFolderOfThisMachine()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build();
        foreach ((string name, byte[] bytes) in SampleTree.Files(tree.Objects, ".o", ".lib", ".sys", ".pdb", ".exe"))
            foreach (string folder in (string[])[tree.Root, "/usr/", "\\usr\\", Path.GetTempPath().TrimEnd('/')])
            {
                Assert.False(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(folder)) >= 0, $"{name} holds {folder}");
                Assert.False(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(folder)) >= 0, $"{name} holds {folder} in UTF-16");
            }
    }
}
