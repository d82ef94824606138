// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using Nuke.Common.IO;

namespace Nuke.Common.CI.GitHubActions;

/// <summary>A job of GitHub Actions: targets are log groups, warnings and errors annotate their file and
/// line.</summary>
public sealed class GitHubActions : Host, IBuildServer
{
    internal GitHubActions()
    {
    }

    public static GitHubActions? Instance => NukeBuild.Host as GitHubActions;

    public string? Ref => EnvironmentInfo.GetVariable("GITHUB_REF");

    public string? RefName => EnvironmentInfo.GetVariable("GITHUB_REF_NAME");

    public string? Sha => EnvironmentInfo.GetVariable("GITHUB_SHA");

    public string? Repository => EnvironmentInfo.GetVariable("GITHUB_REPOSITORY");

    public string? Token => EnvironmentInfo.GetVariable("GITHUB_TOKEN");

    public AbsolutePath? StepSummaryFile => EnvironmentInfo.GetVariable("GITHUB_STEP_SUMMARY");

    string? IBuildServer.Branch => Ref;

    string? IBuildServer.Commit => Sha;

    internal static bool IsRunning => EnvironmentInfo.HasVariable("GITHUB_ACTIONS");

    protected internal override IDisposable WriteBlock(string text)
    {
        Logging.WriteLine($"::group::{EscapeData(text)}");
        return new Block(() => Logging.WriteLine("::endgroup::"));
    }

    protected internal override void ReportWarning(string text, string? details = null)
        => Annotate("warning", text, details);

    protected internal override void ReportError(string text, string? details = null)
        => Annotate("error", text, details);

    private static void Annotate(string command, string text, string? details)
    {
        SourcePlace? place = SourcePlace.Parse(text) ?? SourcePlace.Parse(details ?? "");
        text = details is null ? text : $"{text}: {details}";
        Logging.WriteLine(place is null
            ? $"::{command}::{EscapeData(text)}"
            : $"::{command} file={EscapeProperty(Relative(place.File))},line={place.Line},col={place.Column}::{EscapeData(text)}");
    }

    /// <summary>Annotations appear in the diff only for paths that start at the repository.</summary>
    private static string Relative(string file)
        => Path.IsPathRooted(file) ? Path.GetRelativePath(NukeBuild.RootDirectory, file).Replace('\\', '/') : file;

    private static string EscapeData(string text)
        => text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string text)
        => EscapeData(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
