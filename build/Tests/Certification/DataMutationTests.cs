// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

/// <summary>
/// Two objects of every kind in every file, damaged in every way a slip of the hand damages them: each must be told.
/// </summary>
public sealed partial class DataMutationTests
{
    private static readonly string[] Optional = ["disk"];

    public static TheoryData<string> Files()
    {
        TheoryData<string> files = [];
        foreach (string path in Directory.EnumerateFiles(DataFixture.Folder, "*.json").Order(StringComparer.Ordinal))
            files.Add(Path.GetFileName(path));
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_WhenAnyObjectHasAnUnknownKey_TellsTheKey(string file) =>
        Damage(file, node => node is JsonObject o ? [() => o.Add("zzz", 1)] : [],
            error => Assert.Equal("the unknown key \"zzz\"", error.Found));

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_WhenAnyKeyIsMissing_TellsTheKey(string file) =>
        Damage(file, node => node is JsonObject o
            ? [.. o.Where(p => !Optional.Contains(p.Key)).Select(p => (Action)(() => o.Remove(p.Key)))] : [],
            error => Assert.NotEmpty(error.Found));

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_WhenAnyValueIsOfAnotherType_TellsWhatStandsThere(string file) =>
        Damage(file, node => node switch
        {
            JsonObject o => [.. o.Where(p => p.Value is not null).Select(p => p.Key).ToArray()
                .Select(key => (Action)(() => o[key] = Other(o[key]!)))],
            JsonArray a => [.. Enumerable.Range(0, a.Count).Select(i => (Action)(() => a[i] = Other(a[i]!)))],
            _ => [],
        }, error => Assert.NotEmpty(error.Expected));

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_WhenAnyStringIsEmpty_TellsIt(string file) =>
        Damage(file, node => node is JsonObject o
            ? [.. o.Where(p => p.Value?.GetValueKind() == JsonValueKind.String).Select(p => p.Key).ToArray()
                .Select(key => (Action)(() => o[key] = ""))]
            : [], error => Assert.NotEmpty(error.Expected));

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_WhenAnyEntryOfAnArrayStandsTwice_TellsIt(string file) =>
        Damage(file, node => node is JsonArray a
            ? [.. Enumerable.Range(0, a.Count).Select(i => (Action)(() => a.Add(a[i]!.DeepClone())))] : [],
            error => Assert.NotEmpty(error.Expected));

    private static JsonValue Other(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number ? JsonValue.Create("zzz") : JsonValue.Create(7);

    /// <summary>
    /// Applies one damage at a time to a fresh copy; <paramref name="damages"/> must list the same ones for equal
    /// nodes.
    /// </summary>
    private static void Damage(string file, Func<JsonNode, IReadOnlyList<Action>> damages,
        Action<MalformedFileException> check)
    {
        string text = DataFixture.Text(file);
        int damaged = 0;
        foreach (int n in Representatives(text))
        {
            int count = damages(Nodes(JsonNode.Parse(text)!).ElementAt(n)).Count;
            for (int d = 0; d < count; d++, damaged++)
            {
                JsonNode root = JsonNode.Parse(text)!;
                JsonNode node = Nodes(root).ElementAt(n);
                damages(node)[d]();
                MalformedFileException? error = Read(file, DataFixture.With(file, root.ToJsonString()));
                Assert.True(error is not null, $"{file}: damage {d} of {node.GetPath()} was not told");
                Assert.Equal("certification/" + file, error.File);
                Assert.True(error.Line > 0, error.Message);
                check(error);
            }
        }
        Assert.True(damaged > 0, $"{file}: nothing to damage");
    }

    /// <summary>
    /// Reads one file and those it refers to: <see cref="CertificationData.Check"/> would read them all each time.
    /// </summary>
    private static MalformedFileException? Read(string file, CertificationData data)
    {
        try
        {
            object unused = file switch
            {
                "product.json" => data.Product,
                "targets.json" => data.Cells,
                "catalog-os.json" => data.CatalogOs,
                "guests.json" => data.Guests,
                "hosts.json" => data.Hosts,
                "limits.json" => data.Limits,
                "signing-policy.json" => data.SigningPolicy,
                "faults.json" => data.Faults,
                "limitations.json" => data.Limitations,
                _ => throw new InvalidOperationException($"{file} has no reader"),
            };
            return null;
        }
        catch (MalformedFileException error)
        {
            return error;
        }
    }

    /// <summary>
    /// The first and the last node of every kind: those whose paths differ only in indexes are of one kind.
    /// </summary>
    private static SortedSet<int> Representatives(string text) =>
        [.. Nodes(JsonNode.Parse(text)!).Select((node, index) => (Kind: Index().Replace(node.GetPath(), "[]"), index))
            .GroupBy(entry => entry.Kind).SelectMany(group => (int[])[group.First().index, group.Last().index])];

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    private static IEnumerable<JsonNode> Nodes(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(p => p.Value),
            JsonArray a => a,
            _ => [],
        };
        foreach (JsonNode? child in children)
            if (child is JsonObject or JsonArray)
                foreach (JsonNode inner in Nodes(child))
                    yield return inner;
    }
}
