// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats;

/// <summary>A program that was run and did not succeed: what was run, where, how it ended and what it said last.</summary>
public sealed class ToolFailedException : Exception
{
    /// <param name="tool">The program as it was started.</param>
    /// <param name="arguments">Its arguments, secrets already replaced by stars.</param>
    /// <param name="directory">Working directory.</param>
    /// <param name="exitCode">Exit code as the system reported it.</param>
    /// <param name="exitName">Name of that code in the tool's documentation, or an empty string.</param>
    /// <param name="lastLines">The last lines it wrote, oldest first.</param>
    public ToolFailedException(string tool, IReadOnlyList<string> arguments, string directory, int exitCode,
        string exitName, IReadOnlyList<string> lastLines)
        : base(Describe(tool, arguments, directory, exitCode, exitName, lastLines))
    {
        Tool = tool;
        Arguments = arguments;
        ExitCode = exitCode;
        LastLines = lastLines;
    }

    public string Tool { get; }

    public IReadOnlyList<string> Arguments { get; }

    public int ExitCode { get; }

    public IReadOnlyList<string> LastLines { get; }

    private static string Describe(string tool, IReadOnlyList<string> arguments, string directory, int exitCode,
        string exitName, IReadOnlyList<string> lastLines)
    {
        string code = exitCode is >= 0 and < 256 ? $"{exitCode}" : $"0x{exitCode:X8}";
        string name = exitName.Length == 0 ? "" : $" ({exitName})";
        IEnumerable<string> lines =
        [
            $"{Path.GetFileName(tool)} ended with {code}{name}",
            $"  in {directory}",
            $"  ran {tool} {string.Join(' ', arguments)}",
            .. lastLines.Select(line => "  | " + line),
        ];
        return string.Join(Environment.NewLine, lines);
    }
}
