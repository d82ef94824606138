// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Toolset.Diagnostics;

/// <summary>A rule in make's language as clang -MD writes it: targets, a colon, and everything that was read.</summary>
internal static class Depfile
{
    /// <summary>The files after the colon, as full paths, each once, in the compiler's order.</summary>
    public static List<string> Parse(string text, string directory)
    {
        List<string> files = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string word in Words(text, StartOfPrerequisites(text)))
        {
            string path = Path.GetFullPath(word, directory);
            if (seen.Add(path))
                files.Add(path);
        }
        return files;
    }

    // The colon that ends the targets is followed by white space; the one of "C:\" is not.
    private static int StartOfPrerequisites(string text)
    {
        for (int i = 0; i + 1 < text.Length; i++)
            if (text[i] == ':' && char.IsWhiteSpace(text[i + 1]))
                return i + 1;
        return text.Length;
    }

    private static IEnumerable<string> Words(string text, int at)
    {
        StringBuilder word = new();
        while (at < text.Length)
        {
            char c = text[at++];
            char next = at < text.Length ? text[at] : '\0';
            if (c == '\\' && next is '\n' or '\r')
                continue;
            if ((c == '\\' && next is ' ' or '#') || (c == '$' && next == '$'))
                word.Append(text[at++]);
            else if (!char.IsWhiteSpace(c))
                word.Append(c);
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0)
            yield return word.ToString();
    }
}
