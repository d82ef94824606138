// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Execution;

internal enum Colour
{
    None,
    Faint,
    Cyan,
    Green,
    Yellow,
    Red,
}

/// <summary>A person's terminal, or a pipe.</summary>
public class Terminal : Host
{
    private static readonly bool Coloured = WantsColour();

    /// <summary>Writes one line; coloured only where a person looks at it.</summary>
    internal static void Write(string line, Colour colour)
    {
        string? code = !Coloured || line.Length == 0 ? null : colour switch
        {
            Colour.Faint => "2",
            Colour.Cyan => "36;1",
            Colour.Green => "32;1",
            Colour.Yellow => "33;1",
            Colour.Red => "31;1",
            _ => null,
        };
        Console.Out.WriteLine(code is null ? line : $"\u001b[{code}m{line}\u001b[0m");
    }

    /// <summary>no-color.org: any value of NO_COLOR that is not empty switches colour off.</summary>
    private static bool WantsColour()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Console.IsOutputRedirected)
            return false;
        string? term = Environment.GetEnvironmentVariable("TERM");
        return OperatingSystem.IsWindows()
            ? term is not null || Environment.GetEnvironmentVariable("WT_SESSION") is not null
            : term is not (null or "" or "dumb");
    }
}
