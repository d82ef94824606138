// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>What a finished build has to say when it is asked again.</summary>
/// <param name="Nodes">How many pieces of work it has.</param>
internal sealed record Contents(IReadOnlyList<Placement> Placements, ToolchainFingerprint Fingerprint, int Nodes)
{
    public static Contents Read(BinaryReader reader)
    {
        Placement[] placements = new Placement[reader.ReadInt32()];
        for (int i = 0; i < placements.Length; i++)
            placements[i] = new Placement(
                reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        int nodes = reader.ReadInt32();
        return new Contents(placements, ToolchainFingerprint.Read(reader), nodes);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Placements.Count);
        foreach (Placement placement in Placements)
            foreach (string text in (string[])[placement.Source, placement.Destination, placement.Driver, placement.OsTarget, placement.Architecture])
                writer.Write(text);
        writer.Write(Nodes);
        Fingerprint.Write(writer);
    }
}
