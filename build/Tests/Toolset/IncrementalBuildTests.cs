// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

/// <summary>What is made again after a change, and what is not.</summary>
public sealed class IncrementalBuildTests
{
    private static readonly BuildCell Cell = new("6.1", "x64");

    private static string[] Ran(DriverBuildResult result) => [.. result.Ran.Order(StringComparer.Ordinal)];

    [SkippableFact]
    public void DriverBuild_WhenNothingChanged_DoesNothing()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        DriverBuildResult first = tree.Build(Cell);
        Assert.False(first.NothingToDo);
        Assert.Equal(12, first.Ran.Count);

        DriverBuildResult second = tree.Build(Cell);
        Assert.True(second.NothingToDo);
        Assert.Empty(second.Ran);
        Assert.Equal(first.Ran.Count, second.UpToDate);
        Assert.Equal(first.Outputs, second.Outputs);
        Assert.Equal(first.Fingerprint.Sha256, second.Fingerprint.Sha256);
    }

    [SkippableFact]
    public void DriverBuild_WhenOneByteOfOneSourceChanged_MakesItsObjectAndWhatFollows()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        tree.Edit("sample/pnp.c", "STATUS_NOT_SUPPORTED", "STATUS_NO_SUCH_DEVICE");
        Assert.Equal(["6.1/x64/sample/pnp.o", "6.1/x64/sample/sample.sys"], Ran(tree.Build(Cell)));
        Assert.True(tree.Build(Cell).NothingToDo);
    }

    [SkippableFact]
    public void DriverBuild_WhenAnObjectIsEqualAfterAll_StopsThere()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        // A header of macros alone leaves no trace of its text; a source would leave its MD5 in the debug information.
        tree.Edit("nt/limits.h", "Nothing but macros", "Macros and nothing else");
        Assert.Equal(["6.1/x64/nt/log.o"], Ran(tree.Build(Cell)));
        Assert.True(tree.Build(Cell).NothingToDo);
    }

    [SkippableFact]
    public void DriverBuild_WhenAHeaderChanged_MakesEveryObjectThatReadIt()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        tree.Edit("core/sum.h", "5381", "5387");
        Assert.Equal(["6.1/x64/sample/main.o", "any/x64/core/core.lib", "any/x64/core/sum.o", "6.1/x64/sample/sample.sys"],
            tree.Build(Cell).Ran.OrderBy(name => name.EndsWith(".sys", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal));
    }

    [SkippableFact]
    public void DriverBuild_WhenTheFamilyHeaderChanged_MakesThePrecompiledHeaderAndItsUsers()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        tree.Edit("nt/ovm_wdm.h", "#include <ntddk.h>", "#include <ntddk.h>\n#define SAMPLE_ADDED 1");
        string[] ran = Ran(tree.Build(Cell));
        Assert.Contains("6.1/x64/wdm.pch/ovm_wdm.pch", ran);
        Assert.Contains("6.1/x64/nt/log.o", ran);
        Assert.Contains("6.1/x64/sample/main.o", ran);
        Assert.DoesNotContain(ran, name => name.StartsWith("any/", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void DriverBuild_WhenASourceWasOnlyTouched_DoesNothing()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        File.SetLastWriteTimeUtc(tree.Source("sample/main.c"), DateTime.UtcNow.AddHours(1));
        Assert.True(tree.Build(Cell).NothingToDo);
    }

    [SkippableTheory]
    [InlineData("6.1/x64/sample/sample.sys", "6.1/x64/sample/sample.sys")]
    [InlineData("6.1/x64/sample/main.o", "6.1/x64/sample/main.o")]
    [InlineData("any/x64/core/core.lib", "any/x64/core/core.lib")]
    [InlineData("6.1/x64/imports/ntoskrnl.lib", "6.1/x64/imports/ntoskrnl.lib")]
    public void DriverBuild_WhenAnObjectFileWasAlteredOrDeleted_MakesItAgain(string file, string node)
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        string path = Path.Combine(tree.Objects, file);
        byte[] good = File.ReadAllBytes(path);
        byte[] bad = [.. good];
        bad[^1] ^= 1;

        // Same length and the old time of modification: the stamp still tells.
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, bad);
        File.SetLastWriteTimeUtc(path, time);
        Assert.Equal([node], Ran(tree.Build(Cell)));
        Assert.Equal(good, File.ReadAllBytes(path));

        File.Delete(path);
        Assert.Equal([node], Ran(tree.Build(Cell)));
        Assert.Equal(good, File.ReadAllBytes(path));
    }

    [SkippableFact]
    public void DriverBuild_WhenAPlacedOutputWasAlteredOrDeleted_PlacesItAgainWithoutBuilding()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        BuiltFile driver = tree.Build(Cell).Outputs.Single(file => file.Path.EndsWith(".sys", StringComparison.Ordinal));
        Assert.Equal(Path.Combine(tree.Outputs, "6.1", "x64", "sample.sys"), driver.Path);
        byte[] good = File.ReadAllBytes(driver.Path);

        File.WriteAllBytes(driver.Path, good[..^1]);
        Assert.True(tree.Build(Cell).NothingToDo);
        Assert.Equal(good, File.ReadAllBytes(driver.Path));

        Directory.Delete(tree.Outputs, recursive: true);
        Assert.True(tree.Build(Cell).NothingToDo);
        Assert.Equal(good, File.ReadAllBytes(driver.Path));
        Assert.True(File.Exists(Path.Combine(tree.Outputs, "tools", "x64", "hello.exe")));
    }

    [SkippableFact]
    public void DriverBuild_WhenASourceLeftTheProject_DropsItsObject()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        tree.Edit("sample/sample.vcxproj", "    <ClCompile Include=\"pnp.c\" />\n", "");
        tree.Edit("sample/main.c", "SampleAddDevice;", "NULL;");
        tree.Edit("sample/main.c", "SampleUnload;", "NULL;");
        Assert.Equal(["6.1/x64/sample/main.o", "6.1/x64/sample/sample.sys"], Ran(tree.Build(Cell)));
        Assert.False(File.Exists(Path.Combine(tree.Objects, "6.1", "x64", "sample", "pnp.o")));
    }

    [SkippableFact]
    public void DriverBuild_WhenACloserDirectoryBuildPropsAppears_LooksAgain()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        File.WriteAllText(tree.Source("sample/Directory.Build.props"),
            "<Project><Import Project=\"../Directory.Build.props\" /><PropertyGroup><OvmDefines>$(OvmDefines);EXTRA=1</OvmDefines></PropertyGroup></Project>");
        string[] ran = Ran(tree.Build(Cell));
        Assert.Contains("6.1/x64/sample/main.o", ran);
        Assert.DoesNotContain("6.1/x64/nt/log.o", ran);
    }

    [SkippableFact]
    public void DriverBuild_WhenTheVersionIsAnother_CarriesItIntoTheImage()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build(Cell);
        DriverBuildResult result = DriverBuild.Run(tree.Request(Cell) with { Version = "3.4.4.1900" });
        Assert.Contains("6.1/x64/sample/sample.res", result.Ran);
        string text = System.Text.Encoding.Unicode.GetString(File.ReadAllBytes(Path.Combine(tree.Outputs, "6.1", "x64", "sample.sys")));
        Assert.Contains("3.4.4.1900", text, StringComparison.Ordinal);
        // And the first request, asked again, is not taken for finished.
        Assert.False(tree.Build(Cell).NothingToDo);
    }
}
