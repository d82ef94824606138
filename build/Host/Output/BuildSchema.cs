// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Reflection;
using System.Text;
using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>
/// The JSON schema (draft 4) of parameters.json. Its bytes are those that NUKE writes, so that the checked-in file does
/// not change with the host.
/// </summary>
internal static class BuildSchema
{
    // What NUKE lists; of these the offline host knows two.
    private static readonly string[] HostNames =
    [
        "AppVeyor", "AzurePipelines", "Bamboo", "Bitbucket", "Bitrise", "GitHubActions", "GitLab", "Jenkins", "Rider",
        "SpaceAutomation", "TeamCity", "Terminal", "TravisCI", "VisualStudio", "VSCode",
    ];

    public static string Text(NukeBuild build)
    {
        ILookup<bool, MemberInfo> parameters = Injection.Parameters(build.GetType(), includeUnlisted: true)
            .ToLookup(p => p.DeclaringType == typeof(NukeBuild));
        Node user = Properties(parameters[false], build);
        Node schema = new()
        {
            { "$schema", "http://json-schema.org/draft-04/schema#" },
            {
                "definitions", new Node
                {
                    { "Host", new Node { { "type", "string" }, { "enum", HostNames } } },
                    { "ExecutableTarget", Targets(build) },
                    { "Verbosity", Verbosities() },
                    { "NukeBuild", new Node { { "properties", Properties(parameters[true], build) } } },
                }
            },
            {
                "allOf", new[]
                {
                    user.IsEmpty ? user : new Node { { "properties", user } },
                    new Node { { "$ref", "#/definitions/NukeBuild" } },
                }
            },
        };
        StringBuilder text = new(4096);
        schema.AppendTo(text, "");
        return text.Append('\n').ToString();
    }

    private static Node Verbosities()
        => new() { { "type", "string" }, { "description", "" }, { "enum", Enum.GetNames<Verbosity>() } };

    private static Node Targets(NukeBuild build)
        => new()
        {
            { "type", "string" },
            { "enum", build.ExecutableTargets.Select(t => t.Name).Order(StringComparer.OrdinalIgnoreCase).ToArray() },
        };

    private static Node Properties(IEnumerable<MemberInfo> members, NukeBuild build)
    {
        Node properties = new();
        foreach (MemberInfo member in members)
            properties.Add(ParameterService.NameOf(member), Property(member, build));
        return properties;
    }

    private static Node Property(MemberInfo member, NukeBuild build)
    {
        Type type = Injection.TypeOf(member);
        Node property = new();
        bool reference = type == typeof(Host) || type == typeof(Verbosity);
        bool targets = typeof(IReadOnlyCollection<ExecutableTarget>).IsAssignableFrom(type);
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (!reference)
            property.Add(
                "type", targets || type.IsArray ? "array" : plain == type ? JsonType(type) : OrNull(JsonType(plain)));
        if (member.GetCustomAttribute<ParameterAttribute>()?.Description is { } description)
            property.Add("description", description.TrimEnd('.'));
        if (plain == typeof(int))
            property.Add("format", "int32");
        if (member.GetCustomAttribute<SecretAttribute>() is not null)
            property.Add("default", "Secrets must be entered via 'nuke :secrets [profile]'");
        string[]? allowed = reference || targets ? null : Injection.AllowedValues(member, build)?.ToArray();
        if (targets)
            property.Add("items", new Node { { "$ref", "#/definitions/ExecutableTarget" } });
        else if (type.IsArray)
            property.Add("items", Items(type.GetElementType() ?? typeof(string), allowed));
        else if (allowed is not null)
            property.Add("enum", allowed);
        if (reference)
            property.Add("$ref", $"#/definitions/{type.Name}");
        return property;
    }

    private static Node Items(Type element, string[]? allowed)
    {
        Node items = new() { { "type", JsonType(element) } };
        if (element == typeof(int))
            items.Add("format", "int32");
        if (allowed is not null)
            items.Add("enum", allowed);
        return items;
    }

    private static string[] OrNull(string type) => [.. new[] { type, "null" }.Order(StringComparer.Ordinal)];

    private static string JsonType(Type type)
        => type == typeof(bool) ? "boolean"
            : type == typeof(int) || type == typeof(ushort) || type == typeof(uint) || type == typeof(long) ? "integer"
            : "string";

    /// <summary>A JSON object whose members keep their order.</summary>
    private sealed class Node : System.Collections.IEnumerable
    {
        private readonly List<(string Name, object Value)> _members = [];

        public bool IsEmpty => _members.Count == 0;

        public void Add(string name, object value) => _members.Add((name, value));

        public System.Collections.IEnumerator GetEnumerator() => _members.GetEnumerator();

        public void AppendTo(StringBuilder text, string indent)
            => Frame(text, '{', '}', indent, _members.Count, (i, inner) =>
            {
                text.Append(Quote(_members[i].Name)).Append(": ");
                AppendValue(text, _members[i].Value, inner);
            });

        private static void AppendValue(StringBuilder text, object value, string indent)
        {
            switch (value)
            {
                case Node node:
                    node.AppendTo(text, indent);
                    break;
                case Array array:
                    Frame(text, '[', ']', indent, array.Length,
                        (i, inner) => AppendValue(text, array.GetValue(i) ?? "", inner));
                    break;
                default:
                    text.Append(Quote((string)value));
                    break;
            }
        }

        private static void Frame(
            StringBuilder text, char open, char close, string indent, int count, Action<int, string> item)
        {
            text.Append(open);
            for (int i = 0; i < count; i++)
            {
                text.Append(i == 0 ? "\n" : ",\n").Append(indent).Append("  ");
                item(i, indent + "  ");
            }
            text.Append(count == 0 ? "" : "\n" + indent).Append(close);
        }

        private static string Quote(string text)
            => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
    }
}
