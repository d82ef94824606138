// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Text.Json;

namespace Nuke.Common.Execution;

/// <summary>The files .nuke/parameters.json and, before it, those of the profiles named by --profile.</summary>
internal sealed class ParameterFiles
{
    private readonly List<(string File, Dictionary<string, List<string>> Values)> _files = [];

    private ParameterFiles(string root) => Root = root;

    public static ParameterFiles None { get; } = new("/");

    public string Root { get; }

    /// <summary>The last profile wins, the file without a profile comes last.</summary>
    public static ParameterFiles Load(string root, IEnumerable<string> profiles)
    {
        ParameterFiles all = new(root);
        foreach (string profile in profiles.Reverse())
            all.Add(Path.Combine(root, ".nuke", $"parameters.{profile}.json"));
        string common = Path.Combine(root, ".nuke", "parameters.json");
        if (File.Exists(common))
            all.Add(common);
        return all;
    }

    public (string File, List<string> Values)? Find(string name)
    {
        foreach ((string file, Dictionary<string, List<string>> values) in _files)
            if (values.TryGetValue(name, out List<string>? found))
                return (file, found);
        return null;
    }

    private void Add(string file)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"Expected file to exist: {file}");
        try
        {
            _files.Add((file, Read(File.ReadAllBytes(file))));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{file}({error.LineNumber + 1},{error.BytePositionInLine + 1}): {error.Message}", error);
        }
    }

    private static Dictionary<string, List<string>> Read(byte[] bytes)
    {
        Utf8JsonReader reader = new(bytes.AsSpan(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0),
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Dictionary<string, List<string>> values = [];
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString() ?? "";
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            values[name] = reader.TokenType == JsonTokenType.StartArray ? Elements(ref reader, name)
                : [Scalar(ref reader, name)];
        }
        return values;
    }

    private static List<string> Elements(ref Utf8JsonReader reader, string name)
    {
        List<string> elements = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            elements.Add(Scalar(ref reader, name));
        return elements;
    }

    private static string Scalar(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString() ?? "",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType found
            => throw new JsonException($"'{name}' is {found}, expected a text, number, bool or an array of them"),
    };

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new JsonException($"found {reader.TokenType}, expected {type}");
    }
}
