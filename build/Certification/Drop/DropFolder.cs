// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Drop;

/// <summary>The files of a drop on disk, by their paths in it with forward slashes.</summary>
internal sealed class DropFolder
{
    private readonly string _folder;
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);

    public DropFolder(string folder)
    {
        _folder = folder;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            _paths.Add(Path.GetRelativePath(folder, file).Replace('\\', '/'));
    }

    public IReadOnlyCollection<string> Paths => _paths;

    public bool Has(string path) => _paths.Contains(path);

    public ReadOnlyMemory<byte> Read(string path) => File.ReadAllBytes(Path.Combine(_folder, path));
}
