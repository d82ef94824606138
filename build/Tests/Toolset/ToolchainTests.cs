// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

public sealed class ToolchainTests
{
    [SkippableFact]
    public void Fingerprint_WhenComputed_NamesVersionsAndNoPath()
    {
        SampleTree.SkipWithoutTools();
        string folder = Repository.NewTemporaryDirectory();
        try
        {
            ToolchainFingerprint fingerprint = ToolchainFingerprint.Of(LlvmTools.Find(), folder);
            Assert.Equal(["clang", "lld-link", "llvm-rc", "llvm-dlltool", "llvm-lib"], fingerprint.Parts.Select(part => part.Name));
            Assert.Contains("clang version 19.", fingerprint.Parts[0].Version, StringComparison.Ordinal);
            Assert.Contains("LLD 19.", fingerprint.Parts[1].Version, StringComparison.Ordinal);
            Assert.StartsWith("mingw-w64 ", fingerprint.Headers, StringComparison.Ordinal);
            Assert.All(fingerprint.Parts, part => Assert.Equal(SHA256.HashSizeInBytes * 2, part.Sha256.Length));
            Assert.DoesNotContain("/", string.Join(' ', fingerprint.Parts.Select(part => part.Name + part.Version)), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public void Fingerprint_WhenOneHeaderChangesComesOrGoes_IsAnother()
    {
        SampleTree.SkipWithoutTools();
        string folder = Repository.NewTemporaryDirectory();
        try
        {
            string include = Path.Combine(folder, "include");
            Directory.CreateDirectory(Path.Combine(include, "ddk"));
            File.WriteAllText(Path.Combine(include, "ddk", "ntddk.h"), "one");
            LlvmTools tools = LlvmTools.Find() with { MingwInclude = include };
            string Digest() => ToolchainFingerprint.Of(tools, Path.Combine(folder, "obj")).Sha256;

            string first = Digest();
            Assert.Equal(first, Digest());
            File.WriteAllText(Path.Combine(include, "ddk", "ntddk.h"), "two");
            string second = Digest();
            Assert.NotEqual(first, second);
            File.WriteAllText(Path.Combine(include, "ddk", "new.h"), "");
            string third = Digest();
            Assert.NotEqual(second, third);
            File.Delete(Path.Combine(include, "ddk", "new.h"));
            Assert.Equal(second, Digest());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(ToolsetKind.Llvm, "5.2", "x86", true)]
    [InlineData(ToolsetKind.Llvm, "10.0", "x64", true)]
    [InlineData(ToolsetKind.Wdk, "5.2", "x64", false)]
    [InlineData(ToolsetKind.Wdk, "6.0", "x86", false)]
    [InlineData(ToolsetKind.Wdk, "6.1", "x64", true)]
    [InlineData(ToolsetKind.Wdk, "10.0", "x86", true)]
    public void Support_WhenAskedForACell_SaysKitOrReason(ToolsetKind toolset, string os, string architecture, bool builds)
    {
        BuildCell cell = new(os, architecture);
        Assert.Equal(builds, ToolsetSupport.Load().WhyNot(toolset, cell) is null);
        Assert.Equal(builds, ToolsetSupport.Load().KitFor(toolset, cell) is { Length: > 0 });
    }

    [Fact]
    public void Support_WhenThereIsNoSuchCell_SaysSo() =>
        Assert.NotNull(ToolsetSupport.Load().WhyNot(ToolsetKind.Llvm, new BuildCell("5.1", "x86")));

    [SkippableFact]
    public void DriverBuild_WhenTheWdkCannotTargetACell_RefusesWithTheReason()
    {
        using SampleTree tree = new();
        UsageException error = Assert.Throws<UsageException>(
            () => DriverBuild.Run(tree.Request(new BuildCell("5.2", "x64")) with { Toolset = ToolsetKind.Wdk }));
        Assert.Contains("5.2", error.Message, StringComparison.Ordinal);
        Assert.Contains("7.1.0", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("driver")]
    [InlineData("program")]
    [InlineData("version")]
    [InlineData("cell")]
    public void DriverBuild_WhenTheRequestNamesWhatIsNotThere_RefusesAtOnce(string what)
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        DriverBuildRequest request = tree.Request();
        request = what switch
        {
            "driver" => request with { Drivers = ["absent"] },
            "program" => request with { Programs = ["absent.vcxproj"] },
            "version" => request with { Version = "3.4.4" },
            _ => request with { Cells = [new BuildCell("5.1", "x86")] },
        };
        Assert.Throws<UsageException>(() => DriverBuild.Run(request));
        Assert.False(Directory.Exists(tree.Objects));
    }

    [SkippableFact]
    public void Progress_WhenABuildRuns_CountsDownToNothing()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        List<DriverBuildProgress> news = [];
        DriverBuildResult result = DriverBuild.Run(tree.Request() with { Progress = news.Add });
        Assert.True(result.Succeeded);
        Assert.All(news, item => Assert.Equal(news[0].Total, item.Total));
        Assert.Equal(0, news[^1].Left);
        Assert.Equal(news.Count(item => item.Started), news.Count(item => !item.Started && !item.UpToDate));
        Assert.Equal(result.Ran.Order(StringComparer.Ordinal), news.Where(item => item.Started).Select(item => item.Node).Order(StringComparer.Ordinal));
    }
}
