// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>
/// The records of one task of one project, in one file of its intermediate folder. Saved after every node, so that a killed build loses
/// no more than what was running.
/// </summary>
internal sealed class NodeStore
{
    private const int Version = 1;

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, NodeRecord> _records = new(StringComparer.Ordinal);

    private NodeStore(string path) => _path = path;

    public static string FileNameIn(string intermediateDirectory, string task) =>
        Path.Combine(intermediateDirectory, task + ".nodes");

    public static NodeStore Load(string path)
    {
        NodeStore store = new(path);
        StateFile.TryRead(path, Version, store.Read);
        return store;
    }

    public NodeRecord? Find(string node)
    {
        lock (_lock)
            return _records.GetValueOrDefault(node);
    }

    /// <summary>All records, for the one who wants to know everything a build depends on.</summary>
    public IReadOnlyList<NodeRecord> All()
    {
        lock (_lock)
            return [.. _records.Values];
    }

    public void Put(string node, NodeRecord record)
    {
        lock (_lock)
        {
            _records[node] = record;
            Save();
        }
    }

    public void Remove(string node)
    {
        lock (_lock)
            if (_records.Remove(node))
                Save();
    }

    /// <summary>Drops what the project no longer has and deletes its outputs: an object of a removed source stays nowhere.</summary>
    public void Keep(IReadOnlySet<string> nodes)
    {
        lock (_lock)
        {
            List<string> gone = [.. _records.Keys.Where(name => !nodes.Contains(name))];
            foreach (string name in gone)
            {
                foreach (FileContent output in _records[name].Outputs)
                    File.Delete(output.Path);
                _records.Remove(name);
            }
            if (gone.Count > 0)
                Save();
        }
    }

    private void Read(BinaryReader reader)
    {
        string[] paths = new string[reader.ReadInt32()];
        for (int i = 0; i < paths.Length; i++)
            paths[i] = reader.ReadString();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            ContentDigest signature = ContentDigest.Read(reader);
            _records[name] = new NodeRecord(signature, ReadFiles(reader, paths), ReadFiles(reader, paths));
        }
    }

    private static FileContent[] ReadFiles(BinaryReader reader, string[] paths)
    {
        FileContent[] files = new FileContent[reader.ReadInt32()];
        for (int i = 0; i < files.Length; i++)
            files[i] = new FileContent(paths[reader.ReadInt32()], ContentDigest.Read(reader));
        return files;
    }

    private void Save() => StateFile.Write(_path, Version, writer =>
    {
        // Headers repeat from object to object: their names stand once.
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (NodeRecord record in _records.Values)
            foreach (FileContent file in record.Inputs.Concat(record.Outputs))
                numbers.TryAdd(file.Path, numbers.Count);
        writer.Write(numbers.Count);
        foreach (string path in numbers.Keys)
            writer.Write(path);
        writer.Write(_records.Count);
        foreach ((string name, NodeRecord record) in _records)
        {
            writer.Write(name);
            record.Signature.Write(writer);
            WriteFiles(writer, record.Inputs, numbers);
            WriteFiles(writer, record.Outputs, numbers);
        }
    });

    private static void WriteFiles(BinaryWriter writer, IReadOnlyList<FileContent> files, Dictionary<string, int> numbers)
    {
        writer.Write(files.Count);
        foreach (FileContent file in files)
        {
            writer.Write(numbers[file.Path]);
            file.Digest.Write(writer);
        }
    }
}
