// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using System.Text.Json;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Data;

/// <summary>
/// One JSON file (RFC 8259: no comments, no trailing commas, no byte order mark) read into values that know their
/// place. A key that stands twice in one object is an error, although RFC 8259 only advises against it.
/// </summary>
internal sealed class DataFile
{
    private const int DeepestNesting = 16;

    private readonly byte[] _bytes;

    private DataFile(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    internal string Name { get; }

    internal static DataValue Read(string name, byte[] bytes)
    {
        DataFile file = new(name, bytes);
        try
        {
            Utf8JsonReader reader = new(bytes, new JsonReaderOptions { MaxDepth = DeepestNesting });
            reader.Read();
            DataValue root = file.ReadValue(ref reader);
            reader.Read();  // refuses anything after the value
            return root;
        }
        catch (JsonException broken)
        {
            throw file.Syntax(broken);
        }
    }

    internal MalformedFileException Error(int offset, string found, string expected, Exception? inner = null)
    {
        ReadOnlySpan<byte> before = _bytes.AsSpan(0, Math.Min(offset, _bytes.Length));
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new MalformedFileException(Name, line, column, found, expected, inner);
    }

    private MalformedFileException Syntax(JsonException broken)
    {
        int offset = 0;
        for (long line = broken.LineNumber ?? 0; line > 0; line--)
            offset += _bytes.AsSpan(offset).IndexOf((byte)'\n') + 1;
        offset += checked((int)(broken.BytePositionInLine ?? 0));
        string message = broken.Message;
        int tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return Error(offset, tail < 0 ? message : message[..tail].TrimEnd('.'), "well-formed JSON (RFC 8259)", broken);
    }

    private DataValue ReadValue(ref Utf8JsonReader reader)
    {
        int offset = checked((int)reader.TokenStartIndex);
        JsonTokenType kind = reader.TokenType;
        return kind switch
        {
            JsonTokenType.StartObject => new DataValue(this, offset, kind, "", members: ReadMembers(ref reader)),
            JsonTokenType.StartArray => new DataValue(this, offset, kind, "", items: ReadItems(ref reader)),
            JsonTokenType.String => new DataValue(this, offset, kind, reader.GetString() ?? ""),
            _ => new DataValue(this, offset, kind, Encoding.UTF8.GetString(reader.ValueSpan)),
        };
    }

    private List<DataValue> ReadItems(ref Utf8JsonReader reader)
    {
        List<DataValue> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(ref reader));
        return items;
    }

    private List<DataMember> ReadMembers(ref Utf8JsonReader reader)
    {
        List<DataMember> members = [];
        HashSet<string> keys = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int offset = checked((int)reader.TokenStartIndex);
            string key = reader.GetString() ?? "";
            if (!keys.Add(key))
                throw Error(offset, $"a second key \"{key}\"", "each key once in an object");
            reader.Read();
            members.Add(new DataMember(key, offset, ReadValue(ref reader)));
        }
        return members;
    }
}
