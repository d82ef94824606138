// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Linq.Expressions;
using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Makes the targets of a build from its properties.</summary>
internal static class TargetFactory
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static IReadOnlyList<ExecutableTarget> Create<T>(T build, Expression<Func<T, Target>>[] defaults)
        where T : NukeBuild
    {
        List<ExecutableTarget> targets = [];
        foreach (PropertyInfo property in Properties(build.GetType()))
        {
            Target factory = property.GetValue(build) as Target
                ?? throw new InvalidOperationException(
                    $"target '{property.Name}' is null: declare it as 'Target {property.Name} => _ => _'");
            TargetDefinition definition = new(property.Name);
            factory(definition);
            targets.Add(new ExecutableTarget(property.Name, factory, definition));
        }
        foreach (ExecutableTarget target in targets)
        {
            target.IsDefault = defaults.Any(d => DefaultName(d) == target.Name);
            Connect(target, targets);
        }
        return targets;
    }

    /// <summary>In order of declaration, the derived class first.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type buildType)
        => buildType.GetProperties(Instance).Where(p => p.PropertyType == typeof(Target));

    private static string DefaultName(LambdaExpression expression)
        => expression.Body is MemberExpression member
            ? member.Member.Name
            : throw new InvalidOperationException($"default target '{expression}' is no property of the build");

    private static void Connect(ExecutableTarget target, List<ExecutableTarget> all)
    {
        Edges(target, all, target.ExecutionDependencies, d => d.DependsOnTargets, d => d.DependentForTargets);
        Edges(target, all, target.OrderDependencies, d => d.AfterTargets, d => d.BeforeTargets);
        Edges(target, all, target.TriggerDependencies, d => d.TriggeredByTargets, d => d.TriggersTargets);
        Edges(target, all, target.Triggers, d => d.TriggersTargets, d => d.TriggeredByTargets);
    }

    /// <summary>Targets are the same if their delegates are: the getter's lambda is one per property and
    /// build.</summary>
    private static void Edges(ExecutableTarget target, List<ExecutableTarget> all, List<ExecutableTarget> into,
        Func<TargetDefinition, List<Target>> direct, Func<TargetDefinition, List<Target>> reverse)
    {
        foreach (Target named in direct(target.Definition))
            into.Add(all.Find(t => t.Factory.Equals(named))
                ?? throw new InvalidOperationException(
                    $"target '{target.Name}' names a target that is no property of the build"));
        into.AddRange(all.Where(t => t != target && reverse(t.Definition).Any(d => d.Equals(target.Factory))));
        Assert.False(into.Contains(target), $"Target '{target.Name}' cannot have a dependency on itself");
    }
}
