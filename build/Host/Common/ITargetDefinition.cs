// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>
/// What a target says of itself. Targets without an edge between them run in REVERSE order of declaration: give every
/// pair whose order matters an edge.
/// </summary>
public interface ITargetDefinition
{
    ITargetDefinition Description(string description);

    ITargetDefinition Executes(params Action[] actions);

    ITargetDefinition Executes<T>(Func<T> action);

    /// <summary>An async action is awaited before the next one starts.</summary>
    ITargetDefinition Executes(Func<Task> action);

    /// <summary>The targets must have run before this one.</summary>
    ITargetDefinition DependsOn(params Target[] targets);

    /// <summary>The reverse of <see cref="DependsOn"/>.</summary>
    ITargetDefinition DependentFor(params Target[] targets);

    /// <summary>Orders two targets only if both are in the plan anyway.</summary>
    ITargetDefinition Before(params Target[] targets);

    /// <summary>Orders two targets only if both are in the plan anyway.</summary>
    ITargetDefinition After(params Target[] targets);

    /// <summary>Adds the targets to the plan, after this one.</summary>
    ITargetDefinition Triggers(params Target[] targets);

    /// <summary>The reverse of <see cref="Triggers"/>.</summary>
    ITargetDefinition TriggeredBy(params Target[] targets);

    /// <summary>Asked for all planned targets before anything runs.</summary>
    ITargetDefinition OnlyWhenStatic(Func<bool> condition,
        [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Asked just before the target would run; its dependencies have run by then.</summary>
    ITargetDefinition OnlyWhenDynamic(Func<bool> condition,
        [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    /// <summary>The member must not be null, empty or blank; checked before anything runs.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement,
        params Expression<Func<T?>>[] parameterRequirements)
        where T : class;

    /// <inheritdoc cref="Requires{T}(Expression{Func{T}}, Expression{Func{T}}[])"/>
    ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement,
        params Expression<Func<T?>>[] parameterRequirements)
        where T : struct;

    /// <summary>The expression must be true; checked before anything runs.</summary>
    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    /// <summary>Files that a CI job keeps; nothing is done with them here.</summary>
    ITargetDefinition Produces(params string[] artifacts);

    /// <summary>If the target fails the run goes on, and the build still fails.</summary>
    ITargetDefinition ProceedAfterFailure();

    /// <summary>The target runs even when an earlier one failed, or on Ctrl-C.</summary>
    ITargetDefinition AssuredAfterFailure();

    /// <summary>Leaves the target out of --help.</summary>
    ITargetDefinition Unlisted();

    /// <summary>Number of parts into which CI splits the target.</summary>
    ITargetDefinition Partition(int size);
}
