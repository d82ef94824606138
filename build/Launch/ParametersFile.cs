// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using System.Text.Json;

namespace PvDrivers.Launch;

/// <summary>The members of a parameters file as words; Fault tells where it is no such file: "(3,7): ...".</summary>
internal sealed record ParametersFile(IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Values, string? Fault)
{
    public static ParametersFile Read(byte[] bytes)
    {
        List<(string, IReadOnlyList<string>)> values = [];
        try
        {
            Utf8JsonReader reader = new(bytes.AsSpan(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0),
                new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return new ParametersFile([], ": expected an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString() ?? "";
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null)
                    continue;
                if (Words(ref reader) is not { } words)
                    return new ParametersFile(
                        values, $": '{name}' is {reader.TokenType}, expected a text, number, bool or an array of them");
                values.Add((name, words));
            }
            return new ParametersFile(values, null);
        }
        catch (JsonException error)
        {
            return new ParametersFile(
                values, $"({error.LineNumber + 1},{error.BytePositionInLine + 1}): {error.Message}");
        }
    }

    private static List<string>? Words(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Word(ref reader) is { } one ? [one] : null;
        List<string> words = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (Word(ref reader) is { } word)
                words.Add(word);
            else
                return null;
        return words;
    }

    private static string? Word(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };
}
