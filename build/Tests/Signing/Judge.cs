// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.ComponentModel;
using System.Diagnostics;

namespace PvDrivers.Tests.Signing;

/// <summary>Programs of others that say whether a signature is right.</summary>
internal static class Judge
{
    private const int TimeoutMilliseconds = 60_000;

    private static readonly Dictionary<string, string> Packages = new()
    {
        ["osslsigncode"] = "osslsigncode",
        ["openssl"] = "openssl",
        ["softhsm2-util"] = "softhsm2",
    };

    /// <summary>Skips the test, saying why and what to do, where the tool is not installed.</summary>
    public static void Require(string tool) => Skip.IfNot(IsPresent(tool),
        $"{tool} is not installed: apt-get install {Packages.GetValueOrDefault(tool, tool)}");

    public static bool IsPresent(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    public static (int ExitCode, string Output) Run(string tool, params string[] arguments)
    {
        ProcessStartInfo start = new(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start");
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeoutMilliseconds))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{tool} {string.Join(' ', arguments)} ran longer than {TimeoutMilliseconds} ms");
            }
            return (process.ExitCode, output.Result + errors.Result);
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException($"{tool} did not start", error);
        }
    }

    /// <summary>Verification of one file by osslsigncode with one trusted root.</summary>
    public static (bool Accepted, string Output) Osslsigncode(byte[] file, string extension, string rootPem,
        params string[] more)
    {
        string path = Path.Combine(Path.GetTempPath(), $"judge-{Guid.NewGuid():N}.{extension}");
        try
        {
            File.WriteAllBytes(path, file);
            (int code, string output) = Run("osslsigncode", ["verify", "-CAfile", rootPem, .. more, "-in", path]);
            return (code == 0, output);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
