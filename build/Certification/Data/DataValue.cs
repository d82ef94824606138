// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Data;

/// <summary>A value of a data file that knows its place, so that an error found later can still name it.</summary>
internal sealed class DataValue
{
    private readonly DataFile _file;
    private readonly int _offset;
    private readonly string _text;
    private readonly List<DataValue>? _items;
    private readonly List<DataMember>? _members;

    internal DataValue(DataFile file, int offset, JsonTokenType kind, string text,
        List<DataValue>? items = null, List<DataMember>? members = null)
    {
        _file = file;
        _offset = offset;
        Kind = kind;
        _text = text;
        _items = items;
        _members = members;
    }

    internal JsonTokenType Kind { get; }

    /// <summary>What stands here, for a message.</summary>
    private string Found => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"the string \"{_text}\"",
        JsonTokenType.Number => $"the number {_text}",
        _ => _text,
    };

    internal MalformedFileException Error(string expected) => Error(Found, expected);

    internal MalformedFileException Error(string found, string expected) => _file.Error(_offset, found, expected);

    /// <summary>Reads an object; a key that <paramref name="read"/> did not ask for is an error.</summary>
    internal T Record<T>(Func<DataRecord, T> read)
    {
        if (_members is null)
            throw Error("an object");
        DataRecord record = new(this, _members);
        T result = read(record);
        record.End();
        return result;
    }

    internal IReadOnlyList<T> List<T>(Func<DataValue, T> read)
    {
        if (_items is null)
            throw Error("an array");
        T[] result = new T[_items.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = read(_items[i]);
        return result;
    }

    /// <summary>A list in which no two entries share a key.</summary>
    internal IReadOnlyList<T> Table<T, TKey>(string noun, Func<DataValue, T> read, Func<T, TKey> key,
        bool mayBeEmpty = false)
        where TKey : notnull
    {
        HashSet<TKey> seen = [];
        IReadOnlyList<T> result = List(item =>
        {
            T entry = read(item);
            return seen.Add(key(entry)) ? entry
                : throw item.Error($"a second {noun} {key(entry)}", $"each {noun} once");
        });
        return result.Count > 0 || mayBeEmpty ? result : throw Error("an empty array", $"at least one {noun}");
    }

    internal string Text()
    {
        if (Kind != JsonTokenType.String)
            throw Error("a string");
        return _text.Length > 0 && _text.AsSpan().Trim().Length == _text.Length
            ? _text
            : throw Error("a string that is not empty and neither begins nor ends with a blank");
    }

    internal bool Boolean() => Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Error("true or false"),
    };

    internal int Integer(int least, int most)
    {
        string expected = $"a whole number from {least} to {most}";
        return Kind == JsonTokenType.Number && int.TryParse(_text, out int value) && value >= least && value <= most
            ? value
            : throw Error(expected);
    }

    /// <summary>A 32-bit number as the headers write it: <c>"0x06010000"</c>.</summary>
    internal uint Hexadecimal()
    {
        string text = Text();
        return text.StartsWith("0x", StringComparison.Ordinal)
            && uint.TryParse(text.AsSpan(2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out uint value)
            ? value
            : throw Error("a hexadecimal number such as \"0x06010000\"");
    }

    internal T Choice<T>(params ReadOnlySpan<(string Name, T Value)> choices)
    {
        string text = Text();
        foreach ((string name, T value) in choices)
            if (name == text)
                return value;
        List<string> names = [];
        foreach ((string name, _) in choices)
            names.Add(name);
        throw Error("one of " + string.Join(", ", names));
    }
}

internal readonly record struct DataMember(string Key, int Offset, DataValue Value);
