// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>A fingerprint with the stamps of all that it was computed from: two thousand stats instead of two programs and 200 MB.</summary>
internal static class FingerprintCache
{
    private const int Version = 1;

    public static ToolchainFingerprint Get(LlvmTools tools, string path)
    {
        ToolchainFingerprint? known = null;
        StateFile.TryRead(path, Version, reader => known = Read(reader, tools));
        if (known is not null)
            return known;
        // Stamped before it is read: what changes meanwhile will show.
        (string Path, FileStamp Stamp)[] folders = [.. Folders(tools).Select(folder => (folder, FolderStamp(folder)))];
        FileIndex files = new();
        ToolchainFingerprint computed = FingerprintComputation.Compute(tools, files);
        StateFile.Write(path, Version, writer =>
        {
            writer.Write(tools.ToString());
            writer.Write(folders.Length);
            foreach ((string folder, FileStamp stamp) in folders)
            {
                writer.Write(folder);
                stamp.Write(writer);
            }
            StampedFile.WriteAll(writer, files.Seen());
            computed.Write(writer);
        });
        return computed;
    }

    /// <summary>Null when anything is not as it was.</summary>
    private static ToolchainFingerprint? Read(BinaryReader reader, LlvmTools tools)
    {
        if (reader.ReadString() != tools.ToString())
            return null;
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
            if (FolderStamp(reader.ReadString()) != FileStamp.Read(reader))
                return null;
        foreach (StampedFile file in StampedFile.ReadAll(reader))
            if (!file.Holds(out _))
                return null;
        return ToolchainFingerprint.Read(reader);
    }

    /// <summary>A header that comes or goes changes its folder.</summary>
    private static IEnumerable<string> Folders(LlvmTools tools)
    {
        foreach ((_, string root) in FingerprintComputation.HeaderFolders(tools))
        {
            yield return root;
            foreach (string folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories))
                yield return folder;
        }
    }

    private static FileStamp FolderStamp(string folder) => FileStamp.TryReadFolder(folder, out FileStamp stamp) ? stamp : default;
}
