// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.HostFixture;

/// <summary>Targets without an edge between them.</summary>
internal sealed class OrderBuild : NukeBuild
{
    public static int Run() => Execute<OrderBuild>(x => x.All);

    Target First => _ => _.Executes(() => Console.WriteLine("> First"));

    Target Second => _ => _.Executes(() => Console.WriteLine("> Second"));

    Target Third => _ => _.Executes(() => Console.WriteLine("> Third"));

    Target All => _ => _.DependsOn(First, Third, Second).Executes(() => Console.WriteLine("> All"));
}

/// <summary>Every kind of edge.</summary>
internal sealed class GraphBuild : NukeBuild
{
    public static int Run() => Execute<GraphBuild>(x => x.Pack);

    Target Compile => _ => _.Executes(() => Console.WriteLine("> Compile"));

    Target Sign => _ => _.DependsOn(Compile).Executes(() => Console.WriteLine("> Sign"));

    Target Notes => _ => _.DependentFor(Pack).After(Sign).Executes(() => Console.WriteLine("> Notes"));

    Target Pack => _ => _.DependsOn(Sign).Triggers(Verify).Executes(() => Console.WriteLine("> Pack"));

    Target Verify => _ => _.Executes(() => Console.WriteLine("> Verify"));

    Target Lint => _ => _.Before(Compile).Executes(() => Console.WriteLine("> Lint"));

    Target Report => _ => _.TriggeredBy(Verify).Executes(() => Console.WriteLine("> Report"));

    Target Async => _ => _.Unlisted()
        .Executes(async () =>
        {
            await Task.Delay(50);
            Console.WriteLine("> awaited");
        })
        .Executes(() => Console.WriteLine("> after the await"));
}

internal sealed class CycleBuild : NukeBuild
{
    public static int Run() => Execute<CycleBuild>(x => x.Egg);

    Target Hen => _ => _.DependsOn(Egg).Executes(() => { });

    Target Egg => _ => _.DependsOn(Hen).Executes(() => { });

    Target Lone => _ => _.Executes(() => { });
}
