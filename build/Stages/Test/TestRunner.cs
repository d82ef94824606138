// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PvDrivers.Formats;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Test;

/// <summary>
/// Every test this machine can run: the pipeline's (xunit) and the drivers' suites, each a folder of drivers/tests with a
/// run.sh whose last line says <c>name: N passed, N failed, N skipped</c>. What was skipped is said, with the reason.
/// </summary>
public sealed partial class TestRunner(string root, IReporter report, CancellationToken cancel)
{
    /// <summary>Set for the tests: the compilers' processes are not to be kept for a next build.</summary>
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        // The compiler of the set "pack", with the sanitizers of "judge": the machine needs no other.
        ["CC"] = "clang-19",
        ["HOST_CC"] = "clang-19",
    };

    /// <param name="filter">Expression for dotnet test --filter; null for all.</param>
    /// <returns>One result a suite, none of them left out.</returns>
    public IReadOnlyList<SuiteResult> Run(string? filter)
    {
        List<SuiteResult> results = [RunPipelineTests(filter)];
        if (filter is not null)
            return results;
        foreach (string suite in Directory.EnumerateDirectories(Path.Combine(root, "drivers", "tests")).Order(StringComparer.Ordinal))
            if (Path.Combine(suite, "run.sh") is var script && File.Exists(script))
                results.Add(RunDriverSuite(script));
        return results;
    }

    private SuiteResult RunPipelineTests(string? filter)
    {
        var watch = Stopwatch.StartNew();
        string results = Path.Combine(root, "artifacts", "test-results");
        string trx = Path.Combine(results, "pipeline.trx");
        if (File.Exists(trx))
            File.Delete(trx);
        string[] arguments =
        [
            "test", Path.Combine(root, "build", "Tests", "Tests.csproj"), "--nologo", "--verbosity", "quiet",
            "--results-directory", results, "--logger", "trx;LogFileName=pipeline.trx",
            .. filter is null ? Array.Empty<string>() : ["--filter", filter],
        ];
        report.Say("suite pipeline: dotnet test build/Tests");
        (int code, IReadOnlyList<string> last) = TestProcess.Run("dotnet", arguments, root, Environment, report.Detail, cancel);
        if (!File.Exists(trx))
            throw new ToolFailedException("dotnet", arguments, root, code, "no test ran", last);
        TrxReport found = TrxReport.Read(trx);
        foreach ((string test, string message) in found.Failures)
            report.Warn($"FAILED {test}: {message}");
        foreach (var reason in found.Skips.GroupBy(skip => skip.Reason).OrderBy(group => group.Key, StringComparer.Ordinal))
            report.Warn($"SKIPPED {reason.Count()} tests ({reason.First().Test}{(reason.Count() > 1 ? ", ..." : "")}): {reason.Key}");
        int failed = Math.Max(found.Failures.Count, code == 0 ? 0 : 1);
        return new SuiteResult("pipeline", found.Passed, failed, found.Skips.Count, watch.Elapsed);
    }

    private SuiteResult RunDriverSuite(string script)
    {
        var watch = Stopwatch.StartNew();
        string name = Path.GetFileName(Path.GetDirectoryName(script) ?? script);
        if (OperatingSystem.IsWindows())
        {
            report.Warn($"SKIPPED suite {name}: it builds with clang and its sanitizers on Linux; run it there");
            return new SuiteResult(name, 0, 0, 1, watch.Elapsed);
        }
        report.Say($"suite {name}: {Path.GetRelativePath(root, script)}");
        var counts = new int[3];
        bool counted = false;
        void OnLine(string line)
        {
            if (line.StartsWith("SKIPPED", StringComparison.Ordinal))
                report.Warn(line);
            else
                report.Detail(line);
            Match match = Counts().Match(line);
            counted |= match.Success;
            for (int i = 0; match.Success && i < counts.Length; i++)
                counts[i] = int.Parse(match.Groups[i + 1].ValueSpan, CultureInfo.InvariantCulture);
        }
        (int code, IReadOnlyList<string> last) = TestProcess.Run("bash", [script], root, Environment, OnLine, cancel);
        if (!counted || (code != 0 && counts[1] == 0))
            throw new ToolFailedException("bash", [script], root, code, counted ? "" : "its last line counts no tests", last);
        if (code != 0)
            report.Warn($"FAILED suite {name}:{System.Environment.NewLine}{string.Join(System.Environment.NewLine, last)}");
        return new SuiteResult(name, counts[0], counts[1], counts[2], watch.Elapsed);
    }

    [GeneratedRegex(@"^\w[\w -]*: (\d+) passed, (\d+) failed, (\d+) skipped")]
    private static partial Regex Counts();
}
