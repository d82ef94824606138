// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;
using System.Text;

namespace PvDrivers.Launch;

/// <summary>A parameter of the build or of its host, as its attribute declares it.</summary>
/// <param name="Name">Name in parameters.json.</param>
/// <param name="Type">Type of one value; of the element for an array.</param>
/// <param name="IsArray">True where it takes several values.</param>
/// <param name="Separator">Splits a single word into several values.</param>
/// <param name="Allowed">Values that it may have; null where the type alone decides.</param>
/// <param name="IsSecret">Its values are not repeated in messages.</param>
/// <param name="MayBeEmpty">True where the switch may stand without a value.</param>
internal sealed record Parameter(string Name, Type Type, bool IsArray, char? Separator, IReadOnlyList<string>? Allowed,
    bool IsSecret, bool MayBeEmpty)
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    /// <summary>Words by dashes: OsTarget is --os-target.</summary>
    public string Switch => "--" + Words('-').ToLowerInvariant();

    /// <summary>OsTarget is OS_TARGET.</summary>
    public string Variable => Words('_').ToUpperInvariant();

    /// <summary>Those of the build, of its base class, and the few switches that have no member.</summary>
    public static IEnumerable<Parameter> AllOf(Type build)
    {
        foreach (MemberInfo member in build.GetMembers(All))
            if (member is PropertyInfo or FieldInfo && member.GetCustomAttribute<ParameterAttribute>() is { } attribute)
                yield return Of(build, member, attribute);
        yield return new Parameter("BuildHost", typeof(string), false, null, ["nuke", "offline"], false, false);
        yield return new Parameter("Strict", typeof(bool), false, null, null, false, true);
        yield return new Parameter("ShellCompletion", typeof(bool), false, null, null, false, true);
        if (Installation.Host == "nuke")
            yield return new Parameter("GenerateConfiguration", typeof(string), false, null, null, false, false);
    }

    private static Parameter Of(Type build, MemberInfo member, ParameterAttribute attribute)
    {
        string name = attribute.Name ?? member.Name;
        Type type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        // Target and Skip are typed by what the run makes of them.
        bool names = name is "Target" or "Skip";
        Type one = names ? typeof(string) : type.IsArray ? type.GetElementType() ?? typeof(string)
            : Nullable.GetUnderlyingType(type) ?? type;
        return new Parameter(name, Nullable.GetUnderlyingType(one) ?? one, names || type.IsArray,
            attribute.Separator is [char separator] ? separator : null, Values(build, member, attribute, one),
            member.GetCustomAttribute<SecretAttribute>() is not null, one == typeof(bool) || name is "Skip" or "Root");
    }

    private static string[]? Values(Type build, MemberInfo member, ParameterAttribute attribute, Type type)
    {
        if (type == typeof(Host))
            return Installation.Host == "offline" ? [nameof(Terminal), "GitHubActions"] : null;
        if (attribute.ValueProviderMember is not { } name)
            return type.IsEnum ? Enum.GetNames(type) : null;
        Type provider = attribute.ValueProviderType ?? build;
        object? values = provider.GetField(name, All) is { IsStatic: true } field ? field.GetValue(null)
            : provider.GetProperty(name, All) is { GetMethod.IsStatic: true } property ? property.GetValue(null)
            : throw new InvalidOperationException(
                $"parameter '{member.Name}': '{provider.Name}.{name}' is no static field or property,"
                + " so nobody can ask it for values");
        return [.. values as IEnumerable<string> ?? []];
    }

    private string Words(char separator)
    {
        StringBuilder text = new(Name.Length + 4);
        for (int i = 0; i < Name.Length; i++)
        {
            if (i > 0 && char.IsUpper(Name[i])
                && (!char.IsUpper(Name[i - 1]) || i + 1 < Name.Length && char.IsLower(Name[i + 1])))
                text.Append(separator);
            text.Append(Name[i]);
        }
        return text.ToString();
    }
}
