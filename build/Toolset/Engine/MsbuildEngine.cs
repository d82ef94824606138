// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Build.Evaluation;
using Microsoft.Build.Execution;
using Microsoft.Build.Graph;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>What MSBuild did with a plan.</summary>
/// <param name="Files">Every file that was read or written.</param>
/// <param name="Absent">Every file that would have been read, had it been there.</param>
/// <param name="Nodes">How many pieces of work the build has.</param>
internal sealed record MsbuildOutcome(bool Succeeded, string Engine, IReadOnlyList<ToolDiagnostic> Diagnostics,
    IReadOnlyList<NodeTiming> Timings, IReadOnlyCollection<string> Files, IReadOnlyList<string> Absent,
    IReadOnlyList<Placement> Placements, int Nodes);

/// <summary>
/// Evaluates the projects of a plan as one graph and builds it in this process, on one thread per core where the MSBuild that
/// was found can do that (BuildParameters.MultiThreaded), else in processes of its own.
/// </summary>
internal static class MsbuildEngine
{
    private static readonly PropertyInfo? MultiThreaded = typeof(BuildParameters).GetProperty("MultiThreaded");

    private static NodeMode Best => MultiThreaded is not null ? NodeMode.Threads : NodeMode.Processes;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string Describe() => Describe(Best);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MsbuildOutcome Run(BuildPlan plan, BuildSession session)
    {
        NodeMode mode = plan.Request.Nodes != NodeMode.Best ? plan.Request.Nodes : Best;
        using ProjectCollection projects = new();
        EngineLogger logger = new();
        try
        {
            ProjectGraph graph = new(Entries(plan, mode != NodeMode.Processes), projects, projectInstanceFactory: null,
                session.Parallelism, session.Cancellation);
            session.Planned = ProjectFacts.CountNodes(graph);
            bool succeeded = Build(plan, session, mode, projects, graph, logger);
            return Outcome(plan, session, mode, graph, logger, succeeded);
        }
        catch (Exception error) when (error is Microsoft.Build.Exceptions.InvalidProjectFileException
            || (error is AggregateException aggregate && aggregate.InnerExceptions.All(
                inner => inner is Microsoft.Build.Exceptions.InvalidProjectFileException)))
        {
            return Broken(mode, error);
        }
        catch (OperationCanceledException)
        {
            return new MsbuildOutcome(false, Describe(mode), [Failures.Cancelled()], [], [], [], [], 0);
        }
    }

    private static bool Build(BuildPlan plan, BuildSession session, NodeMode mode, ProjectCollection projects, ProjectGraph graph, EngineLogger logger)
    {
        BuildParameters parameters = new(projects)
        {
            Loggers = [logger],
            MaxNodeCount = mode == NodeMode.OneThread ? 1 : session.Parallelism,
            DisableInProcNode = mode == NodeMode.Processes,
            EnableNodeReuse = false,
            // This process is not MSBuild's: its current directory and environment stay as they are.
            SaveOperatingEnvironment = false,
            UseSynchronousLogging = false,
        };
        if (mode == NodeMode.Threads)
            (MultiThreaded ?? throw new NotSupportedException("this MSBuild has no BuildParameters.MultiThreaded")).SetValue(parameters, true);
        using BuildManager manager = new("PvDrivers");
        manager.BeginBuild(parameters);
        GraphBuildResult result;
        try
        {
            using CancellationTokenRegistration stop = session.Cancellation.Register(manager.CancelAllSubmissions);
            result = manager.BuildRequest(new GraphBuildRequestData(graph, ["Build"]));
        }
        finally
        {
            // Returns when the last event has been logged.
            manager.EndBuild();
        }
        if (result.Exception is { } broken && !logger.HasErrors && !session.Cancellation.IsCancellationRequested)
            logger.Add(Failures.BadProject("", broken.Message));
        return result.OverallResult == BuildResultCode.Success;
    }

    private static MsbuildOutcome Outcome(
        BuildPlan plan, BuildSession session, NodeMode mode, ProjectGraph graph, EngineLogger logger, bool succeeded)
    {
        if (session.Cancellation.IsCancellationRequested)
            logger.Add(Failures.Cancelled());
        bool clean = succeeded && !logger.HasErrors;
        IReadOnlyCollection<string> files = clean ? ProjectFacts.FilesOf(plan, graph) : [];
        IReadOnlyList<NodeTiming> timings = mode == NodeMode.Processes ? logger.Timings : session.Timings;
        return new MsbuildOutcome(clean, Describe(mode), logger.Diagnostics, timings, files,
            clean ? ProjectFacts.AbsentOf(graph) : [], clean ? ProjectFacts.PlacementsOf(graph) : [], session.Planned);
    }

    private static List<ProjectGraphEntryPoint> Entries(BuildPlan plan, bool inProcess)
    {
        List<ProjectGraphEntryPoint> entries = [];
        foreach (BuildCell cell in plan.Request.Cells)
            foreach (string driver in plan.Request.Drivers)
                entries.Add(new ProjectGraphEntryPoint(plan.ProjectOf(driver), new Dictionary<string, string>(plan.Properties(inProcess))
                {
                    ["OsTarget"] = cell.OsTarget,
                    ["Platform"] = cell.Platform,
                }));
        foreach (string architecture in plan.Architectures)
            foreach (string program in plan.Request.Programs)
                entries.Add(new ProjectGraphEntryPoint(plan.ProgramProject(program), new Dictionary<string, string>(plan.Properties(inProcess))
                {
                    ["Platform"] = new BuildCell("", architecture).Platform,
                }));
        return entries;
    }

    private static MsbuildOutcome Broken(NodeMode mode, Exception error)
    {
        IEnumerable<Exception> all = error is AggregateException aggregate ? aggregate.InnerExceptions : [error];
        List<ToolDiagnostic> diagnostics = [];
        foreach (Microsoft.Build.Exceptions.InvalidProjectFileException broken in all.OfType<Microsoft.Build.Exceptions.InvalidProjectFileException>())
            diagnostics.Add(new ToolDiagnostic(IsError: true, broken.ErrorCode ?? "MSB4000", broken.ProjectFile ?? "",
                broken.LineNumber, broken.ColumnNumber, broken.BaseMessage));
        return new MsbuildOutcome(false, Describe(mode), diagnostics, [], [], [], [], 0);
    }

    private static string Describe(NodeMode mode)
    {
        string version = ProjectCollection.Version.ToString(3);
        return mode switch
        {
            NodeMode.Threads => $"MSBuild {version} in this process, a thread per core",
            NodeMode.Processes => $"MSBuild {version} in processes of its own (it has no MultiThreaded)",
            _ => $"MSBuild {version} in this process, one thread",
        };
    }
}
