// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Launch;

namespace PvDrivers.Tests.Hosting;

/// <summary>When a compiled build says that it is older than its sources.</summary>
public sealed class FreshnessTests : IDisposable
{
    private readonly string _root = Repository.NewTemporaryDirectory();
    private readonly string _folder;

    public FreshnessTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_root, "artifacts", "host")).FullName;
        Write("global.json", "{}");
        Write("build/Build.cs", "class Build;");
        Write("build/Host/Log.cs", "class Log;");
        Write("build/Tests/Some.cs", "class Some;");
        foreach (string file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        File.WriteAllText(Path.Combine(_folder, "compiled-from"), "");
    }

    [Fact]
    public void Check_WhenNothingChanged_IsFresh()
    {
        Assert.True(Check());
        Assert.True(Check());
    }

    [Theory]
    [InlineData("build/Build.cs", "class Build; // edited")]
    [InlineData("build/Build.cs", "class Built;")]
    [InlineData("build/Host/Log.cs", "")]
    [InlineData("build/New.cs", "class New;")]
    [InlineData("global.json", "{ }")]
    public void Check_WhenAContentChanged_IsStaleUntilItIsCompiled(string file, string text)
    {
        Assert.True(Check());
        Write(file, text);
        Assert.False(Check());
        Assert.False(Check());
    }

    [Theory]
    [InlineData("build/Tests/Some.cs")]
    [InlineData("build/Tests/New.cs")]
    [InlineData("build/Host/obj/x.cs")]
    [InlineData("drivers/main.c")]
    public void Check_WhenWhatIsNotCompiledChanged_IsFresh(string file)
    {
        Assert.True(Check());
        Write(file, "changed");
        Assert.True(Check());
    }

    [Fact]
    public void Check_WhenAFileIsGone_IsStale()
    {
        Assert.True(Check());
        File.Delete(Path.Combine(_root, "build", "Host", "Log.cs"));
        Assert.False(Check());
    }

    [Fact]
    public void Check_WhenTheTimeAloneChanged_IsFreshAndRemembersTheTime()
    {
        Assert.True(Check());
        string list = Path.Combine(_folder, "sources");
        string before = File.ReadAllText(list);
        File.SetLastWriteTimeUtc(Path.Combine(_root, "build", "Build.cs"), DateTime.UtcNow);

        Assert.True(Check());
        Assert.NotEqual(before, File.ReadAllText(list));
    }

    [Fact]
    public void Check_WhenAFileWasChangedWhileItWasCompiled_IsStale()
    {
        Write("build/Build.cs", "class Build; // too late");
        File.SetLastWriteTimeUtc(Path.Combine(_root, "build", "Build.cs"), DateTime.UtcNow.AddMinutes(1));

        Assert.False(Check());
        Assert.False(Check());
    }

    [Fact]
    public void Check_WhenAFileIsRenamedToTheSameLength_IsStale()
    {
        Assert.True(Check());
        File.Move(Path.Combine(_root, "build", "Host", "Log.cs"), Path.Combine(_root, "build", "Host", "Lag.cs"));
        Assert.False(Check());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private bool Check() => new Freshness(_root, _folder).Check();

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
