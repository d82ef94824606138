// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Certification.Notes;

/// <summary>
/// For a terminal or a text file: at most 100 columns, headings underlined, tables as one entry a row.
/// </summary>
internal static class PlainNotes
{
    private const int Width = 100;

    internal static string Render(IReadOnlyList<NotesBlock> blocks)
    {
        StringBuilder text = new();
        foreach (NotesBlock block in blocks)
        {
            if (text.Length > 0)
                text.Append('\n');
            Append(text, block);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, NotesBlock block)
    {
        switch (block)
        {
            case Heading { Level: < 3 } heading:
                text.Append(heading.Text).Append('\n').Append(heading.Level == 1 ? '=' : '-', heading.Text.Length)
                    .Append('\n');
                break;
            case Heading heading:
                text.Append(heading.Text).Append('\n');
                break;
            case Paragraph paragraph:
                Wrap(text, "", paragraph.Text);
                break;
            case Items items:
                for (int i = 0; i < items.Texts.Count; i++)
                    Wrap(text, items.Numbered ? $"{i + 1}. " : "- ", items.Texts[i]);
                break;
            case Table table:
                foreach (IReadOnlyList<string> row in table.Rows)
                    Wrap(text, "- ", string.Join("; ",
                        row.Select((cell, column) => $"{table.Header[column]}: {cell}")));
                break;
        }
    }

    private static void Wrap(StringBuilder text, string mark, string content)
    {
        string plain = Inline.Map(content, static part => part, static code => code,
            static (label, target) => $"{label} <{target}>");
        text.Append(mark);
        int column = mark.Length;
        foreach (string word in plain.Split(' '))
        {
            if (column > mark.Length && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', mark.Length);
                column = mark.Length;
            }
            else if (column > mark.Length)
            {
                text.Append(' ');
                column++;
            }
            text.Append(word);
            column += word.Length;
        }
        text.Append('\n');
    }
}
