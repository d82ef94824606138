// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Stages;

/// <summary>
/// The compiled build, killed at random moments: whatever it had finished by then, the next build must end with the same
/// bytes as one that nobody disturbed.
/// </summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Kills = 8;

    private static readonly string[] Selection =
        ["Pack", "--os-target", "6.1", "--arch", "x64", "--driver", "xennet", "--no-logo", "--verbosity", "minimal"];

    private readonly string _folder = Repository.NewTemporaryDirectory();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Pack_WhenKilledAtRandomMoments_EndsWithTheSameBytes()
    {
        string undisturbed = Path.Combine(_folder, "undisturbed");
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Run(undisturbed, null));
        int whole = (int)watch.ElapsedMilliseconds;
        int seed = Environment.TickCount;
        var random = new Random(seed);

        string disturbed = Path.Combine(_folder, "disturbed");
        for (int i = 0; i < Kills; i++)
            Run(disturbed, random.Next(whole));
        Assert.Equal(0, Run(disturbed, null));

        Assert.True(Same(undisturbed, disturbed), $"seed {seed}: a drop after {Kills} kills differs from an undisturbed one");
        Assert.False(Directory.Exists(Path.Combine(disturbed, ".tmp")) && Directory.EnumerateFileSystemEntries(Path.Combine(disturbed, ".tmp")).Any(),
            $"seed {seed}: something half-made was left behind");
    }

    [SkippableFact]
    public void Pack_WhenRunTwiceAtOnce_RefusesTheSecond()
    {
        string folder = Path.Combine(_folder, "shared");
        using Process first = Start(folder);
        try
        {
            Wait(() => File.Exists(Path.Combine(folder, ".lock.owner")) || first.HasExited);
            using Process second = Start(folder);
            string output = second.StandardOutput.ReadToEnd() + second.StandardError.ReadToEnd();
            second.WaitForExit();

            Assert.NotEqual(0, second.ExitCode);
            Assert.Contains("another build is writing", output, StringComparison.Ordinal);
        }
        finally
        {
            first.Kill(entireProcessTree: true);
            first.WaitForExit();
        }
    }

    private static bool Same(string left, string right) =>
        ((string[])["1-bin", "2-inf", "3-cat", "4-signed", "5-attestation", "6-notes", "7-release"]).All(stage =>
        {
            string[] files = Files(left, stage);
            return files.SequenceEqual(Files(right, stage)) && files.All(file =>
                File.ReadAllBytes(Path.Combine(left, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(right, file))));
        });

    private static string[] Files(string folder, string stage) => [.. Directory.EnumerateFiles(Path.Combine(folder, stage), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];

    /// <param name="folder">Where it writes.</param>
    /// <param name="killAfter">Milliseconds until it is killed without warning; null lets it end.</param>
    private int Run(string folder, int? killAfter)
    {
        using Process build = Start(folder);
        Task<string> output = build.StandardOutput.ReadToEndAsync();
        Task<string> errors = build.StandardError.ReadToEndAsync();
        if (killAfter is { } time && !build.WaitForExit(time))
            build.Kill(entireProcessTree: true);
        build.WaitForExit();
        if (killAfter is null && build.ExitCode != 0)
            Assert.Fail(output.Result + errors.Result);
        return build.ExitCode;
    }

    private Process Start(string folder)
    {
        string current = Path.Combine(Repository.Root, "artifacts", "dotnet", "host", "current");
        Skip.IfNot(File.Exists(current), "the build is not compiled: ./build.cmd --help compiles it");
        LlvmTools.TryFind(out IReadOnlyList<string> missing);
        Skip.If(missing.Count > 0, $"missing: {string.Join(", ", missing)}; ./build.cmd Test --provision installs it");
        string program = Path.Combine(Repository.Root, File.ReadAllText(current).Trim());
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. Selection, "--output", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["OVM_PV_SIGNING_DIR"] = Path.Combine(_folder, "key");
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }

    private static void Wait(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition() && watch.Elapsed < TimeSpan.FromMinutes(1);)
            Thread.Sleep(10);
    }
}
