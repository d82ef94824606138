// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Globalization;

namespace Nuke.Common.CI;

/// <summary>The place that a compiler's line starts with: <c>drivers/core/ring.c(12,5): error C1: text</c>.</summary>
internal sealed record SourcePlace(string File, int Line, int Column)
{
    /// <summary>Null where the text starts with no place.</summary>
    public static SourcePlace? Parse(string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int close = open < 1 ? -1 : text.IndexOf("):", open, StringComparison.Ordinal);
        if (close < 0 || text.AsSpan(0, open).ContainsAny('\n', '\r'))
            return null;
        string[] numbers = text[(open + 1)..close].Split(',');
        int column = 1;
        return int.TryParse(numbers[0], NumberStyles.None, null, out int line)
            && (numbers.Length == 1 || int.TryParse(numbers[1], NumberStyles.None, null, out column))
                ? new SourcePlace(text[..open], line, column)
                : null;
    }
}
