// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.HostFixture;

internal sealed class ConditionBuild : NukeBuild
{
    public static int Run() => Execute<ConditionBuild>(x => x.Static);

    [Parameter] readonly int Level = 1;

    bool _prepared;

    Target Prepare => _ => _.Executes(() =>
    {
        _prepared = true;
        Console.WriteLine("> Prepare");
    });

    Target Static
        => _ => _.DependsOn(Prepare).OnlyWhenStatic(() => Level > 100).Executes(() => Console.WriteLine("> Static"));

    Target Keep => _ => _.DependsOn(Prepare).OnlyWhenStatic(() => Level > 100).WhenSkipped(DependencyBehavior.Execute)
        .Executes(() => Console.WriteLine("> Keep"));

    Target Dynamic
        => _ => _.DependsOn(Prepare).OnlyWhenDynamic(() => !_prepared).Executes(() => Console.WriteLine("> Dynamic"));

    Target Throwing => _ => _.OnlyWhenDynamic(() => Throw()).Executes(() => Console.WriteLine("> Throwing"));

    Target Outer => _ => _.DependsOn(Static).Executes(() => Console.WriteLine("> Outer"));

    static bool Throw() => throw new InvalidOperationException("the condition broke");
}
