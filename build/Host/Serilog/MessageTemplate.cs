// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Collections;
using System.Globalization;
using System.Text;

namespace Serilog;

/// <summary>
/// Templates as messagetemplates.org has them: <c>{Name}</c> or <c>{0}</c>, with <c>,width</c> and <c>:format</c>,
/// <c>{{</c> for a brace; a hole without a value stays as it is written.
/// </summary>
internal static class MessageTemplate
{
    public static string Render(string template, object?[] values)
    {
        if (!template.AsSpan().ContainsAny('{', '}'))
            return template;
        StringBuilder text = new(template.Length + 32);
        List<Hole> holes = Parse(template, text, render: null);
        bool byPosition = holes.Count > 0 && holes.TrueForAll(h => h.Position is not null);
        int next = 0;
        text.Clear();
        Parse(template, text, hole =>
        {
            int index = byPosition ? hole.Position ?? 0 : next++;
            return index < values.Length ? Aligned(Format(values[index], hole.Format, top: true), hole.Width)
                : hole.Raw;
        });
        return text.ToString();
    }

    private static List<Hole> Parse(string template, StringBuilder text, Func<Hole, string>? render)
    {
        List<Hole> holes = [];
        for (int i = 0; i < template.Length; i++)
        {
            char c = template[i];
            bool doubled = i + 1 < template.Length && template[i + 1] == c;
            if (c is '{' or '}' && doubled)
            {
                text.Append(c);
                i++;
            }
            else if (
                c == '{' && template.IndexOf('}', i) is var end && end > 0
                && Hole.Parse(template[i..(end + 1)]) is { } hole)
            {
                holes.Add(hole);
                text.Append(render?.Invoke(hole));
                i = end;
            }
            else
            {
                text.Append(c);
            }
        }
        return holes;
    }

    private static string Aligned(string text, int width)
        => width < 0 ? text.PadRight(-width) : text.PadLeft(width);

    private static string Format(object? value, string? format, bool top) => value switch
    {
        null => "null",
        string s => top ? s : $"\"{s}\"",
        bool b => b ? "True" : "False",
        char c => top ? c.ToString() : $"\"{c}\"",
        IEnumerable items and not IFormattable => "["
            + string.Join(", ", items.Cast<object?>().Select(i => Format(i, null, false))) + "]",
        IFormattable f => f.ToString(format, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private sealed record Hole(string Raw, int? Position, int Width, string? Format)
    {
        /// <summary>Null where the text between the braces is no hole.</summary>
        public static Hole? Parse(string raw)
        {
            string inner = raw[1..^1];
            int colon = inner.IndexOf(':', StringComparison.Ordinal);
            string? format = colon < 0 ? null : inner[(colon + 1)..];
            string head = colon < 0 ? inner : inner[..colon];
            int comma = head.IndexOf(',', StringComparison.Ordinal);
            int width = 0;
            if (comma >= 0 && !int.TryParse(head.AsSpan(comma + 1), NumberStyles.AllowLeadingSign, null, out width))
                return null;
            string name = (comma < 0 ? head : head[..comma]).TrimStart('@', '$');
            if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c == '_'))
                return null;
            return new Hole(
                raw, int.TryParse(name, NumberStyles.None, null, out int position) ? position : null, width, format);
        }
    }
}
