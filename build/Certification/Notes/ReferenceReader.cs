// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Notes;

/// <summary>
/// Separates the numbers at the end of an entry from its text: <c>[ "(" word " " number *( ", " number ) ")" [ "." ]
/// ]</c>. A number of eight digits anywhere else is an error: it would be printed and never checked.
/// </summary>
internal sealed class ReferenceReader(string file, int line, int indent, IReadOnlyList<string> parts)
{
    private const int Digits = 8;

    private readonly string _text = string.Join(' ', parts);

    internal ChangelogEntry Read()
    {
        string text = _text;
        List<ChangelogReference> references = [];
        int open = _text.LastIndexOf('(');
        int close = _text.EndsWith(").", StringComparison.Ordinal) ? _text.Length - 2 : _text.Length - 1;
        if (open >= 0 && _text[close] == ')' && NumberAt(open, close) >= 0)
        {
            ReadList(open, close, references);
            text = _text[..open].TrimEnd();
        }
        int stray = NumberAt(0, text.Length);
        if (stray >= 0)
            throw Error(stray, $"the number {_text.Substring(stray, Digits)} inside the text",
                "numbers in brackets at the end: (bug 28309263)");
        if (text.Length == 0)
            throw Error(0, "numbers without a text", "a text before them");
        return new ChangelogEntry(text, references, line);
    }

    private void ReadList(int open, int close, List<ChangelogReference> references)
    {
        int blank = _text.IndexOf(' ', open);
        string word = blank < 0 || blank > close ? "" : _text[(open + 1)..blank];
        FaultKind kind = word switch
        {
            "bug" or "bugs" => FaultKind.Bug,
            "reference" or "references" => FaultKind.Reference,
            "patch" or "patches" => FaultKind.Patch,
            _ => throw Error(open, $"\"{_text[open..(close + 1)]}\"",
                "(bug N), (reference N) or (patch N), or their plural and several N"),
        };
        int at = blank + 1;
        foreach (string item in _text[at..close].Split(", "))
        {
            if (item.Length != Digits || !item.All(char.IsAsciiDigit) || item[0] == '0')
                throw Error(at, $"\"{item}\"", "a number of eight digits, separated from the next by \", \"");
            (int itemLine, int column) = Place(at);
            references.Add(new ChangelogReference(kind, int.Parse(item), itemLine, column));
            at += item.Length + 2;
        }
        if (word is "bugs" or "references" or "patches" != references.Count > 1)
            throw Error(open, $"\"{word}\" before {references.Count}",
                "the singular before one number, the plural before several");
    }

    /// <summary>
    /// Offset of the first run of exactly eight digits in a range of the text; -1 where there is none.
    /// </summary>
    private int NumberAt(int from, int to)
    {
        for (int at = from; at < to; at++)
        {
            int end = at;
            while (end < to && char.IsAsciiDigit(_text[end]))
                end++;
            if (end - at == Digits)
                return at;
            at = Math.Max(at, end);
        }
        return -1;
    }

    /// <summary>Line and column of an offset in the joined text.</summary>
    private (int Line, int Column) Place(int offset)
    {
        int start = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            if (offset <= start + parts[i].Length)
                return (line + i, indent + offset - start + 1);
            start += parts[i].Length + 1;
        }
        return (line, 1);
    }

    private MalformedFileException Error(int offset, string found, string expected)
    {
        (int at, int column) = Place(offset);
        return new MalformedFileException(file, at, column, found, expected);
    }
}
