// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using System.Text.RegularExpressions;

namespace PvDrivers.Toolset.Diagnostics;

/// <summary>Reads what clang prints with -fno-caret-diagnostics: <c>file:line:column: kind: text [-Werror,-Wname]</c>.</summary>
internal static partial class ClangOutput
{
    public static List<ToolDiagnostic> Parse(string output, string directory)
    {
        List<ToolDiagnostic> found = [];
        StringBuilder trail = new();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string text = line.TrimEnd('\r');
            if (text.StartsWith("In file included from ", StringComparison.Ordinal) || text.StartsWith("         from ", StringComparison.Ordinal))
                trail.Append("\n  ").Append(text.Trim().TrimEnd(':', ','));
            else if (Place().Match(text) is { Success: true } placed)
                Add(found, placed, directory, trail);
            else if (Bare().Match(text) is { Success: true } bare)
                Add(found, bare, directory, trail);
        }
        return found;
    }

    private static void Add(List<ToolDiagnostic> found, Match match, string directory, StringBuilder trail)
    {
        string kind = match.Groups["kind"].Value;
        string message = match.Groups["text"].Value;
        if (kind is "note" or "remark")
        {
            if (found.Count > 0)
                found[^1] = found[^1] with { Message = $"{found[^1].Message}\n  note: {PlaceOf(match)}{message}" };
            trail.Clear();
            return;
        }
        Match flag = Flag().Match(message);
        found.Add(new ToolDiagnostic(
            IsError: kind.Contains("error", StringComparison.Ordinal),
            Code: flag.Success ? flag.Groups["name"].Value : "clang",
            File: match.Groups["file"].Success ? Path.GetFullPath(match.Groups["file"].Value, directory) : "",
            Line: NumberIn(match.Groups["line"]),
            Column: NumberIn(match.Groups["column"]),
            Message: message + trail));
        trail.Clear();
    }

    private static string PlaceOf(Match match) =>
        match.Groups["file"].Success ? $"{match.Groups["file"].Value}({match.Groups["line"].Value},{match.Groups["column"].Value}): " : "";

    private static int NumberIn(Group group) => group.Success && int.TryParse(group.ValueSpan, out int number) ? number : 0;

    [GeneratedRegex(@"^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<kind>fatal error|error|warning|note|remark): (?<text>.*)$")]
    private static partial Regex Place();

    // "clang-19: error: no such file", "error: unable to open output file": the tool speaks of itself.
    [GeneratedRegex(@"^(?:\S+: )?(?<kind>fatal error|error|warning): (?<text>.*)$")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\[(?:-Werror,)?-(?<name>W[a-z0-9+=-]+)\]$")]
    private static partial Regex Flag();
}
