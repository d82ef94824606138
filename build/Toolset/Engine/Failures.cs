// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Engine;

/// <summary>Errors of the toolset itself; their codes are PVTnnnn.</summary>
internal static class Failures
{
    private const int LastLines = 12;

    /// <summary>PVT0001: the tool is not there or cannot be started.</summary>
    public static ToolDiagnostic NotStarted(string reason) =>
        Error("PVT0001", "", $"{reason}. Install the toolset: the build's Doctor target names every missing package.");

    /// <summary>PVT0002: the tool ended by a signal or an internal error.</summary>
    public static ToolDiagnostic Crash(WorkNode node, ToolCommand command, ToolResult result)
    {
        string name = result.ExitName.Length > 0 ? result.ExitName : $"exit code {result.ExitCode}";
        return Error("PVT0002", node.Subject,
            $"{Path.GetFileName(command.Program)} crashed ({name}). To repeat: {command.ReproductionLine()}{Tail(result)}");
    }

    /// <summary>PVT0003: the tool failed and printed nothing that reads as an error.</summary>
    public static ToolDiagnostic Unexplained(WorkNode node, ToolCommand command, ToolResult result) =>
        Error("PVT0003", node.Subject,
            $"{Path.GetFileName(command.Program)} ended with {result.ExitCode}. To repeat: {command.ReproductionLine()}{Tail(result)}");

    /// <summary>PVT0004: the project asks for what cannot be.</summary>
    public static ToolDiagnostic BadProject(string file, string reason) => Error("PVT0004", file, reason);

    /// <summary>PVT0005: a file cannot be read or written.</summary>
    public static ToolDiagnostic FileSystem(string reason) => Error("PVT0005", "", reason);

    /// <summary>PVT0009: the user stopped the build.</summary>
    public static ToolDiagnostic Cancelled() => Error("PVT0009", "", "the build was cancelled");

    private static ToolDiagnostic Error(string code, string file, string message) => new(IsError: true, code, file, 0, 0, message);

    private static string Tail(ToolResult result)
    {
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // Of LLVM's stack dump the numbered lines tell what it was working on; the frames tell only its makers something.
        return string.Concat(lines.Where(line => !line.StartsWith('#') && !line.StartsWith(" #", StringComparison.Ordinal)).TakeLast(LastLines).Select(line => "\n  | " + line.TrimEnd('\r')));
    }
}
