// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Collections;
using System.Reflection;
using Nuke.Common.IO;

namespace Nuke.Common.Execution;

/// <summary>Where values of parameters come from, in the order in which the sources win.</summary>
internal sealed class ParameterService(IReadOnlyList<string> arguments, IDictionary environment)
{
    private Dictionary<string, List<(string Name, string Value)>>? _variables;

    /// <summary>Arguments and environment of this process.</summary>
    public static ParameterService Current { get; } =
        new([.. Environment.GetCommandLineArgs().Skip(1)], Environment.GetEnvironmentVariables());

    /// <summary>Set once the root is known.</summary>
    public ParameterFiles Files { get; set; } = ParameterFiles.None;

    /// <summary>All before the first switch; they name targets.</summary>
    public IEnumerable<string> Positionals => arguments.TakeWhile(a => !IsSwitch(a));

    /// <summary>Name in words by dashes, small letters: OsTarget is --os-target.</summary>
    public static string DashedName(string name)
    {
        System.Text.StringBuilder text = new(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool wordStarts = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]));
            text.Append(wordStarts ? "-" : "").Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    public static string NameOf(MemberInfo member)
        => member.GetCustomAttribute<ParameterAttribute>()?.Name ?? member.Name;

    public bool HasArgument(string name) => IndexOf(name) >= 0;

    /// <summary>What follows the last such switch, up to the next switch.</summary>
    public List<string> ArgumentValues(string name)
        => [.. arguments.Skip(IndexOf(name) + 1).TakeWhile(a => !IsSwitch(a))];

    public T? Get<T>(string name, char? separator = null)
        => (T?)Get(name, typeof(T), separator, fromRoot: null);

    public object? GetValue(MemberInfo member)
    {
        ParameterAttribute? attribute = member.GetCustomAttribute<ParameterAttribute>();
        Type type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        return Get(NameOf(member), type, attribute?.Separator is [char one] ? one : null, member);
    }

    /// <summary>Names of targets that the run names; null where it names none.</summary>
    public string[]? InvokedTargets() => Get<string[]>("Target", '+');

    /// <summary>Null where nothing is skipped; empty skips all that is not invoked.</summary>
    public string[]? SkippedTargets() => Get<string[]>("Skip", '+');

    private object? Get(string name, Type type, char? separator, MemberInfo? fromRoot)
    {
        if (HasArgument(name))
            return ValueConverter.Convert(ArgumentValues(name), type, separator, switchAlone: true);
        if (name == "Target" && Positionals.Any())
            return ValueConverter.Convert([.. Positionals], type, separator, switchAlone: true);
        if (Variable(name) is { } variable)
            return ValueConverter.Convert(variable.Length == 0 ? [] : [variable], type, separator, switchAlone: false);
        return Files.Find(name) is not { } value ? null
            : fromRoot?.GetCustomAttribute<SecretAttribute>() is not null
                ? throw new FormatException(
                    $"secret '{name}' stands in {value.File}; give it by the environment instead")
            : ValueConverter.Convert(
                [.. value.Values.Select(v => Rooted(v, type))], type, separator: null, switchAlone: true);
    }

    /// <summary>A relative path in a parameters file starts at the root, not at the current folder.</summary>
    private string Rooted(string value, Type type)
        => type == typeof(AbsolutePath) || type == typeof(AbsolutePath[]) ? Path.Combine(Files.Root, value) : value;

    /// <summary>The exact name wins; else letters and digits alone count, with or without NUKE in front.</summary>
    private string? Variable(string name)
    {
        if (environment[name] is string exact)
            return exact;
        _variables ??= Index();
        List<(string Name, string Value)> found =
            [.. _variables.GetValueOrDefault(Plain(name)) ?? [], .. _variables.GetValueOrDefault("nuke" + Plain(name))
                ?? []];
        if (found.Count > 1)
            Serilog.Log.Warning("Parameter {Name} has several environment variables, none is used: {Variables}",
                name, string.Join(", ", found.Select(f => f.Name)));
        return found.Count == 1 ? found[0].Value : null;
    }

    private Dictionary<string, List<(string, string)>> Index()
    {
        Dictionary<string, List<(string, string)>> index = [];
        foreach (DictionaryEntry entry in environment)
        {
            string key = Plain((string)entry.Key);
            if (!index.TryGetValue(key, out List<(string, string)>? list))
                index[key] = list = [];
            list.Add(((string)entry.Key, (string?)entry.Value ?? ""));
        }
        return index;
    }

    private static string Plain(string name)
        => string.Create(name.Count(char.IsLetterOrDigit), name, static (span, text) =>
        {
            int at = 0;
            foreach (char c in text)
                if (char.IsLetterOrDigit(c))
                    span[at++] = char.ToLowerInvariant(c);
        });

    private int IndexOf(string name)
    {
        for (int i = arguments.Count - 1; i >= 0; i--)
            if (IsSwitch(arguments[i])
                && arguments[i].Replace("-", "", StringComparison.Ordinal).Equals(
                    name, StringComparison.OrdinalIgnoreCase))
                return i;
        return -1;
    }

    private static bool IsSwitch(string argument) => argument.StartsWith('-');
}
