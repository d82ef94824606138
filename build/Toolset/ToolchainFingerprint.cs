// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Engine;

namespace PvDrivers.Toolset;

/// <summary>One program of the toolchain.</summary>
/// <param name="Version">First line of --version; empty where the program has none.</param>
/// <param name="Sha256">Of its file together with the LLVM libraries of its installation.</param>
public sealed record ToolchainPart(string Name, string Version, string Sha256);

/// <summary>
/// What made the outputs, apart from the sources: equal fingerprints and equal sources give equal bytes. It holds no path, so
/// that the same packages have one fingerprint on every machine.
/// </summary>
/// <param name="Headers">mingw-w64's own version.</param>
/// <param name="HeadersSha256">Of every header of mingw-w64 and of clang, by name and content.</param>
/// <param name="Sha256">Of all of the above.</param>
public sealed record ToolchainFingerprint(
    IReadOnlyList<ToolchainPart> Parts, string Headers, string HeadersSha256, string Sha256)
{
    public static ToolchainFingerprint None { get; } = new([], "", "", "");

    /// <summary>Of these tools; remembered in the object directory for as long as no file and no folder of theirs has changed.</summary>
    public static ToolchainFingerprint Of(LlvmTools tools, string objectDirectory)
    {
        ArgumentNullException.ThrowIfNull(tools);
        Directory.CreateDirectory(objectDirectory);
        return FingerprintCache.Get(tools, Path.Combine(objectDirectory, "toolchain.index"));
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Parts.Count);
        foreach (ToolchainPart part in Parts)
        {
            writer.Write(part.Name);
            writer.Write(part.Version);
            writer.Write(part.Sha256);
        }
        writer.Write(Headers);
        writer.Write(HeadersSha256);
        writer.Write(Sha256);
    }

    internal static ToolchainFingerprint Read(BinaryReader reader)
    {
        ToolchainPart[] parts = new ToolchainPart[reader.ReadInt32()];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new ToolchainPart(reader.ReadString(), reader.ReadString(), reader.ReadString());
        return new ToolchainFingerprint(parts, reader.ReadString(), reader.ReadString(), reader.ReadString());
    }
}
