// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;
using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>
/// What all tasks of one build share: the queue for the cores, the stamps of files, the account of what ran. The one static of
/// the toolset is the table of open sessions, by object directory. A task that finds none (a build by hand, or another process
/// of MSBuild, which may outlive the build) gets one for itself, and shares only the queue for the cores.
/// </summary>
internal sealed class BuildSession : IDisposable
{
    private const string IndexName = "files.index";

    private static readonly ConcurrentDictionary<string, BuildSession> Open = new(StringComparer.Ordinal);
    private static SemaphoreSlim? _coresOfProcess;

    private readonly SemaphoreSlim _cores;
    private readonly ConcurrentQueue<NodeTiming> _timings = new();
    private readonly ConcurrentDictionary<string, ContentDigest> _tools = new(StringComparer.Ordinal);
    private readonly Lock _reporting = new();
    private readonly Action<DriverBuildProgress>? _report;
    private readonly CountdownEvent _running = new(1);
    private int _done;

    private BuildSession(
        string objectDirectory, int parallelism, SemaphoreSlim? cores, Action<DriverBuildProgress>? report, CancellationToken cancellation)
    {
        IsHosted = cores is null;
        ObjectDirectory = objectDirectory;
        Parallelism = parallelism;
        Cancellation = cancellation;
        _cores = cores ?? new SemaphoreSlim(parallelism, parallelism);
        _report = report;
        Directory.CreateDirectory(objectDirectory);
        Files = FileIndex.Load(Path.Combine(objectDirectory, IndexName));
    }

    public string ObjectDirectory { get; }

    public int Parallelism { get; }

    /// <summary>Whether the one who asked for the build sees this session, or has to be told by MSBuild's log.</summary>
    public bool IsHosted { get; }

    public FileIndex Files { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>What the tools inherit; null in a session of a task alone.</summary>
    public ObjectClaim? Claim { get; private init; }

    /// <summary>Is told of every node; null where nobody asked.</summary>
    public Action<WorkNode>? Observer { get; set; }

    /// <summary>How many nodes the build will have, once that is known.</summary>
    public int Planned { get; set; }

    public IReadOnlyList<NodeTiming> Timings => [.. _timings];

    /// <summary>Opens the session of a build run by this process.</summary>
    public static BuildSession Begin(
        string objectDirectory, int parallelism, ObjectClaim claim, Action<DriverBuildProgress>? report, CancellationToken cancellation)
    {
        BuildSession session = new(objectDirectory, parallelism, cores: null, report, cancellation) { Claim = claim };
        if (!Open.TryAdd(objectDirectory, session))
            throw new InvalidOperationException($"a build into {objectDirectory} is already running in this process");
        return session;
    }

    /// <summary>The session that builds into this folder.</summary>
    public static BuildSession For(string objectDirectory, int parallelism)
    {
        if (Open.TryGetValue(objectDirectory, out BuildSession? hosted))
            return hosted;
        // A task that MSBuild began after its build was cancelled and closed.
        if (parallelism < 0)
            throw new OperationCanceledException();
        SemaphoreSlim fresh = new(parallelism, parallelism);
        SemaphoreSlim cores = Interlocked.CompareExchange(ref _coresOfProcess, fresh, null) ?? fresh;
        return new BuildSession(objectDirectory, parallelism, cores, report: null, CancellationToken.None);
    }

    public ContentDigest IdentityOf(string program) =>
        _tools.GetOrAdd(program, static (path, files) => ToolIdentity.Of(path, files), Files);

    /// <summary>A task begins. It holds the session open until <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (!_running.TryAddCount())
            throw new OperationCanceledException();
    }

    public void Leave() => _running.Signal();

    /// <summary>
    /// Until every task has ended. MSBuild, when it is cancelled, does not wait for tasks that have yielded; who reports the
    /// end of a build must not do so while a compiler is still being killed.
    /// </summary>
    public void AwaitTasks()
    {
        _running.Signal();
        _running.Wait();
    }

    /// <summary>Waits for a core and holds it until disposed.</summary>
    public Core TakeCore(CancellationToken cancellation)
    {
        _cores.Wait(cancellation);
        return new Core(_cores);
    }

    public void Observe(WorkNode node)
    {
        if (Observer is not { } observer)
            return;
        lock (_reporting)
            observer(node);
    }

    public void Started(string node, NodeKind kind) => Report(node, kind, started: true, upToDate: false, failed: false);

    public void Finished(NodeTiming timing, bool failed)
    {
        _timings.Enqueue(timing);
        if (timing.Kind == NodeKind.Task)
            return;
        Interlocked.Increment(ref _done);
        Report(timing.Name, timing.Kind, started: false, timing.UpToDate, failed);
    }

    public void SaveIndex() => Files.Save(Path.Combine(ObjectDirectory, IndexName));

    public void Dispose()
    {
        if (!IsHosted)
            return;
        Open.TryRemove(ObjectDirectory, out _);
        _cores.Dispose();
        _running.Dispose();
    }

    private void Report(string node, NodeKind kind, bool started, bool upToDate, bool failed)
    {
        if (_report is null)
            return;
        lock (_reporting)
            _report(new DriverBuildProgress(node, kind, started, upToDate, failed, Math.Max(0, Planned - _done), Planned));
    }

    public readonly struct Core(SemaphoreSlim cores) : IDisposable
    {
        public void Dispose() => cores.Release();
    }
}
