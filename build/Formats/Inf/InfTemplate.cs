// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Inf;

/// <summary>
/// Makes an .inf from an .inx: <c>$NAME$</c> is replaced by a value; lines starting with <c>;;</c> stay out of the INF;
/// <c>;;if name op value</c>, <c>;;else</c>, <c>;;endif</c> choose lines (op: == != &lt; &lt;= &gt; &gt;=, by number where
/// both sides are versions). The result is plain ASCII without a byte order mark with CRLF ends: what the SetupAPI of every
/// Windows from Server 2003 to 10 reads the same way.
/// </summary>
public static class InfTemplate
{
    /// <exception cref="MalformedFileException">An unknown name, a broken condition, or a character outside ASCII.</exception>
    public static byte[] Render(ReadOnlySpan<byte> inx, IReadOnlyDictionary<string, string> values, string name)
    {
        StringBuilder result = new(inx.Length + 1024);
        Stack<Branch> branches = new();
        int number = 0;
        foreach (string line in Encoding.Latin1.GetString(inx).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            Line at = new(name, ++number, line, values);
            if (line.StartsWith(";;", StringComparison.Ordinal))
                at.Direct(branches);
            else if (branches.All(b => b.IsTaken))
                at.Append(result);
        }
        if (branches.Count > 0)
            throw new MalformedFileException(name, branches.Peek().Line, 1, "\";;if\" without an end", "\";;endif\"");
        return Encoding.ASCII.GetBytes(result.ToString());
    }

    private sealed record Branch(int Line, bool IsTaken, bool HasElse);

    private sealed record Line(string File, int Number, string Text, IReadOnlyDictionary<string, string> Values)
    {
        public void Direct(Stack<Branch> branches)
        {
            string[] words = Text[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words.FirstOrDefault())
            {
                case "if":
                    if (words.Length != 4)
                        throw Error(1, $"\"{Text}\"", "\";;if name operator value\"");
                    branches.Push(new Branch(Number, Compare(Value(words[1], 1), words[2], words[3]), false));
                    break;
                case "else":
                    if (branches.Count == 0 || branches.Peek().HasElse)
                        throw Error(1, "\";;else\" without its \";;if\"", "\";;if\" before it");
                    Branch open = branches.Pop();
                    branches.Push(open with { IsTaken = !open.IsTaken, HasElse = true });
                    break;
                case "endif":
                    if (!branches.TryPop(out _))
                        throw Error(1, "\";;endif\" without its \";;if\"", "\";;if\" before it");
                    break;
            }
        }

        public void Append(StringBuilder result)
        {
            for (int i = 0; i < Text.Length; i++)
                if (Text[i] > '~' || (Text[i] < ' ' && Text[i] != '\t'))
                    throw Error(i + 1, $"the byte 0x{(int)Text[i]:X2}", "printable ASCII");
            int at = 0;
            while (at < Text.Length)
            {
                int open = Text.IndexOf('$', at);
                int close = open < 0 ? -1 : Text.IndexOf('$', open + 1);
                string token = close < 0 ? string.Empty : Text[(open + 1)..close];
                if (close < 0)
                    break;
                result.Append(Text, at, open - at);
                // "$Windows NT$" is the INF's signature, not a token: tokens have no blanks.
                bool isToken = token.Length > 0 && token.All(c => char.IsAsciiLetterUpper(c) || c == '_');
                result.Append(isToken ? Value(token, open + 1) : Text[open..close] + "$");
                at = close + 1;
            }
            result.Append(Text, at, Text.Length - at).Append("\r\n");
        }

        private string Value(string key, int column) => Values.TryGetValue(key, out string? value) ? value
            : throw Error(column, $"the name \"{key}\"",
                $"one of {string.Join(", ", Values.Keys.Order(StringComparer.Ordinal))}");

        private bool Compare(string left, string op, string right)
        {
            int order = Version.TryParse(left, out Version? a) && Version.TryParse(right, out Version? b)
                ? a.CompareTo(b) : string.CompareOrdinal(left, right);
            return op switch
            {
                "==" => order == 0,
                "!=" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                ">=" => order >= 0,
                _ => throw Error(1, $"the operator \"{op}\"", "==, !=, <, <=, > or >="),
            };
        }

        private MalformedFileException Error(int column, string found, string expected) =>
            new(File, Number, column, found, expected);
    }
}
