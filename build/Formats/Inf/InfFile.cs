// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>
/// An INF as SetupAPI reads it (Windows driver documentation, "General syntax rules for INF files"), kept whole: comments,
/// blank lines, line ends and encoding stay as they were, so <see cref="ToBytes"/> of an unedited file is byte-equal.
/// Immutable; an edit gives a new file. Not thread-safe: sections are parsed when they are first looked at.
/// </summary>
public sealed class InfFile
{
    /// <summary>SetupAPI's limit for the name of a section.</summary>
    public const int MaximumSectionName = 255;

    private readonly InfSectionTable _table;
    private readonly Dictionary<int, InfSection> _made = [];
    private readonly List<InfNotice> _notices = [];
    private int[]? _lineStarts;
    private IReadOnlyList<InfSection>? _sections;
    private InfStrings? _strings;
    private InfInstallIndex? _installs;

    private InfFile(string name, InfEncoding encoding, bool mark, string text)
    {
        Name = name;
        Encoding = encoding;
        HasByteOrderMark = mark;
        Text = text;
        _table = FindSections();
    }

    /// <summary>The name as the user knows it, for messages.</summary>
    public string Name { get; }

    public InfEncoding Encoding { get; }

    public bool HasByteOrderMark { get; }

    /// <summary>The whole text without the byte order mark.</summary>
    public string Text { get; }

    /// <summary>In order of first appearance; parts of one name are merged, as SetupAPI merges them.</summary>
    public IReadOnlyList<InfSection> Sections => _sections ??= [.. _table.Firsts.Select(Make)];

    /// <summary>Oddities that SetupAPI survives and a lint should not.</summary>
    public IReadOnlyList<InfNotice> Notices => _notices;

    public InfStrings Strings => _strings ??= new InfStrings(this);

    /// <summary>The line end of the first line; CRLF where the file has none.</summary>
    public string LineEnd
    {
        get
        {
            int at = Text.IndexOf('\n', StringComparison.Ordinal);
            return at < 0 || (at > 0 && Text[at - 1] == '\r') ? "\r\n" : "\n";
        }
    }

    internal InfInstallIndex Installs => _installs ??= new InfInstallIndex(this);

    /// <exception cref="MalformedFileException">The encoding is broken, or SetupAPI would refuse the file.</exception>
    public static InfFile Read(ReadOnlySpan<byte> bytes, string name)
    {
        (InfEncoding encoding, int mark, string text) = InfText.Decode(bytes, name);
        return new InfFile(name, encoding, mark > 0, text);
    }

    public byte[] ToBytes() => InfText.Encode(Text, Encoding, HasByteOrderMark, Name);

    /// <summary>The merged section of that name, in any case; null where there is none.</summary>
    public InfSection? Section(string name) =>
        _table.Find(name.AsSpan().Trim()) is >= 0 and int first ? Make(first) : null;

    /// <summary>Line and column, counted from 1, of an offset into <see cref="Text"/>.</summary>
    public (int Line, int Column) Place(int offset)
    {
        _lineStarts ??= FindLineStarts(Text);
        int line = Array.BinarySearch(_lineStarts, offset);
        if (line < 0)
            line = ~line - 1;
        return (line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>A new file with a stretch of the text replaced; everything else stays.</summary>
    public InfFile Replace(int offset, int length, string replacement) =>
        new(Name, Encoding, HasByteOrderMark, string.Concat(Text.AsSpan(0, offset), replacement,
            Text.AsSpan(offset + length)));

    internal IEnumerable<(int Header, int End)> PartsOf(int first) => _table.PartsOf(first);

    internal MalformedFileException Error(int offset, string found, string expected)
    {
        (int line, int column) = Place(offset);
        return new MalformedFileException(Name, line, column, found, expected);
    }

    private static int[] FindLineStarts(string text)
    {
        int[] starts = new int[1 + text.AsSpan().Count('\n')];
        int at = 0;
        for (int i = 1; i < starts.Length; i++)
            starts[i] = at = text.IndexOf('\n', at) + 1;
        return starts;
    }

    private InfSection Make(int first)
    {
        if (!_made.TryGetValue(first, out InfSection? section))
            _made.Add(first, section = new InfSection(this, first));
        return section;
    }

    private InfSectionTable FindSections()
    {
        InfSectionTable table = new(Text, Text.AsSpan().Count('['));
        InfScanner scanner = new(Text);
        bool inside = false;
        while (scanner.NextLine() is { } line)
        {
            if (line.UnterminatedQuote >= 0)
                Notice(line.UnterminatedQuote, "a quoted string without its closing quotation mark");
            if (line.IsSection)
            {
                CheckHeader(line);
                table.Add(line.Offset, line.EndOffset);
                inside = true;
            }
            else if (inside)
                table.Extend(line.EndOffset);
            // Before the first section SetupAPI reads nothing: samples of Windows begin with "/*++".
        }
        return table;
    }

    private void CheckHeader(InfScanner.LogicalLine line)
    {
        int close = Text.IndexOf(']', line.Offset, line.EndOffset - line.Offset);
        if (close < 0)
            throw Error(line.Offset, "a section name that is not closed",
                "\"]\" on the same line (SetupAPI: ERROR_BAD_SECTION_NAME_LINE)");
        int length = InfSectionTable.Name(Text, line.Offset).Length;
        if (length > MaximumSectionName)
            throw Error(line.Offset, $"a section name of {length} characters",
                $"at most {MaximumSectionName} (SetupAPI: ERROR_SECTION_NAME_TOO_LONG)");
    }

    private void Notice(int offset, string text)
    {
        (int line, int column) = Place(offset);
        _notices.Add(new InfNotice(offset, line, column, text));
    }
}

/// <summary>Something odd that was read all the same.</summary>
public sealed record InfNotice(int Offset, int Line, int Column, string Text);
