// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Stages.Runner;

namespace PvDrivers.Tests.Stages;

public sealed class StageRunnerTests : IDisposable
{
    private readonly string _root = Repository.NewTemporaryDirectory();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Run_WhenNothingChanged_DoesNotMakeAgain()
    {
        CopyStage stage = Source("a.txt", "one");
        Assert.True(NewRunner().Run(stage).Ran);

        Assert.False(NewRunner().Run(stage).Ran);
        Assert.Equal(1, stage.Runs);
    }

    [Fact]
    public void Run_WhenInputIsTouchedWithTheSameBytes_DoesNotMakeAgain()
    {
        CopyStage stage = Source("a.txt", "one");
        NewRunner().Run(stage);

        File.WriteAllText(stage.Input, "one");

        Assert.False(NewRunner().Run(stage).Ran);
    }

    [Fact]
    public void Run_WhenInputChangesUnderARestoredTime_MakesAgain()
    {
        CopyStage stage = Source("a.txt", "one");
        NewRunner().Run(stage);
        DateTime time = File.GetLastWriteTimeUtc(stage.Input);

        File.WriteAllText(stage.Input, "two");
        File.SetLastWriteTimeUtc(stage.Input, time);

        Assert.True(NewRunner().Run(stage).Ran);
        Assert.Equal("two", File.ReadAllText(Artifact("1-copy/a.txt")));
    }

    [Fact]
    public void Run_WhenManifestStandsBesideTheFolder_KeepsItOutAndDoesNotMakeAgain()
    {
        CopyStage stage = Source("a.txt", "one");
        stage.Manifest = "1-copy.manifest.json";
        NewRunner().Run(stage);

        Assert.False(NewRunner().Run(stage).Ran);
        Assert.Equal("a.txt", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Artifact("1-copy")))));
        Assert.True(File.Exists(Artifact("1-copy.manifest.json")));
    }

    [Theory]
    [InlineData("altered")]
    [InlineData("deleted")]
    [InlineData("manifest deleted")]
    public void Run_WhenOutputIsNoLongerWhatItWrote_MakesAgain(string how)
    {
        CopyStage stage = Source("a.txt", "one");
        NewRunner().Run(stage);

        if (how == "altered")
            File.WriteAllText(Artifact("1-copy/a.txt"), "eno");
        else
            File.Delete(Artifact(how == "deleted" ? "1-copy/a.txt" : "1-copy/manifest.json"));

        Assert.True(NewRunner().Run(stage).Ran);
        Assert.Equal("one", File.ReadAllText(Artifact("1-copy/a.txt")));
    }

    [Fact]
    public void Run_WhenMakeFails_LeavesTheOldFolderAndRunsNextTime()
    {
        CopyStage stage = Source("a.txt", "one");
        NewRunner().Run(stage);
        File.WriteAllText(stage.Input, "two");
        stage.Failure = new InvalidOperationException("tool broke");

        Assert.Throws<InvalidOperationException>(() => NewRunner().Run(stage));
        Assert.Equal("one", File.ReadAllText(Artifact("1-copy/a.txt")));

        stage.Failure = null;
        Assert.True(NewRunner().Run(stage).Ran);
        Assert.Equal("two", File.ReadAllText(Artifact("1-copy/a.txt")));
    }

    [Fact]
    public void Run_WhenEarlierFolderWasAltered_RefusesAndNamesTheFile()
    {
        CopyStage first = Source("a.txt", "one");
        var second = new CopyStage("2-copy", first.Input, reads: "1-copy");
        NewRunner().Run(first);
        File.WriteAllText(Artifact("1-copy/a.txt"), "eno");

        EarlierStageException refused = Assert.Throws<EarlierStageException>(() => NewRunner().Run(second));

        Assert.Contains("a.txt", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Artifact("2-copy")));
    }

    [Fact]
    public void Run_WhenEarlierFolderIsMissing_RefusesAndNamesTheStage()
    {
        var second = new CopyStage("2-copy", Source("a.txt", "one").Input, reads: "1-copy");

        EarlierStageException refused = Assert.Throws<EarlierStageException>(() => NewRunner().Run(second));

        Assert.Contains("1-copy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhenEarlierStageChanged_MakesTheReaderAgain()
    {
        CopyStage first = Source("a.txt", "one");
        var second = new CopyStage("2-copy", Source("b.txt", "same").Input, reads: "1-copy");
        StageRunner runner = NewRunner();
        runner.Run(first);
        runner.Run(second);
        File.WriteAllText(first.Input, "two");

        StageRunner later = NewRunner();
        later.Run(first);

        Assert.True(later.Run(second).Ran);
    }

    [Fact]
    public void Run_WhenStageWrites_LeavesEarlierFolderUntouched()
    {
        CopyStage first = Source("a.txt", "one");
        NewRunner().Run(first);
        Dictionary<string, FileStamp?> before = Stamps("1-copy");

        NewRunner().Run(new CopyStage("2-copy", first.Input, reads: "1-copy"));

        Assert.Equal(before, Stamps("1-copy"));
    }

    [Fact]
    public void Manifest_WhenReadBack_EncodesToTheSameBytes()
    {
        NewRunner().Run(Source("a.txt", "one"));
        byte[] written = File.ReadAllBytes(Artifact("1-copy/manifest.json"));

        Assert.Equal(written, StageManifest.Read(Artifact("1-copy/manifest.json")).Encode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"stage\":\"x\"}")]
    [InlineData("[]")]
    [InlineData("{\"stage\":null,\"fingerprint\":\"\",\"values\":{},\"files\":[]}")]
    public void Manifest_WhenBroken_IsMalformed(string text)
    {
        string path = Path.Combine(_root, "manifest.json");
        File.WriteAllText(path, text);

        Assert.Throws<MalformedFileException>(() => StageManifest.Read(path));
    }

    [Fact]
    public void Recover_WhenAKilledBuildLeftFiles_RemovesThem()
    {
        Directory.CreateDirectory(Artifact(".tmp/1-copy"));
        File.WriteAllText(Artifact(".tmp/1-copy/half"), "ha");

        NewRunner().Recover();

        Assert.False(Directory.Exists(Artifact(".tmp")));
    }

    [Fact]
    public void Lock_WhenHeld_RefusesASecondBuildAndNamesTheFirst()
    {
        using BuildLock first = BuildLock.Take(Artifact(""));

        UsageException refused = Assert.Throws<UsageException>(() => BuildLock.Take(Artifact("")));

        Assert.Contains("another build", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lock_WhenReleased_CanBeTakenAgain()
    {
        BuildLock.Take(Artifact("")).Dispose();

        using BuildLock again = BuildLock.Take(Artifact(""));
        Assert.NotNull(again);
    }

    private StageRunner NewRunner() => new(_root, Artifact(""), CancellationToken.None);

    private string Artifact(string relative) => Path.Combine(_root, "artifacts", relative);

    private Dictionary<string, FileStamp?> Stamps(string folder) =>
        Directory.EnumerateFiles(Artifact(folder)).ToDictionary(path => path, FileStamp.Of);

    private CopyStage Source(string name, string text)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, text);
        return new CopyStage("1-copy", path);
    }

    private sealed class CopyStage(string folder, string input, params string[] reads) : Stage
    {
        public int Runs { get; private set; }

        public Exception? Failure { get; set; }

        public string Input { get; } = input;

        public override string Folder { get; } = folder;

        public string? Manifest { get; set; }

        public override string ManifestFile => Manifest ?? base.ManifestFile;

        public override IReadOnlyList<string> Reads { get; } = reads;

        public override void Describe(StageInputs inputs) => inputs.File(Input);

        public override void Make(StageOutput output, EarlierStages earlier)
        {
            Runs++;
            output.Write(Path.GetFileName(Input), File.ReadAllBytes(Input), Input);
            if (Failure is not null)
                throw Failure;
        }
    }
}
