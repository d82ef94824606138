// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Diagnostics;
using System.Linq.Expressions;

namespace Nuke.Common.Execution;

/// <summary>A target as it stands in the plan of one run.</summary>
public sealed class ExecutableTarget
{
    private readonly Stopwatch _watch = new();

    internal ExecutableTarget(string name, Target factory, TargetDefinition definition)
    {
        Name = name;
        Factory = factory;
        Definition = definition;
    }

    public string Name { get; }

    public string? Description => Definition.Text;

    public bool Listed => !Definition.IsUnlisted;

    public bool IsDefault { get; internal set; }

    /// <summary>Named on the command line.</summary>
    public bool Invoked { get; internal set; }

    public ExecutionStatus Status { get; internal set; }

    public TimeSpan Duration => _watch.Elapsed;

    /// <summary>Why it is skipped, if that is not a condition.</summary>
    public string? Skipped { get; internal set; }

    /// <summary>Text of the conditions that did not hold.</summary>
    public string? OnlyWhen { get; internal set; }

    public bool ProceedAfterFailure => Definition.IsProceedAfterFailure;

    public bool AssuredAfterFailure => Definition.IsAssuredAfterFailure;

    public DependencyBehavior DependencyBehavior => Definition.DependencyBehavior;

    public int? PartitionSize => Definition.PartitionSize;

    public Delegate Factory { get; }

    public List<Action> Actions => Definition.Actions;

    public List<string> ArtifactProducts => Definition.ArtifactProducts;

    public List<LambdaExpression> DelegateRequirements => Definition.Requirements;

    public List<ExecutableTarget> ExecutionDependencies { get; } = [];

    public List<ExecutableTarget> OrderDependencies { get; } = [];

    public List<ExecutableTarget> TriggerDependencies { get; } = [];

    public List<ExecutableTarget> Triggers { get; } = [];

    /// <summary>All that must come before, if it is in the plan.</summary>
    public IReadOnlyCollection<ExecutableTarget> AllDependencies
        => [.. ExecutionDependencies, .. OrderDependencies, .. TriggerDependencies];

    public Dictionary<string, string> SummaryInformation { get; private set; } = [];

    internal TargetDefinition Definition { get; }

    internal void ReplaceSummary(Dictionary<string, string> pairs) => SummaryInformation = pairs;

    internal void StartWatch() => _watch.Start();

    internal void StopWatch() => _watch.Stop();
}
