// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers;

namespace PvDrivers.Formats.Inf;

/// <summary>
/// Finds logical lines: a physical line with the lines that a backslash at its end joins to it. Blank lines and comments are
/// passed over. Each character is looked at a fixed number of times, whatever the input.
/// </summary>
internal ref struct InfScanner(ReadOnlySpan<char> text, int start = 0)
{
    /// <summary>What a plain stretch of an entry ends at.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(";\"%\\\r\n\x1A");

    private readonly ReadOnlySpan<char> _text = text;
    private int _at = start;

    /// <summary>
    /// From its first character that is not blank to the line end that closes it, or the end of the text; the offset of a
    /// quotation mark without a partner on its line, or -1.
    /// </summary>
    public readonly record struct LogicalLine(int Offset, int EndOffset, bool IsSection, int UnterminatedQuote);

    public static bool IsEnd(ReadOnlySpan<char> text, int at) =>
        at >= text.Length || text[at] is '\n' or '\x1A' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    /// <summary>Blank inside a line. A carriage return alone is one; NUL too, and the no-break space that editors leave.</summary>
    public static bool IsBlank(char c) => (c <= ' ' && c is not '\n' and not '\x1A') || c == '\xA0';

    /// <summary>Ctrl-Z ends an INF as it ended a text file of DOS; what follows is kept but not read.</summary>
    public LogicalLine? NextLine()
    {
        while (_at < _text.Length && _text[_at] != '\x1A')
        {
            int offset = SkipBlanks(_text, _at);
            if (IsEnd(_text, offset) || _text[offset] == ';')
            {
                _at = NextPhysicalLine(_text, offset);
                continue;
            }
            if (_text[offset] == '[')
            {
                int lineEnd = EndOfLine(_text, offset);
                _at = NextPhysicalLine(_text, lineEnd);
                return new LogicalLine(offset, lineEnd, true, -1);
            }
            int end = EndOfEntry(offset, out int unterminated);
            _at = NextPhysicalLine(_text, end);
            return new LogicalLine(offset, end, false, unterminated);
        }
        return null;
    }

    public static int SkipBlanks(ReadOnlySpan<char> text, int at)
    {
        while (!IsEnd(text, at) && IsBlank(text[at]))
            at++;
        return at;
    }

    public static int EndOfLine(ReadOnlySpan<char> text, int at)
    {
        int end = text[at..].IndexOfAny('\n', '\x1A');
        if (end < 0)
            return text.Length;
        end += at;
        return end > at && text[end] == '\n' && text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>
    /// The offset after the line end where the backslash at <paramref name="at"/> joins the next line: nothing but blanks and
    /// a comment may follow it. -1 where it is an ordinary character.
    /// </summary>
    public static int Continuation(ReadOnlySpan<char> text, int at)
    {
        int next = SkipBlanks(text, at + 1);
        if (!IsEnd(text, next) && text[next] != ';')
            return -1;
        return NextPhysicalLine(text, next);
    }

    /// <summary>
    /// The offset of the percent sign that closes a token such as %strkey% opened at <paramref name="at"/>; -1 where it is
    /// none. A semicolon inside one starts no comment.
    /// </summary>
    public static int TokenEnd(ReadOnlySpan<char> text, int at)
    {
        for (int i = at + 1; !IsEnd(text, i) && !IsBlank(text[i]) && text[i] is not (',' or '=' or '"'); i++)
            if (text[i] == '%')
                return i;
        return -1;
    }

    private static int NextPhysicalLine(ReadOnlySpan<char> text, int at)
    {
        at = EndOfLine(text, at);
        if (at < text.Length && text[at] == '\r')
            at++;
        return at < text.Length && text[at] == '\n' ? at + 1 : at;
    }

    private readonly int EndOfEntry(int at, out int unterminated)
    {
        unterminated = -1;
        while (!IsEnd(_text, at))
        {
            switch (_text[at])
            {
                case ';':
                    return EndOfLine(_text, at);
                case '"':
                    int close = EndOfQuote(_text, at);
                    unterminated = unterminated < 0 && IsEnd(_text, close) ? at : unterminated;
                    at = IsEnd(_text, close) ? close : close + 1;
                    continue;
                case '%' when TokenEnd(_text, at) is > 0 and int end:
                    at = end + 1;
                    continue;
                case '\\' when Continuation(_text, at) is >= 0 and int next:
                    at = next;
                    continue;
                default:
                    int plain = _text[(at + 1)..].IndexOfAny(Special);
                    at = plain < 0 ? _text.Length : at + 1 + plain;
                    continue;
            }
        }
        return at;
    }

    /// <summary>Offset of the closing mark, or of the end of the line; a doubled mark is a character of the string.</summary>
    public static int EndOfQuote(ReadOnlySpan<char> text, int open)
    {
        for (int i = open + 1; ; i++)
        {
            if (IsEnd(text, i))
                return i;
            if (text[i] != '"')
                continue;
            if (i + 1 >= text.Length || text[i + 1] != '"')
                return i;
            i++;
        }
    }
}
