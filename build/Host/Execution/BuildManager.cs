// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Linq.Expressions;
using System.Text;

namespace Nuke.Common.Execution;

/// <summary>One run from the first line to the exit code.</summary>
internal static class BuildManager
{
    private const int FailureExitCode = -1;

    public static int Execute<T>(Expression<Func<T, Target>>[] defaults)
        where T : NukeBuild, new()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Encoding.UTF8;
        T? build = null;
        try
        {
            build = new T();
            return Run(build, defaults);
        }
        catch (Exception error)
        {
            Exception cause = Unwrap(error);
            if (cause is not TargetFailedException)
            {
                Logging.Write(LogLevel.Verbose, cause, "An exception that belongs to no target was thrown");
                Logging.WriteLine(cause.Message, Colour.Red);
            }
            return build is null ? FailureExitCode : build.ExitCode ??= FailureExitCode;
        }
        finally
        {
            Logging.Close();
        }
    }

    public static Exception Unwrap(Exception error) => error switch
    {
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions: [Exception only] } => Unwrap(only),
        _ => error,
    };

    private static int Run<T>(T build, Expression<Func<T, Target>>[] defaults)
        where T : NukeBuild
    {
        ParameterService parameters = ParameterService.Current;
        build.ExecutableTargets = TargetFactory.Create(build, defaults);
        parameters.Files = ParameterFiles.Load(NukeBuild.RootDirectory, NukeBuild.LoadedLocalProfiles);
        Injection.Inject(build, parameters: true);
        if (ShellCompletion.Handle(build, parameters))
            return 0;
        build.OnBuildCreated();
        if (!build.NoLogo)
            WriteLogo();
        build.ExecutionPlan = ExecutionPlanner.Plan(build.ExecutableTargets, parameters.InvokedTargets(),
            parameters.HasArgument("Strict"));
        if (build.Plan)
            return PlanPage.Write(build);
        if (build.Help || build.ExecutionPlan.Count == 0)
            return HelpText.Write(build);
        foreach (ExecutableTarget target in build.ExecutionPlan)
            target.Status = ExecutionStatus.Scheduled;
        Logging.Filter = NukeBuild.Host.FilterMessage;
        Logging.Reported = (level, text, details) =>
        {
            if (level == LogLevel.Warning)
                NukeBuild.Host.ReportWarning(text, details);
            else
                NukeBuild.Host.ReportError(text, details);
        };
        if (NukeBuild.IsLocalBuild)
            Logging.OpenFile(NukeBuild.TemporaryDirectory / "build.log");
        return RunTargets(build, parameters);
    }

    private static int RunTargets(NukeBuild build, ParameterService parameters)
    {
        BuildExecutor executor = new(build);
        int finished = 0;
        void Finish()
        {
            if (Interlocked.Exchange(ref finished, 1) == 0)
                executor.Finish();
        }

        // Not swallowed: after the handlers the process ends, unless a handler of the build's own sets Cancel.
        Console.CancelKeyPress += (_, _) =>
        {
            executor.RunAssured();
            Finish();
        };
        try
        {
            Injection.Inject(build, parameters: false);
            build.OnBuildInitialized();
            executor.Run(parameters.SkippedTargets(), new BuildAttempt(build));
            return build.ExitCode ??= build.IsSucceeding ? 0 : FailureExitCode;
        }
        finally
        {
            Finish();
        }
    }

    private static void WriteLogo()
    {
        Logging.WriteLine(
            $"Offline build host {typeof(NukeBuild).Assembly.GetName().Version?.ToString(3)} (API of NUKE 10.1.0)",
            Colour.Faint);
        Logging.WriteLine();
    }
}
