// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;

namespace PvDrivers.Tests.Hosting;

/// <summary>The public API of NUKE 10.1.0 by reflection over its assemblies (data/nuke-10.1.0-api.txt).</summary>
internal sealed class ApiListing
{
    private readonly Dictionary<string, (string Line, List<string> Members)> _types = [];

    public ApiListing()
    {
        string space = "";
        string current = "";
        foreach (string line in File.ReadLines(Path.Combine(Repository.Data, "nuke-10.1.0-api.txt")))
            if (line.StartsWith("// ", StringComparison.Ordinal))
            {
                space = line[(line.IndexOf("namespace ", StringComparison.Ordinal) + 10)..].Trim();
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                _types[current].Members.Add(Signature.Plain(line.Trim()));
            }
            else if (line.Length > 0)
            {
                current = space + "." + NameOf(line);
                _types[current] = (line, []);
            }
    }

    public int Count => _types.Count;

    public string? TypeLine(Type type) => _types.GetValueOrDefault(Key(type)).Line;

    public IReadOnlyList<string> Members(Type type) => _types.GetValueOrDefault(Key(type)).Members ?? [];

    /// <summary>True where the type has a member of that name.</summary>
    public bool HasMember(string typeName, string member)
        => _types.GetValueOrDefault(typeName).Members?.Exists(
            m => m.Contains(" " + member + "(", StringComparison.Ordinal)
            || m.Contains(" " + member + "<", StringComparison.Ordinal)
                || m.Contains(" " + member + " ", StringComparison.Ordinal)
            || m.StartsWith(member + "(", StringComparison.Ordinal)) ?? false;

    private static string Key(Type type) => type.Namespace + "." + Signature.Name(type, declaration: true);

    /// <summary>"[AttributeUsage(...)] abstract class X : Y" and "delegate R X(...)" name X.</summary>
    private static string NameOf(string line)
    {
        if (line.StartsWith('['))
            line = line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..];
        if (line.StartsWith("delegate ", StringComparison.Ordinal))
            return line[..line.IndexOf('(', StringComparison.Ordinal)].Split(' ', 3)[2];
        string[] words = line.Split(' ');
        return words[Array.FindIndex(words, w => w is "class" or "interface" or "enum" or "struct") + 1];
    }
}

/// <summary>Writes members of types as the listing does.</summary>
internal static class Signature
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>All members of a type that other assemblies can use.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(c => IsVisible(c) && !c.IsStatic))
            yield return Plain($"{Access(constructor)}.ctor({Parameters(constructor, extension: false)})");
        foreach (
            MethodInfo method in type.GetMethods(Declared).Where(
            m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))))
            yield return Plain(Method(method));
        foreach (
            PropertyInfo property in type.GetProperties(Declared).Where(p => p.GetMethod is { } get && IsVisible(get)))
            yield return Plain(
                $"{Access(property.GetMethod!)}{Static(property.GetMethod!)}{Name(property.PropertyType)} {property.Name} {{ get; "
                + (property.SetMethod is { } set && IsVisible(set) ? "set; " : "") + "}");
    }

    /// <summary>Without what does not change how a build compiles: virtual, abstract, and a setter that we keep to
    /// ourselves.</summary>
    public static string Plain(string line)
        => line.Replace("virtual ", "", StringComparison.Ordinal).Replace("abstract ", "", StringComparison.Ordinal);

    public static string Name(Type type, bool declaration = false)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        string name = type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "int",
            _ when type == typeof(long) => "long",
            _ when type == typeof(char) => "char",
            _ when type == typeof(object) => "object",
            _ when type == typeof(void) => "void",
            _ => type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name,
        };
        if (!type.IsGenericType)
            return name;
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(a => Name(a)))}>";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Method(MethodInfo method)
    {
        bool extension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false);
        Type[] generics = method.GetGenericArguments();
        string arguments = generics.Length == 0 ? "" : $"<{string.Join(", ", generics.Select(g => g.Name))}>";
        string constraints = string.Concat(generics.Select(Constraint));
        return $"{Access(method)}{Static(method)}{Name(method.ReturnType)} {method.Name}{arguments}({Parameters(method, extension)}){constraints}";
    }

    private static string Constraint(Type generic)
    {
        GenericParameterAttributes attributes = generic.GenericParameterAttributes;
        List<string> parts = [];
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts.Add("class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            parts.Add("struct");
        parts.AddRange(
            generic.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(c => Name(c)));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !parts.Contains("struct"))
            parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {generic.Name} : {string.Join(", ", parts)}";
    }

    private static string Parameters(MethodBase method, bool extension)
        => string.Join(", ", method.GetParameters().Select((p, i) =>
            (extension && i == 0 ? "this " : "")
            + (p.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")
            + $"{Name(p.ParameterType)} {p.Name}" + Default(p)));

    private static string Default(ParameterInfo parameter)
        => !parameter.HasDefaultValue ? "" : parameter.DefaultValue switch
    {
        null when parameter.ParameterType.IsEnum => " = " + Enum.GetName(parameter.ParameterType, 0),
        null => " = null",
        string text => $" = \"{text}\"",
        bool flag => flag ? " = true" : " = false",
        object value when parameter.ParameterType.IsEnum
            => $" = {parameter.ParameterType.Name}.{Enum.GetName(parameter.ParameterType, value)}",
        object value => $" = {value}",
    };
}
