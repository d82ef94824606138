// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Text.Json;
using PvDrivers.Formats;

namespace PvDrivers.Stages.Runner;

/// <summary>One file a stage wrote. Sha256 and Authenticode are lower-case hex.</summary>
/// <param name="Path">Relative to the stage's folder, with forward slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of all bytes.</param>
/// <param name="Authenticode">SHA-256 Authenticode digest of a PE image; null for other files.</param>
/// <param name="MadeFrom">Paths relative to the repository's root.</param>
public sealed record ManifestFile(string Path, long Size, string Sha256, string? Authenticode,
    IReadOnlyList<string> MadeFrom);

/// <summary>
/// manifest.json of a stage's folder: what stands there, byte for byte, and what it was made from. It holds no time and
/// no machine path, so that two machines with the same inputs write the same manifest.
/// </summary>
public sealed record StageManifest(string Stage, string Fingerprint, IReadOnlyDictionary<string, string> Values,
    IReadOnlyList<ManifestFile> Files)
{
    public const string FileName = "manifest.json";

    /// <param name="path">The manifest's full path.</param>
    public static StageManifest Read(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return From(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            throw new MalformedFileException(path, -1, broken.Message,
                "the manifest of a finished stage; run the stage again", broken);
        }
    }

    /// <summary>The file as written, in ordinal order of paths.</summary>
    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("stage", Stage);
            json.WriteString("fingerprint", Fingerprint);
            json.WriteStartObject("values");
            foreach ((string name, string value) in Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartArray("files");
            foreach (ManifestFile file in Files.OrderBy(file => file.Path, StringComparer.Ordinal))
                Write(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    public string Sha256() => Convert.ToHexStringLower(SHA256.HashData(Encode()));

    private static void Write(Utf8JsonWriter json, ManifestFile file)
    {
        json.WriteStartObject();
        json.WriteString("path", file.Path);
        json.WriteNumber("size", file.Size);
        json.WriteString("sha256", file.Sha256);
        if (file.Authenticode is not null)
            json.WriteString("authenticode", file.Authenticode);
        json.WriteStartArray("madeFrom");
        foreach (string source in file.MadeFrom)
            json.WriteStringValue(source);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static StageManifest From(JsonElement root)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty value in root.GetProperty("values").EnumerateObject())
            values.Add(value.Name, Text(value.Value));
        var files = new List<ManifestFile>();
        foreach (JsonElement file in root.GetProperty("files").EnumerateArray())
        {
            string? digest = file.TryGetProperty("authenticode", out JsonElement found) ? Text(found) : null;
            files.Add(new ManifestFile(Text(file.GetProperty("path")), file.GetProperty("size").GetInt64(),
                Text(file.GetProperty("sha256")), digest,
                [.. file.GetProperty("madeFrom").EnumerateArray().Select(Text)]));
        }
        return new StageManifest(Text(root.GetProperty("stage")), Text(root.GetProperty("fingerprint")), values, files);
    }

    private static string Text(JsonElement element) =>
        element.GetString() ?? throw new FormatException("null where a string belongs");
}
