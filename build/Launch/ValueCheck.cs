// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Numerics;

namespace PvDrivers.Launch;

/// <summary>Would the words convert to the parameter's type?</summary>
internal static class ValueCheck
{
    /// <summary>What is wrong with the words, and what was expected; null where they are right.</summary>
    public static string? Fault(Parameter parameter, IReadOnlyList<string> words)
    {
        if (parameter.Separator is { } separator && words is [string only])
            words = only.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Count == 0)
            return parameter.MayBeEmpty ? null : $"a value is missing, expected {Expected(parameter)}";
        if (words.Count > 1 && !parameter.IsArray)
            return $"takes {(parameter.Type == typeof(bool) ? "no value, or true or false" : "one value")}, "
                + $"found {Shown(parameter, words)}";
        string? wrong = words.FirstOrDefault(w => !Fits(parameter, w));
        return wrong is null ? null
            : parameter.IsSecret ? $"the value is not {Expected(parameter)}"
            : $"'{wrong}' is not {Expected(parameter)}{Spelling.Hint(wrong, parameter.Allowed ?? [], "")}";
    }

    private static string Shown(Parameter parameter, IReadOnlyList<string> words)
        => parameter.IsSecret ? words.Count.ToString(CultureInfo.InvariantCulture) : string.Join(' ', words);

    private static string Expected(Parameter parameter) => parameter switch
    {
        { Allowed: { } allowed } => "one of " + string.Join(", ", allowed),
        { Type: Type t } when t == typeof(bool) => "true or false",
        { Type: Type t } when Range(t) is { } range => $"a whole number from {range.Low} to {range.High}",
        { Type.Name: "Partition" } => "PART/TOTAL with 1 <= PART <= TOTAL",
        { Type: Type t } when t == typeof(AbsolutePath) => "a path",
        { Type: Type t } when t == typeof(string) => "a text",
        { Type: Type t } => $"a {t.Name}",
    };

    private static bool Fits(Parameter parameter, string word)
    {
        if (parameter.Allowed is { } allowed)
            return allowed.Contains(
                parameter.Name is "Target" or "Skip" ? word.Replace("-", "", StringComparison.Ordinal) : word,
                parameter.Type.IsEnum || parameter.Name is "Target" or "Skip" or "Host"
                    ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        Type type = parameter.Type;
        if (type == typeof(string) || type == typeof(AbsolutePath))
            return word.Length > 0;
        if (type == typeof(bool))
            return bool.TryParse(word, out _);
        if (Range(type) is { } range)
            return BigInteger.TryParse(
                word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
                && number >= range.Low && number <= range.High;
        return type.Name == "Partition" ? IsPartition(word) : ConvertsByTypeConverter(type, word);
    }

    private static (BigInteger Low, BigInteger High)? Range(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Byte => (byte.MinValue, byte.MaxValue),
        TypeCode.Int16 => (short.MinValue, short.MaxValue),
        TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TypeCode.Int32 => (int.MinValue, int.MaxValue),
        TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
        TypeCode.Int64 => (long.MinValue, long.MaxValue),
        _ => null,
    };

    private static bool IsPartition(string word)
        => word.Split('/') is [string part, string total] && int.TryParse(part, out int p)
            && int.TryParse(total, out int t)
            && p >= 1 && p <= t;

    private static bool ConvertsByTypeConverter(Type type, string word)
    {
        try
        {
            return System.ComponentModel.TypeDescriptor.GetConverter(type).ConvertFromInvariantString(word) is not null;
        }
        catch (Exception error) when (
            error is FormatException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
