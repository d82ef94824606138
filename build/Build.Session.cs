// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

/// <summary>Between the graph and the stages: one session, one lock, one key, all made when first asked for.</summary>
partial class Build : IReporter
{
    readonly CancellationTokenSource Interrupted = new();
    BuildSession? CurrentSession;
    StageRunner? Runner;
    BuildLock? Lock;
    ISigningKey? OpenedKey;

    string Artifacts => Output ?? RootDirectory / "artifacts";

    BuildSession Session => CurrentSession ??= new BuildSession(RootDirectory, new BuildOptions
    {
        Architectures = Arch ?? [],
        OsTargets = OsTarget ?? [],
        Drivers = Driver ?? [],
        BuildNumber = BuildNumber,
        Toolset = Toolset,
        Artifacts = Artifacts,
        Parallelism = Jobs ?? Environment.ProcessorCount,
    }, this, Interrupted.Token);

    ISigningKey Key => OpenedKey ??= SigningKeys.Open(Session);

    protected override void OnBuildInitialized() => Console.CancelKeyPress += (_, _) => Interrupted.Cancel();

    protected override void OnBuildFinished()
    {
        OpenedKey?.Dispose();
        Lock?.Dispose();
    }

    StageResult Stage(Func<BuildSession, Stage> make)
    {
        Lock ??= BuildLock.Take(Artifacts);
        if (Runner is null)
        {
            Runner = new StageRunner(RootDirectory, Artifacts, Interrupted.Token);
            Runner.Recover();
        }
        StageResult result = Runner.Run(make(Session));
        ReportSummary(_ => _.AddPair(result.Folder, result.Ran ? $"{result.Manifest.Files.Count} files" : "up to date"));
        return result;
    }

    void IReporter.Detail(string line) => Log.Debug("{Line:l}", line);

    void IReporter.Say(string line) => Log.Information("{Line:l}", line);

    void IReporter.Warn(string line) => Log.Warning("{Line:l}", line);

    void IReporter.Error(string line) => Log.Error("{Line:l}", line);

    void IReporter.Progress(int done, int total, string current)
    {
        if (total > 0 && (done == total || done * 10 / total != (done - 1) * 10 / total))
            Log.Information("{Done,4} of {Total}  {Current:l}", done, total, current);
    }
}
