// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using Nuke.Common.CI;
using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>Makes values of the types that parameters have from the words of a command line.</summary>
internal static class ValueConverter
{
    /// <param name="values">Words; empty where a switch stands alone.</param>
    /// <param name="type">Type of the member.</param>
    /// <param name="separator">Splits a single word into several values.</param>
    /// <param name="switchAlone">What a bool is that has no word.</param>
    public static object? Convert(IReadOnlyList<string> values, Type type, char? separator, bool switchAlone)
    {
        if (separator is { } at && values.Count == 1)
            values = values[0].Split(at, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        else if (separator is { } other && values.Any(v => v.Contains(other, StringComparison.Ordinal)))
            throw new FormatException($"values [{string.Join(' ', values)}] mix the separators space and '{other}'");
        if (type.IsArray)
            return ConvertArray(values, type.GetElementType() ?? typeof(string));
        if (values.Count == 0)
            return type == typeof(bool) || type == typeof(bool?) ? switchAlone : null;
        if (values.Count > 1)
            throw new FormatException(
                $"values [{string.Join(", ", values)}] cannot be assigned to one {TypeName(type)}");
        return ConvertOne(values[0], type);
    }

    public static string TypeName(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        Type t when t == typeof(bool) => "bool",
        Type t when t == typeof(int) => "int",
        Type t when t == typeof(ushort) => "ushort",
        Type t when t == typeof(string) => "string",
        Type t when t.IsEnum => string.Join('|', Enum.GetNames(t)),
        Type t => t.Name,
    };

    private static Array ConvertArray(IReadOnlyList<string> values, Type element)
    {
        Array array = element == typeof(string) ? new string[values.Count]
            : Array.CreateInstance(element, values.Count);
        for (int i = 0; i < values.Count; i++)
            array.SetValue(ConvertOne(values[i], element), i);
        return array;
    }

    private static object ConvertOne(string value, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
            return value;
        if (plain == typeof(AbsolutePath))
            return (AbsolutePath)Path.GetFullPath(value);
        if (plain == typeof(Partition))
            return Partition.Parse(value);
        try
        {
            return plain.IsEnum ? ConvertEnum(value, plain)
                : plain == typeof(bool) ? bool.Parse(value)
                : plain == typeof(Guid) ? Guid.Parse(value)
                : plain == typeof(TimeSpan) ? TimeSpan.Parse(value)
                : System.Convert.ChangeType(value, plain);
        }
        catch (Exception error) when (
            error is FormatException or OverflowException or InvalidCastException or ArgumentException)
        {
            throw new FormatException($"Value '{value}' could not be converted to '{TypeName(type)}'", error);
        }
    }

    private static object ConvertEnum(string value, Type type)
        => Enum.TryParse(type, value, ignoreCase: true, out object? result) && Enum.IsDefined(type, result)
            ? result
            : throw new FormatException($"Value '{value}' could not be converted to '{TypeName(type)}'");
}
