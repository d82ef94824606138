// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Net;
using System.Text;
using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>
/// The page that --plan writes: every target in columns by depth, arrows for what it waits for, and what would run on
/// pointing at it. One file without scripts of others; it needs no display to be made.
/// </summary>
internal static class PlanPage
{
    private const int ColumnWidth = 190;
    private const int RowHeight = 56;
    private const int BoxWidth = 150;
    private const int BoxHeight = 32;

    public static int Write(NukeBuild build)
    {
        IO.AbsolutePath file = NukeBuild.TemporaryDirectory / "execution-plan.html";
        File.WriteAllText(file, Page(build));
        Logging.WriteLine("Plan: " + string.Join(" -> ", build.ExecutionPlan.Select(t => t.Name)));
        Logging.WriteLine(file);
        return 0;
    }

    private static string Page(NukeBuild build)
    {
        IReadOnlyList<ExecutableTarget> targets = build.ExecutableTargets;
        Dictionary<ExecutableTarget, (int X, int Y)> places = Place(targets);
        StringBuilder svg = new();
        foreach (ExecutableTarget target in targets)
            foreach (ExecutableTarget before in target.AllDependencies)
                AppendArrow(svg, places[before], places[target], Kind(target, before));
        foreach (ExecutableTarget target in targets)
            AppendBox(svg, target, places[target], targets, build.ExecutionPlan.Contains(target));
        int width = (places.Values.Select(p => p.X).DefaultIfEmpty().Max() + 1) * ColumnWidth + 20;
        int height = (places.Values.Select(p => p.Y).DefaultIfEmpty().Max() + 1) * RowHeight + 20;
        return Head + $"<svg width=\"{width}\" height=\"{height}\">{Marker}{svg}</svg>\n" + Script;
    }

    private static Dictionary<ExecutableTarget, (int X, int Y)> Place(IReadOnlyList<ExecutableTarget> targets)
    {
        Dictionary<ExecutableTarget, int> depths = [];
        int Depth(ExecutableTarget target)
            => depths.TryGetValue(target, out int known) ? known
                : depths[target] = target.AllDependencies.Select(d => Depth(d) + 1).DefaultIfEmpty().Max();
        Dictionary<int, int> rows = [];
        Dictionary<ExecutableTarget, (int, int)> places = [];
        foreach (ExecutableTarget target in targets)
        {
            int x = Depth(target);
            int y = rows.GetValueOrDefault(x);
            rows[x] = y + 1;
            places[target] = (x, y);
        }
        return places;
    }

    private static string Kind(ExecutableTarget target, ExecutableTarget before)
        => target.ExecutionDependencies.Contains(before) ? "needs"
            : target.TriggerDependencies.Contains(before) ? "trigger"
            : "order";

    private static void AppendArrow(StringBuilder svg, (int X, int Y) from, (int X, int Y) to, string kind)
    {
        int x1 = from.X * ColumnWidth + 10 + BoxWidth, y1 = from.Y * RowHeight + 10 + BoxHeight / 2;
        int x2 = to.X * ColumnWidth + 8, y2 = to.Y * RowHeight + 10 + BoxHeight / 2;
        int bend = Math.Max(20, (x2 - x1) / 2);
        svg.Append($"<path class=\"{kind}\" d=\"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}\"/>\n");
    }

    private static void AppendBox(StringBuilder svg, ExecutableTarget target, (int X, int Y) place,
        IReadOnlyList<ExecutableTarget> all, bool planned)
    {
        // Asking for a plan marks targets as invoked; this page is all that the run does, so that harms nothing.
        string run = string.Join(' ', ExecutionPlanner.Plan(all, [target.Name]).Select(t => t.Name));
        int x = place.X * ColumnWidth + 10, y = place.Y * RowHeight + 10;
        string kind = (planned ? "planned" : "") + (target.Listed ? "" : " unlisted");
        svg.Append($"<g id=\"{target.Name}\" class=\"{kind.Trim()}\" data-run=\"{run}\">")
            .Append($"<title>{WebUtility.HtmlEncode(target.Description ?? target.Name)}</title>")
            .Append($"<rect x=\"{x}\" y=\"{y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"6\"/>")
            .Append($"<text x=\"{x + BoxWidth / 2}\" y=\"{y + 21}\">{WebUtility.HtmlEncode(target.Name)}</text></g>\n");
    }

    private const string Head = """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Execution plan</title>
        <style>
          body { font: 14px sans-serif; margin: 16px; }
          rect { fill: #f2f2f2; stroke: #888; } text { text-anchor: middle; pointer-events: none; }
          .planned rect { fill: #d6e9d6; } .unlisted text { fill: #888; } .run rect { fill: #ffd98a; }
          path { fill: none; stroke: #666; marker-end: url(#tip); }
          path.order { stroke-dasharray: 5 4; } path.trigger { stroke-width: 2.5; }
          #line { min-height: 1.4em; }
        </style>
        <h1>Execution plan</h1>
        <p>Green runs when no target is named. Point at a target to see what it would run.
        Solid arrow: needs; dashed: order only; thick: triggers.</p>
        <p id="line"></p>

        """;

    private const string Marker = """
        <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#666;stroke:none;marker-end:none"/></marker></defs>
        """;

    private const string Script = """
        <script>
          const line = document.getElementById("line");
          for (const g of document.querySelectorAll("g[id]")) {
            const run = g.dataset.run.split(" ");
            const mark = on => run.forEach(n => document.getElementById(n).classList.toggle("run", on));
            g.onmouseenter = () => { mark(true); line.textContent = run.join(" → "); };
            g.onmouseleave = () => { mark(false); line.textContent = ""; };
          }
        </script>
        </html>

        """;
}
