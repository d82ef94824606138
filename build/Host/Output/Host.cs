// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using Nuke.Common.CI.GitHubActions;
using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>Who runs the build: a person's terminal or a server, each with its own way to show blocks and
/// errors.</summary>
public abstract class Host
{
    internal static IReadOnlyList<string> Names { get; } = [nameof(GitHubActions), nameof(Terminal)];

    /// <summary>The host of that name; without a name, the one that the environment tells of.</summary>
    internal static Host Create(string? name) => name?.ToUpperInvariant() switch
    {
        null => GitHubActions.IsRunning ? new GitHubActions() : new Terminal(),
        "TERMINAL" => new Terminal(),
        "GITHUBACTIONS" => new GitHubActions(),
        _ => throw new InvalidOperationException(
            $"host '{name}' is not known, expected one of {string.Join(", ", Names)}"),
    };

    /// <summary>Frames what a target writes; the end of the block is its disposal.</summary>
    protected internal virtual IDisposable WriteBlock(string text)
    {
        string rule = new('─', Math.Max(text.Length + 4, 24));
        Logging.WriteLine();
        Logging.WriteLine($"┌{rule}", Colour.Faint);
        Logging.WriteLine($"│ {text}", Colour.Cyan);
        Logging.WriteLine($"└{rule}", Colour.Faint);
        return new Block(null);
    }

    protected internal virtual void ReportWarning(string text, string? details = null)
    {
    }

    protected internal virtual void ReportError(string text, string? details = null)
    {
    }

    /// <summary>True for a message that is not to be shown.</summary>
    protected internal virtual bool FilterMessage(string message) => false;

    /// <summary>Repeats warnings and errors where the reader looks first: at the end.</summary>
    protected internal virtual void WriteErrorsAndWarnings()
    {
        IReadOnlyList<LogEvent> events = Logging.WarningsAndErrors;
        if (events.Count == 0)
            return;
        using (WriteBlock("Errors & Warnings"))
            foreach (LogEvent e in events)
                Logging.WriteLine(
                    $"[{Logging.LevelTag(e.Level)}] {(e.Target is null ? "" : e.Target + ": ")}{e.Message}",
                    Logging.ColourOf(e.Level));
    }

    protected internal virtual void WriteTargetOutcome(INukeBuild build) => Summary.Write(build.ExecutionPlan);

    protected internal virtual void WriteBuildOutcome(INukeBuild build)
    {
        Logging.WriteLine();
        if (build.IsSucceeding)
            Logging.WriteLine($"Build succeeded on {DateTime.Now:yyyy-MM-dd HH:mm:ss}.", Colour.Green);
        else
            Logging.WriteLine($"Build failed on {DateTime.Now:yyyy-MM-dd HH:mm:ss}.", Colour.Red);
    }

    private protected sealed class Block(Action? end) : IDisposable
    {
        public void Dispose() => end?.Invoke();
    }
}
