// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Certification.Notes;

internal static class MarkdownNotes
{
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
            case Heading heading:
                text.Append('#', heading.Level).Append(' ').Append(Escape(heading.Text)).Append('\n');
                break;
            case Paragraph paragraph:
                text.Append(Escape(paragraph.Text)).Append('\n');
                break;
            case Items items:
                for (int i = 0; i < items.Texts.Count; i++)
                    text.Append(items.Numbered ? $"{i + 1}. " : "- ").Append(Escape(items.Texts[i])).Append('\n');
                break;
            case Table table:
                AppendRow(text, table.Header);
                AppendRow(text, [.. table.Header.Select(_ => "---")]);
                foreach (IReadOnlyList<string> row in table.Rows)
                    AppendRow(text, [.. row.Select(cell => Escape(cell)
                        .Replace("|", "\\|", StringComparison.Ordinal))]);
                break;
        }
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>
    /// CommonMark 2.4: a backslash keeps what would otherwise begin emphasis or a tag. Code and links stay.
    /// </summary>
    private static string Escape(string text) => Inline.Map(text,
        plain => plain.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal),
        code => $"`{code}`", (label, target) => $"[{label}]({target})");
}
