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
            return Unchanged(completion);
        lock (OneAtATime)
            return Build(plan);
    }

    private static DriverBuildResult Unchanged(Completion completion) => new()
    {
        Succeeded = true,
        NothingToDo = true,
        Outputs = OutputPlacer.Place(completion),
        Diagnostics = [],
        Ran = [],
        UpToDate = completion.Nodes,
        Timings = [],
        Fingerprint = completion.Fingerprint,
        Engine = "",
    };

    private static DriverBuildResult Build(BuildPlan plan)
    {
        using FileStream exclusive = Claim(plan.ObjectDirectory);
        DriverBuildRequest request = plan.Request;
        int parallelism = request.Parallelism > 0 ? request.Parallelism : Environment.ProcessorCount;
        using BuildSession session = BuildSession.Begin(plan.ObjectDirectory, parallelism, request.Progress, request.Cancellation);
        File.Delete(plan.CompletionFile);
        MsbuildLocation.Register(request.Root);
        MsbuildOutcome outcome = MsbuildEngine.Run(plan, session);
        ToolchainFingerprint fingerprint = ToolchainFingerprint.Of(plan.Tools, plan.ObjectDirectory);
        IReadOnlyList<BuiltFile> outputs = [];
        if (outcome.Succeeded && !request.Cancellation.IsCancellationRequested)
        {
            Completion completion = Completion.Create(
                plan.CompletionFile, outcome.Files, session.Files, outcome.Placements, fingerprint, outcome.Nodes);
            outputs = OutputPlacer.Place(completion);
            completion.Save();
        }
        session.SaveIndex();
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

    private static FileStream Claim(string objectDirectory)
    {
        Directory.CreateDirectory(objectDirectory);
        string path = Path.Combine(objectDirectory, ".lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new UsageException($"Another build is writing {objectDirectory} (it holds {path}). Wait for it to end. {error.Message}");
        }
    }
}
