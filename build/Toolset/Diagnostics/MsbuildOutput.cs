// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.RegularExpressions;

namespace PvDrivers.Toolset.Diagnostics;

/// <summary>Reads what msbuild.exe -v:minimal prints: <c>file(line,column): error C2065: text [project]</c>.</summary>
internal static partial class MsbuildOutput
{
    public static List<ToolDiagnostic> Parse(string output)
    {
        List<ToolDiagnostic> found = [];
        foreach (string line in output.Split('\n'))
        {
            if (Line().Match(line.Trim()) is not { Success: true } match)
                continue;
            ToolDiagnostic diagnostic = new(match.Groups["kind"].Value == "error", match.Groups["code"].Value, match.Groups["file"].Value,
                Number(match.Groups["line"]), Number(match.Groups["column"]), match.Groups["text"].Value);
            if (!found.Contains(diagnostic))
                found.Add(diagnostic);
        }
        return found;
    }

    private static int Number(Group group) => int.TryParse(group.ValueSpan, out int number) ? number : 0;

    [GeneratedRegex(@"^(?<file>[^()]*?)\s*(?:\((?<line>\d+)(?:,(?<column>\d+))?(?:,\d+,\d+)?\))?\s*: (?:fatal )?(?<kind>error|warning) (?<code>[A-Z]+\d+)\s*: (?<text>.*?)(?: \[[^\]]*proj\])?$")]
    private static partial Regex Line();
}
