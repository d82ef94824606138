// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Execution;

/// <summary>
/// The file .nuke/temp/build-attempt.log: the command line and the targets that it finished, so that --continue can go
/// on where the same command line failed.
/// </summary>
internal sealed class BuildAttempt
{
    private readonly string _file = NukeBuild.TemporaryDirectory / "build-attempt.log";
    private readonly string _invocation = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)
        .Where(a => !a.StartsWith('-')
            || !a.Replace("-", "", StringComparison.Ordinal).Equals("continue", StringComparison.OrdinalIgnoreCase)));

    public BuildAttempt(NukeBuild build)
    {
        if (!build.Continue || !File.Exists(_file))
            return;
        string[] lines = File.ReadAllLines(_file);
        if (lines is [string first, ..] && first == _invocation)
            Finished.UnionWith(lines.Skip(1));
        else
            Serilog.Log.Warning("The command line is not that of the earlier attempt; starting anew");
    }

    public HashSet<string> Finished { get; } = [];

    public void Start() => File.WriteAllLines(_file, [_invocation, .. Finished]);

    public void Add(string target) => File.AppendAllLines(_file, [target]);
}
