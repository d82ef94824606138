// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.ComponentModel;
using Microsoft.Build.Framework;
using PvDrivers.Formats;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Tasks;

/// <summary>
/// What the tasks have in common. They may run on any thread beside each other: every path they get is full, they look at no
/// current directory and no environment, and what they share is the session of their object directory. While tools run the
/// task yields, so that MSBuild's thread can begin another project.
/// </summary>
public abstract class PvTask : ITask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly List<NodeTiming> _account = [];

    public IBuildEngine? BuildEngine { get; set; }

    public ITaskHost? HostObject { get; set; }

    /// <summary>Name of the project, the first part of its nodes' names after the cell.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>Windows version and architecture: 6.1/x64; /x64 where there is no Windows version.</summary>
    [Required]
    public string Cell { get; set; } = "";

    /// <summary>The folder that sources' names are relative to.</summary>
    [Required]
    public string Root { get; set; } = "";

    [Required]
    public string ObjectDirectory { get; set; } = "";

    [Required]
    public string IntermediateDirectory { get; set; } = "";

    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>
    /// Tools at once where the task opens its session itself, 0 for one per core; -1 where the session is opened by the one who
    /// runs the build in this process.
    /// </summary>
    public int Cores { get; set; }

    private protected string Prefix => $"{(Cell.StartsWith('/') ? "any" + Cell : Cell)}/{Project}/";

    public bool Execute()
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Root));
        ObjectDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(ObjectDirectory));
        IntermediateDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(IntermediateDirectory, ProjectDirectory));
        IBuildEngine3? engine = BuildEngine as IBuildEngine3;
        engine?.Yield();
        IReadOnlyList<ToolDiagnostic> diagnostics;
        try
        {
            diagnostics = Guarded();
        }
        finally
        {
            engine?.Reacquire();
        }
        foreach (NodeTiming timing in _account)
            BuildEngine?.LogMessageEvent(new BuildMessageEventArgs(EngineLogger.Encode(timing), "", GetType().Name, MessageImportance.Low));
        bool failed = false;
        foreach (ToolDiagnostic diagnostic in diagnostics)
        {
            failed |= diagnostic.IsError;
            Log(diagnostic);
        }
        return !failed;
    }

    /// <summary>MSBuild asks the task to stop.</summary>
    public void Cancel() => _cancelled.Cancel();

    public void Dispose()
    {
        _cancelled.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The nodes this task stands for.</summary>
    private protected abstract IReadOnlyList<WorkNode> Plan();

    private protected string FullPath(string path) => Path.GetFullPath(path, ProjectDirectory);

    private protected string Intermediate(string name) => Path.Combine(IntermediateDirectory, name);

    private IReadOnlyList<ToolDiagnostic> Guarded()
    {
        try
        {
            return Work();
        }
        catch (OperationCanceledException)
        {
            return [Failures.Cancelled()];
        }
        catch (MalformedFileException error)
        {
            return [new ToolDiagnostic(IsError: true, "PVT0006", error.File, error.Line, error.Column, error.Message)];
        }
        catch (BadProjectException error)
        {
            return [Failures.BadProject(error.File, error.Message)];
        }
        catch (Win32Exception error)
        {
            return [Failures.NotStarted(error.Message)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [Failures.FileSystem(error.Message)];
        }
    }

    private IReadOnlyList<ToolDiagnostic> Work()
    {
        DateTime start = DateTime.UtcNow;
        BuildSession session = BuildSession.For(ObjectDirectory, Cores == 0 ? Environment.ProcessorCount : Cores);
        session.Enter();
        try
        {
            return RunPlan(session, start);
        }
        finally
        {
            session.Leave();
        }
    }

    private IReadOnlyList<ToolDiagnostic> RunPlan(BuildSession session, DateTime start)
    {
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation, _cancelled.Token);
        IReadOnlyList<WorkNode> plan = Plan();
        NodeStore store = NodeStore.Load(NodeStore.FileNameIn(IntermediateDirectory, GetType().Name));
        store.Keep(new HashSet<string>(plan.Select(node => node.Name), StringComparer.Ordinal));
        NodeRunner runner = new(session, store, Prefix, either.Token);
        IReadOnlyList<ToolDiagnostic> diagnostics = runner.Run(plan);
        NodeTiming whole = new(Prefix + GetType().Name, NodeKind.Task, start, DateTime.UtcNow, runner.Ran == 0);
        session.Finished(whole, failed: false);
        if (!session.IsHosted)
        {
            _account.AddRange([.. runner.Timings, whole]);
            session.SaveIndex();
        }
        return diagnostics;
    }

    private void Log(ToolDiagnostic said)
    {
        string project = BuildEngine?.ProjectFileOfTaskNode ?? "";
        string file = said.File.Length > 0 ? said.File : project;
        if (said.IsError)
            BuildEngine?.LogErrorEvent(new BuildErrorEventArgs(
                "", said.Code, file, said.Line, said.Column, 0, 0, said.Message, "", GetType().Name));
        else
            BuildEngine?.LogWarningEvent(new BuildWarningEventArgs(
                "", said.Code, file, said.Line, said.Column, 0, 0, said.Message, "", GetType().Name));
    }
}
