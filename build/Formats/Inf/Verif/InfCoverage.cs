// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Which of Microsoft's codes are checked, and why the others are not, as docs/FORMATS.md prints it.</summary>
public static class InfCoverage
{
    public const string Begin = "<!-- infverif: made by InfCoverage, do not edit -->";
    public const string End = "<!-- infverif: end -->";

    /// <summary>Why a code is not checked; each stands for the codes from First to Last that no rule covers.</summary>
    private static readonly (int First, int Last, string Reason)[] Reasons =
    [
        (1000, 1000, "the command line's: this is a library over bytes"),
        (1013, 1016, "which keys and paths are meant is not published"),
        (1017, 1017, "the list of sample names is not published"),
        (1020, 1020, "filters by level (AddFilter): no driver of this kind has one"),
        (1021, 1022, "unique service names, a feature of builds after Windows 11 24H2"),
        (1078, 1087, "which directives are meant is not published"),
        (1103, 1103, "which flags are meant is not published"),
        (1141, 1150, "software components"),
        (1160, 1160, "COM classes"),
        (1180, 1182, "event providers (DDInstall.Events)"),
        (1202, 1202, "needs the INFs of a Windows"),
        (1207, 1208, "directives of Windows' own INFs"),
        (1212, 1212, "which sections are meant is not published"),
        (1220, 1220, "needs the INFs of a Windows"),
        (1256, 1256, "WMI interfaces"),
        (1270, 1270, "root-enumerated devices ([DeviceInstall32])"),
        (1292, 1292, "which directives are meant is not published"),
        (1293, 1293, "the list of reserved services is not published"),
        (1299, 1299, "told by 1002: reading stops there"),
        (1310, 1319, "needs the INFs of a Windows"),
        (1325, 1325, "COM classes"),
        (1326, 1328, "AddFile and its like, which no driver of this kind has"),
        (1341, 1341, "the same text as 1340; where it differs is not published"),
        (1380, 1384, "extension INFs"),
        (1400, 1402, "UMDF drivers"),
        (1420, 1420, "told in parts by 1421 and 1423"),
        (1430, 1450, "which values and directives are meant is not published"),
        (2004, 2004, "which directives are meant is not published"),
        (2008, 2008, "needs the INFs of a Windows"),
        (2090, 2093, "told by InfVerif about its own repairs"),
        (2400, 2420, "network filters and protocols (class NetDriver)"),
        (2500, 2500, "the list of obsolete tokens is not published"),
        (2600, 2603, "display drivers"),
        (2650, 2652, "cameras"),
        (2660, 2663, "audio"),
    ];

    /// <summary>The section between its markers, with LF line ends.</summary>
    public static string Markdown()
    {
        Dictionary<int, InfRule> covered = InfVerif.Rules.ToDictionary(r => r.Code);
        StringBuilder text = new();
        text.Append(Begin).Append("\n\n");
        text.Append($"{covered.Count} of the {InfCodes.Known.Count()} codes that Microsoft lists are checked. ");
        text.Append("E is an error, W a warning; a dash means that the mode does not ask.\n\n");
        text.Append("| code | /k | /u | /w, /h | none | what is wrong | how to mend it |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (InfRule rule in InfVerif.Rules)
            text.Append($"| {rule.Code} | {Letter(rule.Code, InfVerifMode.Declarative)} | {Letter(rule.Code, InfVerifMode.Universal)} | ")
                .Append($"{Letter(rule.Code, InfVerifMode.Windows)} | {Letter(rule.Code, InfVerifMode.Basic)} | ")
                .Append($"{Cell(rule.Title)} | {Cell(rule.Remedy)} |\n");
        text.Append("\nNot checked:\n\n| codes | why |\n| --- | --- |\n");
        foreach ((int first, int last, string reason) in Reasons)
            text.Append($"| {string.Join(", ", Uncovered(first, last))} | {reason} |\n");
        return text.Append('\n').Append(End).Append('\n').ToString();
    }

    /// <summary>Codes of Microsoft's list that are neither checked nor excused; the tests keep it empty.</summary>
    public static IEnumerable<int> Forgotten() => InfCodes.Known.Where(code => InfVerif.Rules.All(r => r.Code != code)
        && !Array.Exists(Reasons, r => code >= r.First && code <= r.Last));

    /// <summary>Excuses for nothing.</summary>
    public static IEnumerable<string> Idle() => Reasons.Where(r => !Uncovered(r.First, r.Last).Any()).Select(r => r.Reason);

    private static IEnumerable<int> Uncovered(int first, int last) =>
        InfCodes.Known.Where(code => code >= first && code <= last && InfVerif.Rules.All(r => r.Code != code));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Letter(int code, InfVerifMode mode) => InfCodes.Severity(code, mode) switch
    {
        InfSeverity.Error => "E",
        InfSeverity.Warning => "W",
        _ => "-",
    };
}
