// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Execution;

/// <summary>
/// The order of a run. Again and again the FIRST declared target that no target left depends on is taken; the list is
/// then reversed. So targets without an edge between them run in reverse order of declaration, as NUKE does.
/// </summary>
internal static class ExecutionPlanner
{
    /// <summary>The plan of the named targets; null where the run names none and the default ones are meant. Strict
    /// fails where the edges leave a choice.</summary>
    public static List<ExecutableTarget> Plan(
        IReadOnlyList<ExecutableTarget> targets, IReadOnlyCollection<string>? names,
        bool strict = false)
    {
        HashSet<ExecutableTarget> wanted = names is null
            ? [.. targets.Where(t => t.IsDefault)]
            : [.. names.Select(n => Find(targets, n))];
        if (names is not null)
            foreach (ExecutableTarget target in wanted)
                target.Invoked = true;
        List<ExecutableTarget> order = Order(targets, strict);
        while (true)
        {
            List<ExecutableTarget> plan = Schedule(order, wanted);
            List<ExecutableTarget> triggered = [.. plan.SelectMany(t => t.Triggers).Except(plan)];
            if (triggered.Count == 0)
                return plan;
            wanted = [.. plan, .. triggered];
        }
    }

    public static ExecutableTarget Find(IReadOnlyList<ExecutableTarget> targets, string name)
    {
        string plain = name.Replace("-", "", StringComparison.Ordinal);
        return targets.FirstOrDefault(t => t.Name.Equals(plain, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"Target with name '{plain}' does not exist. Available targets are:\n"
                + string.Join('\n', targets.Select(t => "  - " + t.Name).Order(StringComparer.Ordinal)));
    }

    private static List<ExecutableTarget> Schedule(List<ExecutableTarget> order, HashSet<ExecutableTarget> wanted)
    {
        List<ExecutableTarget> plan = [];
        HashSet<ExecutableTarget> needed = [.. wanted];
        foreach (ExecutableTarget target in order.Where(t => needed.Contains(t)))
        {
            plan.Add(target);
            needed.UnionWith(target.ExecutionDependencies);
        }
        plan.Reverse();
        return plan;
    }

    /// <summary>All targets, each before what it depends on.</summary>
    private static List<ExecutableTarget> Order(IReadOnlyList<ExecutableTarget> targets, bool strict)
    {
        Dictionary<ExecutableTarget, HashSet<ExecutableTarget>> edges =
            targets.ToDictionary(t => t, t => t.AllDependencies.ToHashSet());
        List<ExecutableTarget> left = [.. targets];
        List<ExecutableTarget> order = [];
        while (left.Count > 0)
        {
            List<ExecutableTarget> free = left.FindAll(t => !left.Exists(other => edges[other].Contains(t)));
            if (free.Count == 0)
                throw new InvalidOperationException(
                    "Circular dependencies between targets: "
                        + string.Join(" -> ", Cycle(left, edges).Select(t => t.Name)));
            if (strict && free.Count > 1)
                throw new InvalidOperationException(
                    "Incomplete target definition order: " + string.Join(", ", free.Select(t => t.Name)));
            ExecutableTarget next = free[0];
            left.Remove(next);
            order.Add(next);
        }
        return order;
    }

    private static List<ExecutableTarget> Cycle(List<ExecutableTarget> left,
        Dictionary<ExecutableTarget, HashSet<ExecutableTarget>> edges)
    {
        // Every target left is depended on by another one left, so walking against the edges must come back.
        List<ExecutableTarget> walk = [left[0]];
        while (true)
        {
            ExecutableTarget next = left.First(t => edges[t].Contains(walk[^1]));
            int seen = walk.IndexOf(next);
            if (seen >= 0)
                return [next, .. walk.Skip(seen).Reverse()];
            walk.Add(next);
        }
    }
}
