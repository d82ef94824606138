// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;

namespace PvDrivers.Toolset.Incremental;

/// <summary>
/// A file of remembered facts. It is replaced by rename and ends with its own SHA-256: a reader gets the whole of one version or
/// nothing, however the writer ended. What cannot be read is forgotten, which costs work and never correctness.
/// </summary>
internal static class StateFile
{
    private const uint Magic = 0x4D564F31;

    public static void Write(string path, int version, Action<BinaryWriter> content)
    {
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(version);
            content(writer);
        }
        byte[] bytes = memory.ToArray();
        Replace(path, [.. bytes, .. SHA256.HashData(bytes)]);
    }

    /// <summary>False when the file is absent, torn, of another version, or not ours.</summary>
    public static bool TryRead(string path, int version, Action<BinaryReader> content)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < 8 || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            return false;
        using BinaryReader reader = new(new MemoryStream(bytes, 0, length, writable: false));
        if (reader.ReadUInt32() != Magic || reader.ReadInt32() != version)
            return false;
        content(reader);
        return true;
    }

    /// <summary>Writes a new file beside the old one and renames it over.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = TemporaryNameFor(path);
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                file.Write(bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A name in the same folder that no other process and no other call uses.</summary>
    public static string TemporaryNameFor(string path) => $"{path}.{Environment.ProcessId:x}-{Guid.NewGuid():N}.tmp";
}
