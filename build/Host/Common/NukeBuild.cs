// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Linq.Expressions;
using Nuke.Common.CI;
using Nuke.Common.Execution;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>Base class of a build: targets and parameters are its members, <see cref="Execute{T}"/> runs it.</summary>
public abstract partial class NukeBuild : INukeBuild
{
    private readonly List<ExecutableTarget> _none = [];
    private IReadOnlyCollection<ExecutableTarget>? _executionPlan;

    /// <summary>All targets in order of declaration.</summary>
    internal IReadOnlyList<ExecutableTarget> ExecutableTargets { get; set; } = [];

    /// <summary>The targets of this run in the order in which they run.</summary>
    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan
    {
        get => _executionPlan ?? _none;
        internal set => _executionPlan = value;
    }

    [Parameter("List of targets to be invoked. Default is '{default_target}'.", Name = "Target", Separator = "+")]
    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(t => t.Invoked)];

    [Parameter("List of targets to be skipped. Empty list skips all dependencies.", Name = "Skip", Separator = "+")]
    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => WithStatus(ExecutionStatus.Skipped);

    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => WithStatus(ExecutionStatus.Scheduled);

    public IReadOnlyCollection<ExecutableTarget> RunningTargets => WithStatus(ExecutionStatus.Running);

    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => WithStatus(ExecutionStatus.Aborted);

    public IReadOnlyCollection<ExecutableTarget> FailedTargets => WithStatus(ExecutionStatus.Failed);

    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => WithStatus(ExecutionStatus.Succeeded);

    public IReadOnlyCollection<ExecutableTarget> FinishedTargets => [.. FailedTargets, .. SucceededTargets];

    [Parameter("Shows the execution plan (HTML).")]
    public bool Plan { get; internal set; }

    [Parameter("Shows the help text for this build assembly.")]
    public bool Help { get; internal set; }

    [Parameter("Disables displaying the NUKE logo.")]
    public bool NoLogo { get; set; }

    [Parameter("Indicates to continue a previously failed build attempt.")]
    public bool Continue { get; internal set; }

    [Parameter("Partition to use on CI.", List = false)]
    public Partition Partition { get; internal set; } = Partition.Single;

    public bool IsSucceeding => !IsFailing;

    public bool IsFailing => ExecutionPlan.Any(t =>
        t.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    public bool IsFinished => !ExecutionPlan.Any(t => t.Status is ExecutionStatus.Scheduled or ExecutionStatus.Running);

    /// <summary>Where set, what <see cref="Execute{T}"/> returns; otherwise that is 0, or -1 after a failure.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Runs the build; the expressions name the targets of a run that names none.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new()
        => BuildManager.Execute(defaultTargetExpressions);

    /// <summary>Sets what the summary says after <c>//</c> of the target that is running.</summary>
    public void ReportSummary(Configure<Dictionary<string, string>>? configurator = null)
    {
        ExecutableTarget target = ExecutionPlan.Single(t => t.Status == ExecutionStatus.Running);
        target.ReplaceSummary(configurator?.Invoke([]) ?? []);
    }

    private List<ExecutableTarget> WithStatus(ExecutionStatus status)
        => [.. ExecutionPlan.Where(t => t.Status == status)];

    /// <summary>Called when targets and parameters are known.</summary>
    protected internal virtual void OnBuildCreated()
    {
    }

    /// <summary>Called when the plan is known, before anything runs; not for --help and --plan.</summary>
    protected internal virtual void OnBuildInitialized()
    {
    }

    protected internal virtual void OnBuildFinished()
    {
    }

    protected internal virtual void OnTargetRunning(string target)
    {
    }

    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    protected internal virtual void OnTargetFailed(string target)
    {
    }
}
