// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset;

/// <summary>Builds drivers and programs: cells times drivers, core once per architecture, nt once per cell.</summary>
public static class DriverBuild
{
    /// <summary>MSBuild has one in-process build at a time; a second caller waits.</summary>
    private static readonly Lock OneAtATime = new();

    /// <summary>Compiler and project errors are in the result; it throws only where no build could begin.</summary>
    /// <exception cref="UsageException">A tool is missing, the request names what is not there, or another build runs.</exception>
    public static DriverBuildResult Run(DriverBuildRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Toolset == ToolsetKind.Wdk)
            return WdkBuild.Run(request);
        LlvmTools tools = request.Tools ?? LlvmTools.Find();
        BuildPlan plan = BuildPlan.For(request, tools);
        if (Completion.Load(plan.CompletionFile) is { } completion && completion.StillHolds())
            return Unchanged(completion, plan.OutputDirectory);
        plan.Validate();
        lock (OneAtATime)
            return Build(plan);
    }

    private static DriverBuildResult Unchanged(Completion completion, string outputDirectory) => new()
    {
        Succeeded = true,
        NothingToDo = true,
        Outputs = completion.Place(outputDirectory),
        Diagnostics = [],
        Ran = [],
        UpToDate = completion.Contents.Nodes,
        Timings = [],
        Fingerprint = completion.Contents.Fingerprint,
        Engine = "",
    };

    private static DriverBuildResult Build(BuildPlan plan)
    {
        using ObjectClaim claim = ObjectClaim.Take(plan.ObjectDirectory);
        DriverBuildRequest request = plan.Request;
        int parallelism = request.Parallelism > 0 ? request.Parallelism : Environment.ProcessorCount;
        using BuildSession session = BuildSession.Begin(plan.ObjectDirectory, parallelism, claim, request.Progress, request.Cancellation);
        session.Observer = request.Observer;
        File.Delete(plan.CompletionFile);
        MsbuildLocation.Register(request.Root);
        MsbuildOutcome outcome;
        try
        {
            outcome = MsbuildEngine.Run(plan, session);
        }
        finally
        {
            session.AwaitTasks();
        }
        try
        {
            Completion? completion = outcome.Succeeded ? Complete(plan, session, outcome) : null;
            session.SaveIndex();
            return Report(outcome, completion?.Contents.Fingerprint ?? ToolchainFingerprint.None, completion?.Place(plan.OutputDirectory) ?? []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            MsbuildOutcome failed = outcome with { Succeeded = false, Diagnostics = [.. outcome.Diagnostics, Failures.FileSystem(error.Message)] };
            return Report(failed, ToolchainFingerprint.None, []);
        }
    }

    private static Completion Complete(BuildPlan plan, BuildSession session, MsbuildOutcome outcome)
    {
        ToolchainFingerprint fingerprint = ToolchainFingerprint.Of(plan.Tools, plan.ObjectDirectory);
        Completion completion = Completion.Create(plan.CompletionFile, outcome.Files, outcome.Absent, session.Files,
            new Contents(outcome.Placements, fingerprint, outcome.Nodes));
        completion.Save();
        Completion.Prune(plan.ObjectDirectory);
        return completion;
    }

    private static DriverBuildResult Report(MsbuildOutcome outcome, ToolchainFingerprint fingerprint, IReadOnlyList<BuiltFile> outputs)
    {
        IReadOnlyList<NodeTiming> timings = outcome.Timings;
        return new DriverBuildResult
        {
            Succeeded = outcome.Succeeded,
            NothingToDo = false,
            Outputs = outputs,
            Diagnostics = outcome.Diagnostics,
            Ran = [.. timings.Where(timing => timing.Kind != NodeKind.Task && !timing.UpToDate).Select(timing => timing.Name)],
            UpToDate = timings.Count(timing => timing.Kind != NodeKind.Task && timing.UpToDate),
            Timings = timings,
            Fingerprint = fingerprint,
            Engine = outcome.Engine,
        };
    }

    /// <summary>For Doctor: which MSBuild would build, and whether it has threads. Loads MSBuild.</summary>
    public static string DescribeEngine(string root)
    {
        MsbuildLocation.Register(root);
        return MsbuildEngine.Describe();
    }
}
