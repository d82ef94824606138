// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Execution;

/// <summary>Runs the plan: skips, conditions, requirements, targets, and what must run after a failure.</summary>
internal sealed class BuildExecutor(NukeBuild build)
{
    private readonly IReadOnlyCollection<ExecutableTarget> _plan = build.ExecutionPlan;
    private BuildAttempt? _attempt;

    /// <param name="skipped">Names; empty means all that are not invoked; null means none.</param>
    /// <param name="attempt">What an earlier run of the same command line finished.</param>
    public void Run(IReadOnlyCollection<string>? skipped, BuildAttempt attempt)
    {
        if (skipped is not null)
            foreach (ExecutableTarget target in _plan.Where(t => skipped.Count == 0 || skipped.Any(s => IsNamed(t, s))))
                Skip(target, "via parameter");
        foreach (ExecutableTarget target in _plan)
            CheckConditions(target, target.Definition.StaticConditions);
        Requirements.Check(build);
        _attempt = attempt;
        attempt.Start();
        try
        {
            foreach (ExecutableTarget target in _plan)
                RunTarget(target, afterFailure: false);
        }
        catch
        {
            RunAssured();
            throw;
        }
    }

    /// <summary>Runs the targets marked AssuredAfterFailure that have not run yet.</summary>
    public void RunAssured()
    {
        foreach (ExecutableTarget target in _plan)
            if (target.AssuredAfterFailure && target.Status == ExecutionStatus.Scheduled)
                RunTarget(target, afterFailure: true);
    }

    /// <summary>Settles what is still open and writes the end of the run.</summary>
    public void Finish()
    {
        foreach (ExecutableTarget target in _plan)
        {
            target.StopWatch();
            target.Status = target.Status switch
            {
                ExecutionStatus.Running => ExecutionStatus.Aborted,
                ExecutionStatus.Scheduled => ExecutionStatus.NotRun,
                ExecutionStatus status => status,
            };
        }
        Logging.Target = null;
        NukeBuild.Host.WriteErrorsAndWarnings();
        NukeBuild.Host.WriteTargetOutcome(build);
        NukeBuild.Host.WriteBuildOutcome(build);
        build.OnBuildFinished();
    }

    private static bool IsNamed(ExecutableTarget target, string name)
        => target.Name.Equals(name.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private void RunTarget(ExecutableTarget target, bool afterFailure)
    {
        if (target.Status == ExecutionStatus.Skipped || _attempt?.Finished.Contains(target.Name) == true
            || CheckConditions(target, target.Definition.DynamicConditions))
        {
            target.Status = ExecutionStatus.Skipped;
            build.OnTargetSkipped(target.Name);
            return;
        }
        if (target.Actions.Count == 0)
        {
            target.Status = ExecutionStatus.Collective;
            return;
        }
        Logging.Target = target.Name;
        using (NukeBuild.Host.WriteBlock(target.Name))
            RunActions(target, afterFailure);
        Logging.Target = null;
    }

    private void RunActions(ExecutableTarget target, bool afterFailure)
    {
        target.StartWatch();
        target.Status = ExecutionStatus.Running;
        try
        {
            build.OnTargetRunning(target.Name);
            foreach (Action action in target.Actions)
                action();
            target.StopWatch();
            target.Status = ExecutionStatus.Succeeded;
            build.OnTargetSucceeded(target.Name);
            _attempt?.Add(target.Name);
        }
        catch (Exception error)
        {
            Fail(target, BuildManager.Unwrap(error), afterFailure);
        }
    }

    private void Fail(ExecutableTarget target, Exception error, bool afterFailure)
    {
        if (target.SummaryInformation.Count == 0)
            target.ReplaceSummary(new() { [error.GetType().Name] = error.Message.Split('\n')[0].TrimEnd('\r') });
        Serilog.Log.Error(error, "Target {TargetName} has thrown an exception", target.Name);
        target.StopWatch();
        target.Status = ExecutionStatus.Failed;
        build.OnTargetFailed(target.Name);
        if (!target.ProceedAfterFailure && !afterFailure)
            throw new TargetFailedException(target.Name, error);
    }

    private bool CheckConditions(ExecutableTarget target, List<(string Text, Func<bool> Holds)> conditions)
    {
        try
        {
            List<string> broken = [.. conditions.Where(c => !c.Holds()).Select(c => c.Text)];
            if (broken.Count > 0)
            {
                target.OnlyWhen = string.Join(" && ", broken);
                Skip(target, null);
            }
        }
        catch (Exception error)
        {
            Exception cause = BuildManager.Unwrap(error);
            Serilog.Log.Error(cause, "A condition of {TargetName} has thrown an exception", target.Name);
            throw new TargetFailedException(target.Name, cause);
        }
        return target.OnlyWhen is not null;
    }

    /// <summary>An invoked target is skipped only when its turn comes, but what only it needs is skipped now.</summary>
    private void Skip(ExecutableTarget target, string? reason)
    {
        if (target.Status != ExecutionStatus.Scheduled)
            return;
        if (!target.Invoked)
        {
            target.Status = ExecutionStatus.Skipped;
            target.Skipped ??= reason;
        }
        if (target.DependencyBehavior == DependencyBehavior.Execute)
            return;
        List<ExecutableTarget> alone =
            [.. target.ExecutionDependencies.Concat(target.Triggers).Where(o => !IsNeeded(o, target))];
        foreach (ExecutableTarget other in alone)
            Skip(other, $"because of {target.Name}");
    }

    private bool IsNeeded(ExecutableTarget target, ExecutableTarget besides)
        => _plan.Any(t => t != besides && t.Status == ExecutionStatus.Scheduled
            && (t.ExecutionDependencies.Contains(target) || t.Triggers.Contains(target)));
}
