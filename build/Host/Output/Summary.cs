// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>The table at the end of a run.</summary>
internal static class Summary
{
    private const int StatusWidth = 10;
    private const int DurationWidth = 10;

    public static void Write(IReadOnlyCollection<ExecutableTarget> plan)
    {
        int nameWidth = Math.Max(19, plan.Select(t => t.Name.Length + 4).DefaultIfEmpty().Max());
        int width = nameWidth + StatusWidth + DurationWidth;
        string Line(string name, string status, string duration)
            => name.PadRight(nameWidth) + status.PadRight(StatusWidth) + duration.PadLeft(DurationWidth);

        Logging.WriteLine();
        Logging.WriteLine(new string('═', width), Colour.Faint);
        Logging.WriteLine(Line("Target", "Status", "Duration"));
        Logging.WriteLine(new string('─', width), Colour.Faint);
        foreach (ExecutableTarget target in plan.Where(t => t.Status != ExecutionStatus.Collective))
        {
            bool ran = target.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted;
            string line = Line(target.Name, target.Status.ToString(), ran ? Duration(target.Duration) : "");
            string information = Information(target);
            Logging.WriteLine(
                information.Length == 0 ? line.TrimEnd() : $"{line}   // {information}", ColourOf(target.Status));
        }
        Logging.WriteLine(new string('─', width), Colour.Faint);
        Logging.WriteLine(Line("Total", "", Duration(plan.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.Duration))));
        Logging.WriteLine(new string('═', width), Colour.Faint);
    }

    private static string Duration(TimeSpan time)
        => time.TotalSeconds < 1 ? "< 1sec" : $"{(int)time.TotalMinutes}:{time.Seconds:00}";

    private static string Information(ExecutableTarget target)
    {
        List<string> pairs = [.. target.SummaryInformation.Select(p => $"{p.Key}: {p.Value}")];
        if (pairs.Count == 0 && target.Status == ExecutionStatus.Skipped)
            pairs.AddRange(target.OnlyWhen is { } when ? [$"OnlyWhen: {when}"]
                : target.Skipped is { } why ? [$"Skipped: {why}"] : []);
        return string.Join(", ", pairs);
    }

    private static Colour ColourOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => Colour.Green,
        ExecutionStatus.Failed => Colour.Red,
        ExecutionStatus.Aborted or ExecutionStatus.NotRun => Colour.Yellow,
        _ => Colour.Faint,
    };
}
