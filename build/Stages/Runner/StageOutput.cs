// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Stages.Runner;

/// <summary>The temporary folder in which a stage makes its files; the runner puts it into place when all are there.</summary>
public sealed class StageOutput
{
    private readonly SortedDictionary<string, ManifestFile> _files = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _artifacts;
    private readonly string _root;

    internal StageOutput(string root, string artifacts, string folder, CancellationToken cancel)
    {
        _root = root;
        _artifacts = artifacts;
        Folder = folder;
        Cancel = cancel;
    }

    public string Folder { get; }

    /// <summary>Set when the user interrupts: long work asks it.</summary>
    public CancellationToken Cancel { get; }

    internal IReadOnlyCollection<ManifestFile> Files => _files.Values;

    public string PathOf(string relative)
    {
        string path = Path.Combine(Folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Folder);
        return path;
    }

    /// <param name="relative">Path inside the stage's folder, with forward slashes.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="madeFrom">Full paths of what it was made from.</param>
    public void Write(string relative, ReadOnlySpan<byte> bytes, params IEnumerable<string> madeFrom)
    {
        Cancel.ThrowIfCancellationRequested();
        File.WriteAllBytes(PathOf(relative), bytes);
        Record(relative, bytes, madeFrom);
    }

    /// <summary>Takes note of a file that a tool wrote into <see cref="Folder"/>.</summary>
    public void Written(string relative, params IEnumerable<string> madeFrom) =>
        Record(relative, File.ReadAllBytes(Path.Combine(Folder, relative)), madeFrom);

    private void Record(string relative, ReadOnlySpan<byte> bytes, IEnumerable<string> madeFrom)
    {
        string? digest = IsImage(bytes)
            ? Convert.ToHexStringLower(PeImage.Read(bytes.ToArray(), relative).AuthenticodeDigest(HashAlgorithmName.SHA256))
            : null;
        string[] sources = [.. madeFrom.Select(NameOf).Order(StringComparer.Ordinal)];
        var file = new ManifestFile(relative, bytes.Length, FileHash.Sha256(bytes), digest, sources);
        lock (_gate)
            _files.Add(relative, file);
    }

    /// <summary>Relative to the repository, or to the artifacts wherever they stand: no path of this machine.</summary>
    private string NameOf(string path)
    {
        string inside = Path.GetRelativePath(_artifacts, path);
        string name = inside.StartsWith("..", StringComparison.Ordinal) ? Path.GetRelativePath(_root, path)
            : Path.Combine("artifacts", inside);
        return name.Replace('\\', '/');
    }

    private static bool IsImage(ReadOnlySpan<byte> bytes) => bytes.Length >= 64 && bytes.StartsWith("MZ"u8);
}
