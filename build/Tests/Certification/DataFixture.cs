// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

/// <summary>The repository's certification folder, and copies of it with one file changed.</summary>
internal static class DataFixture
{
    internal static string Folder { get; } = Path.Combine(Repository.Root, "certification");

    private static readonly ConcurrentDictionary<string, byte[]> Bytes = new();

    internal static CertificationData Real { get; } = CertificationData.Load(Folder);

    internal static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    internal static CertificationData With(string file, string text) => CertificationData.Load(name =>
        name == file ? Encoding.UTF8.GetBytes(text)
            : Bytes.GetOrAdd(name, static n => File.ReadAllBytes(Path.Combine(Folder, n))));

    internal static CertificationData With(string file, Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(Text(file))!;
        change(root);
        return With(file, root.ToJsonString(new() { WriteIndented = true }));
    }

    /// <summary>The first error, which must be one of this file.</summary>
    internal static MalformedFileException Error(this CertificationData data, string file)
    {
        IReadOnlyList<MalformedFileException> errors = data.Check();
        Assert.NotEmpty(errors);
        Assert.Contains(errors, error => error.File == "certification/" + file);
        return errors.First(error => error.File == "certification/" + file);
    }
}
