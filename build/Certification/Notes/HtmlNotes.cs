// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Net;
using System.Text;

namespace PvDrivers.Certification.Notes;

/// <summary>One HTML page that needs nothing beside itself: no script, no font, no network.</summary>
internal static class HtmlNotes
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        + "div{overflow-x:auto}table{border-collapse:collapse}"
        + "th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}"
        + ":root{color-scheme:light dark}";

    internal static string Render(IReadOnlyList<NotesBlock> blocks)
    {
        string title = blocks.OfType<Heading>().First().Text;
        StringBuilder text = new("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        text.Append($"<title>{WebUtility.HtmlEncode(title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n");
        foreach (NotesBlock block in blocks)
            Append(text, block);
        return text.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder text, NotesBlock block)
    {
        switch (block)
        {
            case Heading heading:
                text.Append($"<h{heading.Level}>{Encode(heading.Text)}</h{heading.Level}>\n");
                break;
            case Paragraph paragraph:
                text.Append($"<p>{Encode(paragraph.Text)}</p>\n");
                break;
            case Items items:
                string list = items.Numbered ? "ol" : "ul";
                text.Append($"<{list}>\n");
                foreach (string item in items.Texts)
                    text.Append($"<li>{Encode(item)}</li>\n");
                text.Append($"</{list}>\n");
                break;
            case Table table:
                text.Append("<div><table>\n");
                AppendRow(text, "th", table.Header);
                foreach (IReadOnlyList<string> row in table.Rows)
                    AppendRow(text, "td", row);
                text.Append("</table></div>\n");
                break;
        }
    }

    private static void AppendRow(StringBuilder text, string cell, IReadOnlyList<string> cells)
    {
        text.Append("<tr>");
        foreach (string content in cells)
            text.Append($"<{cell}>{Encode(content)}</{cell}>");
        text.Append("</tr>\n");
    }

    private static string Encode(string text) => Inline.Map(text, plain => WebUtility.HtmlEncode(plain),
        code => $"<code>{WebUtility.HtmlEncode(code)}</code>",
        (label, target) => $"<a href=\"{WebUtility.HtmlEncode(target)}\">{WebUtility.HtmlEncode(label)}</a>");
}
