// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using System.Text.RegularExpressions;

namespace PvDrivers.Certification.Notes;

/// <summary>
/// The two inline forms that changelog and data files use: code between backticks, and links to https.
/// </summary>
internal static partial class Inline
{
    internal static string Map(string text, Func<string, string> plain, Func<string, string> code, Func<string,
        string, string> link)
    {
        StringBuilder result = new();
        int at = 0;
        foreach (Match form in Forms().Matches(text))
        {
            result.Append(plain(text[at..form.Index]));
            result.Append(form.Groups["code"].Success ? code(form.Groups["code"].Value)
                : link(form.Groups["label"].Value, form.Groups["target"].Value));
            at = form.Index + form.Length;
        }
        return result.Append(plain(text[at..])).ToString();
    }

    [GeneratedRegex(@"`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<target>https://[^)\s]+)\)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Forms();
}
