// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Inf;

/// <summary>Splits a logical line into its key and values.</summary>
internal static class InfFieldReader
{
    public static (InfField? Key, IReadOnlyList<InfField> Values) Read(string text, int offset, int endOffset)
    {
        List<InfField> values = [];
        InfField? key = null;
        int at = offset;
        bool more;
        do
        {
            bool keyMayCome = key is null && values.Count == 0;
            (InfField field, char stop, at) = ReadField(text.AsSpan(0, endOffset), at, keyMayCome);
            more = stop is '=' or ',';
            if (stop == '=')
                key = field;
            else
                values.Add(field);
        }
        while (more);
        // "key =" has no value; a trailing comma has an empty one.
        if (values is [{ Length: 0 }])
            values.Clear();
        values.TrimExcess();
        return (key, values);
    }

    /// <summary>Reads up to the comma (or equals sign, for the first field) or the end; gives the offset after the stop.</summary>
    private static (InfField Field, char Stop, int Next) ReadField(ReadOnlySpan<char> text, int at, bool keyMayCome)
    {
        StringBuilder? built = null;
        bool quoted = false;
        at = SkipBlanksAndContinuations(text, at);
        int start = at, piece = at, textEnd = at;
        while (!InfScanner.IsEnd(text, at) && text[at] != ';' && text[at] != ',' && !(keyMayCome && text[at] == '='))
        {
            switch (text[at])
            {
                case '"':
                    built = (built ?? new StringBuilder()).Append(text[piece..at]);
                    int close = InfScanner.EndOfQuote(text, at);
                    AppendQuoted(built, text[(at + 1)..close]);
                    quoted = true;
                    at = InfScanner.IsEnd(text, close) ? close : close + 1;
                    piece = textEnd = at;
                    break;
                case '\\' when InfScanner.Continuation(text, at) is >= 0 and int next:
                    built = (built ?? new StringBuilder()).Append(text[piece..textEnd]);
                    at = piece = InfScanner.SkipBlanks(text, next);
                    textEnd = piece;
                    break;
                // Two backslashes at the end of a line: the first is dropped, the second joins the lines.
                case '\\' when at + 1 < text.Length && text[at + 1] == '\\' && InfScanner.Continuation(text, at + 1) >= 0:
                    built = (built ?? new StringBuilder()).Append(text[piece..at]);
                    piece = textEnd = ++at;
                    break;
                case '%' when InfScanner.TokenEnd(text, at) is > 0 and int end:
                    at = textEnd = end + 1;
                    break;
                default:
                    textEnd = InfScanner.IsBlank(text[at]) ? textEnd : at + 1;
                    at++;
                    break;
            }
        }
        return Finish(text, built, (start, piece, textEnd, at), quoted);
    }

    private static (InfField, char, int) Finish(ReadOnlySpan<char> text, StringBuilder? built,
        (int Start, int Piece, int TextEnd, int At) place, bool quoted)
    {
        ReadOnlySpan<char> last = text[place.Piece..place.TextEnd];
        string value = built is null ? last.ToString() : built.Append(last).ToString();
        char stop = InfScanner.IsEnd(text, place.At) || text[place.At] == ';' ? '\0' : text[place.At];
        return (new InfField(value, place.Start, Math.Max(place.TextEnd - place.Start, 0), quoted), stop, place.At + 1);
    }

    private static int SkipBlanksAndContinuations(ReadOnlySpan<char> text, int at)
    {
        while (true)
        {
            at = InfScanner.SkipBlanks(text, at);
            if (at >= text.Length || text[at] != '\\' || InfScanner.Continuation(text, at) is not (>= 0 and int next))
                return at;
            at = next;
        }
    }

    private static void AppendQuoted(StringBuilder built, ReadOnlySpan<char> inside)
    {
        int doubled;
        while ((doubled = inside.IndexOf('"')) >= 0)
        {
            built.Append(inside[..(doubled + 1)]);
            inside = inside[(doubled + 2)..];
        }
        built.Append(inside);
    }
}
