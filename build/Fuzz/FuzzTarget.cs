// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Fuzz;

/// <summary>A rule of a format that an input broke: the reader took it, and then contradicted itself.</summary>
public sealed class BrokenRuleException(string rule) : Exception(rule);

/// <summary>One format under test.</summary>
/// <param name="Name">Also the folder of its corpus.</param>
/// <param name="Run">Reads hostile bytes with everything the format offers. May throw MalformedFileException, nothing
/// else.</param>
public sealed record FuzzTarget(string Name, Action<byte[]> Run)
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("pe", PeTarget.Run),
        new("pdb", PdbTarget.Run),
        new("cat", CatTarget.Run),
        new("cab", CabTarget.Run),
        new("inf", InfTarget.Run),
    ];

    internal static void Hold(bool condition, string rule)
    {
        if (!condition)
            throw new BrokenRuleException(rule);
    }

    /// <summary>Runs one use of a format that may refuse the input on its own.</summary>
    internal static void Attempt(Action use)
    {
        try
        {
            use();
        }
        catch (Formats.MalformedFileException)
        {
            // Refusing is an answer; the other uses are still tried.
        }
    }
}
