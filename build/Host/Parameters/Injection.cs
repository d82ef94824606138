// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>Puts values into the members of a build that have an injection attribute.</summary>
internal static class Injection
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    // Of the parameters that the host itself declares these are written; the others are resolved by who uses them.
    private static readonly string[] OwnMembers = ["Plan", "Help", "NoLogo", "Continue", "Verbosity", "Partition"];

    /// <summary>Members with their attribute, by name.</summary>
    public static List<(MemberInfo Member, ValueInjectionAttributeBase Attribute)> Members(Type buildType)
        => [.. buildType.GetMembers(All)
            .Where(m => m is PropertyInfo or FieldInfo)
            .Select(m => (Member: m, Attribute: m.GetCustomAttribute<ValueInjectionAttributeBase>()))
            .Where(m => m.Attribute is not null)
            .Select(m => (m.Member, m.Attribute ?? throw new InvalidOperationException()))
            .OrderBy(m => m.Member.Name, StringComparer.OrdinalIgnoreCase)];

    public static List<MemberInfo> Parameters(Type buildType, bool includeUnlisted)
        => [.. Members(buildType)
            .Where(m => m.Attribute is ParameterAttribute p && (includeUnlisted || p.List))
            .Select(m => m.Member)
            .OrderBy(ParameterService.NameOf, StringComparer.OrdinalIgnoreCase)];

    public static void Inject(NukeBuild build, bool parameters)
    {
        foreach ((MemberInfo member, ValueInjectionAttributeBase attribute) in Members(build.GetType()))
        {
            bool own = member.DeclaringType == typeof(NukeBuild);
            if (attribute is ParameterAttribute != parameters || own && !OwnMembers.Contains(member.Name))
                continue;
            attribute.Build = build;
            if (attribute.TryGetValue(member, build) is { } value)
                Set(member, build, value);
        }
    }

    public static object? Get(MemberInfo member, object build)
        => member is PropertyInfo property ? property.GetValue(build) : ((FieldInfo)member).GetValue(build);

    public static Type TypeOf(MemberInfo member)
        => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    public static void Set(MemberInfo member, NukeBuild build, object value)
    {
        switch (member)
        {
            case FieldInfo field:
                field.SetValue(build, value);
                break;
            case PropertyInfo { CanWrite: true } property:
                property.SetValue(build, value);
                break;
            case PropertyInfo property:
                // "[Parameter] string Pin { get; }": its value lives in the field that the compiler made.
                (property.DeclaringType?.GetField($"<{property.Name}>k__BackingField", All)
                    ?? throw new InvalidOperationException(
                        $"parameter '{property.Name}' has no setter and computes its value: make it a field")).SetValue(
                            build, value);
                break;
        }
    }

    /// <summary>Values that a parameter may have; null where any will do.</summary>
    public static List<string>? AllowedValues(MemberInfo member, object build)
    {
        ParameterAttribute? attribute = member.GetCustomAttribute<ParameterAttribute>();
        Type type = TypeOf(member) is { IsArray: true } array ? array.GetElementType() ?? typeof(string)
            : TypeOf(member);
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
            return [.. Enum.GetNames(plain).Order(StringComparer.Ordinal)];
        if (attribute?.ValueProviderMember is not { } name)
            return null;
        MemberInfo provider = (attribute.ValueProviderType ?? build.GetType()).GetMember(name, All)
            .SingleOrDefault(m => m is PropertyInfo or FieldInfo)
            ?? throw new InvalidOperationException(
                $"parameter '{member.Name}' names '{name}' for its values, which is no property or field");
        Assert.True(
            TypeOf(provider) == typeof(IEnumerable<string>),
            $"Value provider '{name}' must be of type 'IEnumerable<string>'");
        return [.. (Get(provider, build) as IEnumerable<string> ?? []).Order(StringComparer.Ordinal)];
    }
}
