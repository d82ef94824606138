// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Text.Json;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Drop;

/// <summary>
/// drop.json: what a drop is and what stands in it. It says nothing that a reader could not find in the files themselves;
/// the verifier believes the files.
/// </summary>
public sealed record DropManifest
{
    public const string FileName = "drop.json";

    public required string Product { get; init; }

    /// <summary>Four numbers.</summary>
    public required Version Version { get; init; }

    /// <summary>Commit id, or "none".</summary>
    public required string Commit { get; init; }

    /// <summary>The work tree had changes that the commit does not hold.</summary>
    public required bool Dirty { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Digest over compilers, linker and headers: pieces of unequal toolchains are never joined.</summary>
    public required string Toolchain { get; init; }

    /// <summary>All cells and drivers of the product, not a selection.</summary>
    public required bool Complete { get; init; }

    public required IReadOnlyList<string> Cells { get; init; }

    public required IReadOnlyList<string> Drivers { get; init; }

    public required DropSigner Signer { get; init; }

    /// <summary>What stands between this drop and a public release.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<DropFile> Files { get; init; }

    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            Write(json);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <exception cref="MalformedFileException">Not JSON, or not of this shape.</exception>
    public static DropManifest Decode(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes);
            return Read(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw new MalformedFileException(name, -1, broken.Message, "the description of a drop", broken);
        }
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("product", Product);
        json.WriteString("version", Version.ToString());
        json.WriteString("commit", Commit);
        json.WriteBoolean("dirty", Dirty);
        json.WriteString("time", Text(Time));
        json.WriteString("toolchain", Toolchain);
        json.WriteBoolean("complete", Complete);
        Strings(json, "cells", Cells);
        Strings(json, "drivers", Drivers);
        json.WriteStartObject("signer");
        json.WriteString("state", Signer.State);
        json.WriteString("subject", Signer.Subject);
        json.WriteString("thumbprint", Signer.Thumbprint);
        json.WriteString("notAfter", Text(Signer.NotAfter));
        json.WriteBoolean("timestamped", Signer.Timestamped);
        json.WriteEndObject();
        Strings(json, "missingForRelease", Missing);
        json.WriteStartArray("files");
        foreach (DropFile file in Files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.Size);
            json.WriteString("sha256", file.Sha256);
            if (file.Authenticode is not null)
                json.WriteString("authenticode", file.Authenticode);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static DropManifest Read(JsonElement root)
    {
        JsonElement signer = root.GetProperty("signer");
        return new DropManifest
        {
            Product = String(root, "product"),
            Version = Version.Parse(String(root, "version")),
            Commit = String(root, "commit"),
            Dirty = root.GetProperty("dirty").GetBoolean(),
            Time = ParseTime(String(root, "time")),
            Toolchain = String(root, "toolchain"),
            Complete = root.GetProperty("complete").GetBoolean(),
            Cells = List(root, "cells"),
            Drivers = List(root, "drivers"),
            Signer = new DropSigner(String(signer, "state"), String(signer, "subject"), String(signer, "thumbprint"),
                ParseTime(String(signer, "notAfter")), signer.GetProperty("timestamped").GetBoolean()),
            Missing = List(root, "missingForRelease"),
            Files = [.. root.GetProperty("files").EnumerateArray().Select(File)],
        };
    }

    private static DropFile File(JsonElement file) => new(String(file, "path"), file.GetProperty("size").GetInt64(),
        String(file, "sha256"), file.TryGetProperty("authenticode", out _) ? String(file, "authenticode") : null);

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static List<string> List(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString() ?? throw Null(name))];

    private static string String(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw Null(name);

    private static FormatException Null(string name) => new($"\"{name}\" is null");

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset ParseTime(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-ddTHH:mm:ssZ",
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
