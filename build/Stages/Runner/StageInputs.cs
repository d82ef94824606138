// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Text;

namespace PvDrivers.Stages.Runner;

/// <summary>Everything that decides what a stage writes: files by content, and values such as the version.</summary>
public sealed class StageInputs
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string _root;

    internal StageInputs(string root) => _root = root;

    /// <summary>Name to text; these stand in the manifest.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Name relative to the root to full path.</summary>
    internal IReadOnlyDictionary<string, string> Files => _files;

    public void Value(string name, string value) => _values.Add(name, value);

    public void Value(string name, IEnumerable<string> values) => Value(name, string.Join(' ', values));

    public void File(string path) => _files[Relative(path)] = path;

    /// <summary>All files below a folder whose name the pattern matches; build outputs and hidden folders are skipped.</summary>
    public void Folder(string path, string pattern = "*")
    {
        var every = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        foreach (string file in Directory.EnumerateFiles(path, pattern, every))
            File(file);
    }

    internal string Fingerprint(Func<string, string> hash, IEnumerable<(string Folder, string Sha256)> earlier)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string value) in _values)
            Append(sum, "value", name, value);
        foreach ((string name, string path) in _files)
            Append(sum, "file", name, hash(path));
        foreach ((string folder, string sha256) in earlier)
            Append(sum, "stage", folder, sha256);
        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    private static void Append(IncrementalHash sum, string kind, string name, string value) =>
        sum.AppendData(Encoding.UTF8.GetBytes($"{kind}\0{name}\0{value}\0\n"));

    private string Relative(string path) => Path.GetRelativePath(_root, path).Replace('\\', '/');
}
