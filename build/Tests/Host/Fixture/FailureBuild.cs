// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.HostFixture;

/// <summary>What runs after a failure, and what does not.</summary>
internal sealed class FailureBuild : NukeBuild
{
    public static int Run() => Execute<FailureBuild>(x => x.Whole);

    Target Break => _ => _.Executes(() => throw new InvalidDataException("xenbus.sys+0x98: broken\nsecond line"));

    Target Whole => _ => _.DependsOn(Break).Executes(() => Console.WriteLine("> Whole"));

    Target Tidy => _ => _.AssuredAfterFailure().After(Whole).Executes(() => Console.WriteLine("> Tidy"));

    Target Shrug => _ => _.ProceedAfterFailure().Executes(() => throw new InvalidOperationException("shrugged off"));

    Target Onward => _ => _.After(Shrug).Executes(() => Console.WriteLine("> Onward"));

    Target CodeSeven => _ => _.Executes(() =>
    {
        ExitCode = 7;
        Assert.Fail("with a code of its own");
    });

    protected override void OnTargetFailed(string target) => Console.WriteLine($"failed: {target}");

    protected override void OnTargetSucceeded(string target) => Console.WriteLine($"succeeded: {target}");

    protected override void OnTargetRunning(string target) => Console.WriteLine($"running: {target}");

    protected override void OnTargetSkipped(string target) => Console.WriteLine($"skipped: {target}");

    protected override void OnBuildFinished() => Console.WriteLine($"finished: succeeding {IsSucceeding}");
}

/// <summary>Waits to be interrupted.</summary>
internal sealed class InterruptBuild : NukeBuild
{
    public static int Run() => Execute<InterruptBuild>(x => x.Work);

    Target Work => _ => _.Executes(() =>
    {
        Console.WriteLine("> waiting");
        Thread.Sleep(TimeSpan.FromSeconds(60));
    });

    Target Tidy => _ => _.AssuredAfterFailure().TriggeredBy(Work).Executes(() => Console.WriteLine("> Tidy"));
}
