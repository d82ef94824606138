// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.HostFixture;

internal enum Colour
{
    Red,
    Green,
}

/// <summary>Parameters of every type that the real build has.</summary>
internal sealed class ParameterBuild : NukeBuild
{
    public static int Run() => Execute<ParameterBuild>(x => x.Show);

    static IEnumerable<string> Architectures { get; } = ["x64", "x86"];

    [Parameter("Architectures to build. Default is all.", ValueProviderMember = nameof(Architectures), Separator = ",")]
    readonly string[]? Arch;

    [Parameter("Last part of the version.")] readonly ushort? BuildNumber;

    [Parameter("A colour")] readonly Colour Colour = Colour.Green;

    [Parameter] readonly string Greeting = "initial";

    [Parameter("A folder")] readonly AbsolutePath? Output;

    [Parameter("Speak up")] readonly bool Loud;

    [Parameter("The PIN of the token"), Secret] readonly string? SigningPin;

    [Parameter("In other words", Name = "Renamed")] string? OtherName { get; }

    Target Show => _ => _.Description("Shows what the parameters are").Executes(() =>
    {
        Console.WriteLine($"Arch={(Arch is null ? "null" : string.Join('|', Arch))}");
        Console.WriteLine($"BuildNumber={BuildNumber?.ToString() ?? "null"}");
        Console.WriteLine($"Colour={Colour}");
        Console.WriteLine($"Greeting={Greeting}");
        Console.WriteLine($"Output={Output}");
        Console.WriteLine($"Loud={Loud}");
        Console.WriteLine($"SigningPin={SigningPin}");
        Console.WriteLine($"Renamed={OtherName}");
        Console.WriteLine($"Partition={Partition} Verbosity={Verbosity} Host={Host.GetType().Name}");
        Console.WriteLine($"Root={RootDirectory}");
    });

    Target Sign => _ => _.Description("Needs a PIN").DependsOn(Show).Requires(() => SigningPin)
        .Executes(() => Console.WriteLine("> Sign"));

    Target Number => _ => _.Requires(() => BuildNumber).Executes(() => Console.WriteLine("> Number"));

    Target Even => _ => _.Requires(() => Greeting.Length % 2 == 0).Executes(() => Console.WriteLine("> Even"));

    Target Hidden => _ => _.Unlisted().Executes(() => Console.WriteLine("> Hidden"));
}
