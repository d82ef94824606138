// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.RegularExpressions;

namespace PvDrivers.Toolset.Diagnostics;

/// <summary>
/// Reads what the LLVM tools that are not clang print: <c>tool: error: text</c>, where lld-link goes on with lines that begin
/// with <c>&gt;&gt;&gt;</c> and may name a source line out of the objects' debug information.
/// </summary>
internal static partial class LinkerOutput
{
    /// <param name="output">All that the tool wrote.</param>
    /// <param name="subject">The file that stands for the diagnostic where none is named.</param>
    /// <param name="sourceDirectory">What the sources' names in the debug information are relative to.</param>
    public static List<ToolDiagnostic> Parse(string output, string subject, string sourceDirectory)
    {
        List<ToolDiagnostic> found = [];
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string text = line.TrimEnd('\r');
            if (Headline().Match(text) is { Success: true } head)
                found.Add(new ToolDiagnostic(head.Groups["kind"].Value.StartsWith('e') || head.Groups["kind"].Value.StartsWith('E'),
                    head.Groups["tool"].Value, subject, 0, 0, head.Groups["text"].Value));
            else if (found.Count > 0 && text.Length > 0)
                found[^1] = Continue(found[^1], text, sourceDirectory);
        }
        return found;
    }

    private static ToolDiagnostic Continue(ToolDiagnostic diagnostic, string text, string sourceDirectory)
    {
        ToolDiagnostic longer = diagnostic with { Message = $"{diagnostic.Message}\n  {text}" };
        Match reference = Reference().Match(text);
        if (!reference.Success || diagnostic.Line > 0)
            return longer;
        string file = reference.Groups["file"].Value.Replace('\\', '/');
        return longer with
        {
            File = Path.GetFullPath(file.StartsWith("./", StringComparison.Ordinal) ? file[2..] : file, sourceDirectory),
            Line = int.Parse(reference.Groups["line"].ValueSpan),
        };
    }

    [GeneratedRegex(@"^(?<tool>(?:lld-link|llvm-[a-z]+)[^:\s]*): (?<kind>error|warning|Error|Warning):? (?<text>.*)$")]
    private static partial Regex Headline();

    [GeneratedRegex(@"^>>> referenced by (?<file>\S.*?\.[ch]):(?<line>\d+)$")]
    private static partial Regex Reference();
}
