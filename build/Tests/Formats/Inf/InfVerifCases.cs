// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf.Verif;

namespace PvDrivers.Tests.Formats.Inf;

/// <summary>A failing and a passing INF for one code, made by edits of device.inf; see cases.txt for the form.</summary>
internal sealed record InfVerifCase(int Code, InfVerifMode Mode, InfVerifOptions Options, string Fail, string Pass, int Line)
{
    public static string Base { get; } = File.ReadAllText(PathOf("device.inf"));

    public static string PathOf(string file) => Path.Combine(Repository.Data, "infverif", file);

    public static IReadOnlyList<InfVerifCase> ReadAll() =>
        [.. File.ReadAllText(PathOf("cases.txt")).Split("\n\n").Skip(1).Select(Parse)];

    private static InfVerifCase Parse(string block)
    {
        string[] lines = block.TrimEnd('\n').Split('\n');
        string[] head = lines[0].Split(' ');
        InfVerifMode mode = head[1] switch
        {
            "k" => InfVerifMode.Declarative,
            "u" => InfVerifMode.Universal,
            "w" => InfVerifMode.Windows,
            "h" => InfVerifMode.Signature,
            _ => throw new InvalidDataException($"mode {head[1]} of case {head[0]}"),
        };
        string? provider = head.Skip(2).Select(o => o.Split('=')).FirstOrDefault(o => o[0] == "provider")?[1];
        int pass = Array.IndexOf(lines, "pass");
        int start = Array.IndexOf(lines, "fail");
        string fail = Edit(head[0], lines[(start + 1)..pass]);
        string place = lines[1].StartsWith("at ", StringComparison.Ordinal) ? lines[1][3..]
            : lines.First(l => l.StartsWith('+'))[1..];
        return new InfVerifCase(int.Parse(head[0]), mode, new InfVerifOptions(provider), fail,
            Edit(head[0], lines[(pass + 1)..]), LineOf(head[0], fail, place));
    }

    private static int LineOf(string code, string text, string place)
    {
        int count = place.Length > 2 && place[^2] == '#' ? place[^1] - '0' : 1;
        string begin = count > 1 || place.EndsWith("#1", StringComparison.Ordinal) ? place[..^2] : place;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            if (lines[i].Contains(begin, StringComparison.Ordinal) && --count == 0)
                return i + 1;
        throw new InvalidDataException($"case {code}: no line has \"{place}\"");
    }

    private static string Edit(string code, string[] edits)
    {
        string text = Base;
        foreach (string edit in string.Join('\n', edits).Split("\n.", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = edit.Trim('\n').Split('\n');
            string old = string.Concat(lines.Where(l => l.StartsWith('-')).Select(l => l[1..] + "\n"));
            string put = string.Concat(lines.Where(l => l.StartsWith('+')).Select(l => l[1..] + "\n"));
            if (old.Length == 0)
                text += put;
            else if (text.Contains(old, StringComparison.Ordinal))
                text = text.Replace(old, put, StringComparison.Ordinal);
            else
                throw new InvalidDataException($"case {code}: device.inf has no {old}");
        }
        return text;
    }
}
