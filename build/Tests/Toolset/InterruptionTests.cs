// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Formats;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

/// <summary>A build may end at any moment; the next one takes nothing for finished that is not.</summary>
public sealed class InterruptionTests
{
    private const string Cells = "6.1/x64,5.2/x86";

    /// <summary>Fixed, so that a failure can be repeated: each seed is a place in the build where it is killed.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(14)]
    public void DriverBuild_WhenKilledAfterSomeNodes_IsCompletedByTheNext(int seed)
    {
        SampleTree.SkipWithoutTools();
        using SampleTree reference = new("a");
        using SampleTree tree = new("b");
        reference.Build();
        using (BuildProcess killed = new(tree, Cells))
        {
            int started = 0;
            Assert.NotNull(killed.ReadUntil(line => line.StartsWith("start ", StringComparison.Ordinal) && ++started == seed));
            killed.Kill();
        }
        // A source changes while a compiler that was left behind may still be at work.
        tree.Edit("sample/main.c", "return STATUS_SUCCESS;", "return STATUS_PENDING;");
        reference.Edit("sample/main.c", "return STATUS_SUCCESS;", "return STATUS_PENDING;");
        reference.Build();
        Assert.False(tree.Build().NothingToDo);
        Assert.True(tree.Build().NothingToDo);

        Assert.Equal(SampleTree.Files(reference.Outputs, ".sys", ".pdb", ".exe"), SampleTree.Files(tree.Outputs, ".sys", ".pdb", ".exe"));
        Assert.Empty(Directory.EnumerateFiles(tree.Root, "*.tmp", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public void DriverBuild_WhenCancelled_KillsTheCompilersAndLeavesNoPartialOutput()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        using CancellationTokenSource cancellation = new();
        // A pipe that nobody writes: only a kill ends the reading of this include.
        string pipe = Path.Combine(tree.Root, "pipe.h");
        using (Process mkfifo = Process.Start("mkfifo", [pipe]))
            mkfifo.WaitForExit();
        tree.Edit("sample/pnp.h", "#pragma once", $"#include \"{pipe}\"");
        bool started = false;
        DriverBuildRequest request = tree.Request() with
        {
            Cancellation = cancellation.Token,
            Progress = progress =>
            {
                if (progress.Started && progress.Node.EndsWith("sample/pnp.o", StringComparison.Ordinal))
                {
                    started = true;
                    cancellation.CancelAfter(TimeSpan.FromMilliseconds(300));
                }
            },
        };
        DriverBuildResult result = DriverBuild.Run(request);
        Assert.True(started);
        Assert.False(result.Succeeded);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == "PVT0009");
        Assert.Equal("", string.Join(" ", Directory.EnumerateFiles(tree.Objects, "pnp*", SearchOption.AllDirectories).Select(Path.GetFileName)));
        Assert.False(Directory.Exists(tree.Outputs));

        tree.Edit("sample/pnp.h", $"#include \"{pipe}\"", "#pragma once");
        tree.Build();
    }

    [SkippableFact]
    public void DriverBuild_WhenAnotherBuildHasTheDirectory_IsRefused()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        Directory.CreateDirectory(tree.Objects);
        using FileStream other = new(Path.Combine(tree.Objects, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        UsageException error = Assert.Throws<UsageException>(() => DriverBuild.Run(tree.Request()));
        Assert.Contains("Another build", error.Message, StringComparison.Ordinal);
        Assert.Contains(tree.Objects, error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DriverBuild_WhenStateFilesAreDamaged_BuildsAgain()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Build();
        SortedDictionary<string, byte[]> expected = SampleTree.Files(tree.Outputs, ".sys", ".pdb", ".exe");
        Random random = new(20261122);
        foreach (string path in Directory.EnumerateFiles(tree.Objects, "*", SearchOption.AllDirectories))
            if (Path.GetExtension(path) is ".nodes" or ".done" or ".index")
            {
                byte[] bytes = File.ReadAllBytes(path);
                bytes[random.Next(bytes.Length)] ^= 0x10;
                File.WriteAllBytes(path, random.Next(2) == 0 ? bytes : bytes[..random.Next(bytes.Length)]);
            }
        DriverBuildResult result = tree.Build();
        Assert.False(result.NothingToDo);
        Assert.NotEmpty(result.Ran);
        Assert.Equal(expected, SampleTree.Files(tree.Outputs, ".sys", ".pdb", ".exe"));
    }

    [SkippableFact]
    public void DriverBuild_WhenTheOutputFolderCannotBeWritten_NamesIt()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        Directory.CreateDirectory(Path.GetDirectoryName(tree.Outputs)!);
        File.WriteAllText(tree.Outputs, "a file where the folder should be");
        DriverBuildResult result = DriverBuild.Run(tree.Request());
        Assert.False(result.Succeeded);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code == "PVT0005" && diagnostic.Message.Contains(tree.Outputs, StringComparison.Ordinal));
    }
}
