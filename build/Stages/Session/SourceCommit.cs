// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.ComponentModel;
using System.Diagnostics;
using PvDrivers.Formats;

namespace PvDrivers.Stages.Session;

/// <summary>The commit a build is made from: its id, its time, and whether the work tree differs from it.</summary>
/// <param name="Id">40 hex digits, or "none" outside a git work tree.</param>
/// <param name="Time">Committer's time, or SOURCE_DATE_EPOCH where that is set.</param>
/// <param name="Dirty">The tree has changes or untracked files; a drop made from it says so.</param>
public sealed record SourceCommit(string Id, DateTimeOffset Time, bool Dirty)
{
    public const string None = "none";

    public static SourceCommit Read(string root)
    {
        Task<string?> status = Task.Run(() => Git(root, "status", "--porcelain"));
        string? head = Git(root, "log", "-1", "--format=%H %ct");
        string? epoch = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH");
        if (head is null && epoch is null)
            throw new UsageException($"{root} is no git work tree with a commit, so the build has no time to stamp: "
                + "set SOURCE_DATE_EPOCH to seconds since 1970 (a source archive's release time)");
        string[] parts = head is null ? [None, "0"] : head.Trim().Split(' ');
        long seconds = Seconds(epoch ?? parts[1]);
        return new SourceCommit(parts[0], DateTimeOffset.FromUnixTimeSeconds(seconds), status.Result is not "");
    }

    private static long Seconds(string text) => long.TryParse(text, out long seconds) && seconds is >= 0 and < 253402300800
        ? seconds
        : throw new UsageException($"SOURCE_DATE_EPOCH is \"{text}\", expected seconds since 1970-01-01 such as 1700000000");

    private static string? Git(string root, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", root, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process git = Process.Start(start) ?? throw new Win32Exception();
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            // No git on this machine is the same as no repository: SOURCE_DATE_EPOCH then gives the time.
            return null;
        }
    }
}
