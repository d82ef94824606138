// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PvDrivers.Toolset.Processes;

/// <summary>
/// Runs a tool to its end. Every tool has a process group of its own (a Ctrl-C at the terminal reaches us, not the compiler
/// in the middle of a file) and an environment of our own: CPATH, INCLUDE, LINK and their like would change what it makes.
/// </summary>
internal static class ToolProcess
{
    /// <exception cref="OperationCanceledException">The token was cancelled; the tool was killed and has ended.</exception>
    /// <param name="inherited">A file that stays open, and locked, as long as the tool runs. Linux only.</param>
    public static ToolResult Run(ToolCommand command, CancellationToken cancellation, SafeFileHandle? inherited = null)
    {
        cancellation.ThrowIfCancellationRequested();
        ToolResult result = OperatingSystem.IsLinux()
            ? PosixSpawn.Run(command, Variables(), inherited, cancellation)
            : RunByDotnet(command, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    private static List<string> Variables()
    {
        List<string> variables = ["LC_ALL=C", "PATH=/usr/bin:/bin"];
        foreach (string name in (string[])["TMPDIR", "LD_LIBRARY_PATH", "HOME"])
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                variables.Add($"{name}={value}");
        return variables;
    }

    // Windows: .NET's own way; CreateProcess has no argument zero of its own to set.
    private static ToolResult RunByDotnet(ToolCommand command, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(command.Program, command.Arguments)
        {
            WorkingDirectory = command.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in (string[])["CPATH", "C_INCLUDE_PATH", "INCLUDE", "LIB", "LINK", "_LINK_", "CL", "_CL_", "CCC_OVERRIDE_OPTIONS"])
            start.Environment.Remove(name);
        using Process process = Process.Start(start)
            ?? throw new Win32Exception($"{command.Program} did not start");
        using CancellationTokenRegistration registration = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
