// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Processes;

/// <summary>One program to run.</summary>
/// <param name="Program">Full path.</param>
/// <param name="Arguments">Without the program's own name.</param>
/// <param name="Directory">Working directory; names that the tools write down are relative to it.</param>
/// <param name="Name">What the program is told that it is called, where its output shows it; null for its path.</param>
internal sealed record ToolCommand(string Program, IReadOnlyList<string> Arguments, string Directory, string? Name = null)
{
    /// <summary>A line for a shell that repeats this run.</summary>
    public string ReproductionLine()
    {
        IEnumerable<string> words = [Program, .. Arguments];
        return $"cd {Quote(Directory)} && {string.Join(' ', words.Select(Quote))}";
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,:+@%".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>How a program ended and all it wrote, both its streams in the order of writing.</summary>
/// <param name="ExitCode">Its exit code; 128 + the signal that ended it, as shells count.</param>
internal sealed record ToolResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>
    /// Ended by a signal (also when LLVM's own handler turned one into 70 = EX_SOFTWARE, or a Windows exception code).
    /// </summary>
    public bool Crashed => ExitCode is 70 or >= 128 or < 0;

    /// <summary>The signal or code as it is called.</summary>
    public string ExitName => ExitCode switch
    {
        70 => "internal error",
        128 + 4 => "SIGILL",
        128 + 6 => "SIGABRT",
        128 + 7 => "SIGBUS",
        128 + 8 => "SIGFPE",
        128 + 9 => "SIGKILL",
        128 + 11 => "SIGSEGV",
        128 + 15 => "SIGTERM",
        unchecked((int)0xC0000005) => "access violation",
        _ => "",
    };
}
