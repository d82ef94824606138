// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Text;
using PvDrivers.Formats;

namespace PvDrivers.Provision;

/// <summary>One run of a program: how it ended and what it wrote, both streams together.</summary>
internal sealed record ToolRun(int ExitCode, string Text)
{
    private const int KeptLines = 12;

    public IReadOnlyList<string> LastLines
        => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(
            KeptLines)];

    /// <exception cref="ToolFailedException">It did not end in time.</exception>
    public static ToolRun Run(
        string program, IReadOnlyList<string> arguments, TimeSpan patience, string? directory = null,
        Action<string>? line = null, CancellationToken cancel = default)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = directory ?? "",
        };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        start.Environment["LC_ALL"] = "C";
        StringBuilder text = new();
        using Process process = new() { StartInfo = start };
        void Keep(string? written)
        {
            if (written is null)
                return;
            lock (text)
                text.Append(written).Append('\n');
            line?.Invoke(written);
        }
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenRegistration stop = cancel.Register(() => Kill(process));
        if (!process.WaitForExit(patience))
        {
            Kill(process);
            throw new ToolFailedException(program, arguments, directory ?? Environment.CurrentDirectory, -1,
                $"not ended after {patience.TotalSeconds:0} s", new ToolRun(-1, text.ToString()).LastLines);
        }
        process.WaitForExit();
        cancel.ThrowIfCancellationRequested();
        lock (text)
            return new ToolRun(process.ExitCode, text.ToString());
    }

    /// <exception cref="ToolFailedException">It ended with another code than 0.</exception>
    public ToolRun Succeeded(string program, IReadOnlyList<string> arguments, string? directory = null)
        => ExitCode == 0 ? this
            : throw new ToolFailedException(
                program, arguments, directory ?? Environment.CurrentDirectory, ExitCode, "", LastLines);

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
