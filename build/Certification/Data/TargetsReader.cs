// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal sealed record Targets(IReadOnlyList<Cell> Cells, IReadOnlyList<CompilerSet> Toolsets);

internal static class TargetsReader
{
    internal static Targets Read(DataValue root) => root.Record(o =>
    {
        DataValue toolsetValues = o["toolsets"];
        IReadOnlyList<ToolsetEntry> toolsets = toolsetValues.Table("toolset", ReadToolset, entry => entry.Set.Name);
        DataValue targets = o["osTargets"];
        List<Cell> cells = [];
        OsTarget last = default;
        foreach (IReadOnlyList<Cell> pair in targets.List(value => ReadOsTarget(value, toolsets)))
        {
            if (pair[0].Os <= last)
                throw targets.Error($"{pair[0].Os} after {last}", "each Windows version once, in ascending order");
            last = pair[0].Os;
            cells.AddRange(pair);
        }
        foreach (ToolsetEntry entry in toolsets)
            foreach (DataValue named in entry.Cells)
                named.Cell(cells);
        foreach (Cell cell in cells)
            if (!cell.Toolsets.Any(toolset => toolset.BuildsThisProject))
                throw toolsetValues.Error($"no toolset that builds {cell.Folder}",
                    "at least one of format vcxproj for every cell");
        return new Targets(cells, [.. toolsets.Select(entry => entry.Set)]);
    });

    private static IReadOnlyList<Cell> ReadOsTarget(DataValue value, IReadOnlyList<ToolsetEntry> toolsets) =>
        value.Record(o =>
        {
            OsTarget os = o["name"].OsTarget();
            string subsystem = $"{os.Major}.{os.Minor:00}";
            Cell shared = new()
            {
                Id = new CellId(os, Architecture.X64),
                Windows = [],
                Ntddi = ReadNtddi(o["ntddi"], os),
                NtddiName = o.Text("ntddiName"),
                Winnt = Matches(o["winnt"], (uint)((os.Major << 8) | os.Minor)),
                Subsystem = o["subsystem"].Choice((subsystem, subsystem)),
                Ndis = o["ndis"].Record(ReadNdis),
                Storport = o["storport"].Record(s =>
                    new StorportContract(s.Text("requestBlock"), s.Flag("virtualMiniport"), s.Text("reason"))),
                Pool = ReadPool(o["pool"], os),
                PoolReason = o.Text("poolReason"),
                Toolsets = [],
            };
            return o["cells"].Table("architecture", cell => ReadCell(cell, shared, toolsets),
                cell => cell.Architecture);
        });

    private static Cell ReadCell(DataValue value, Cell shared, IReadOnlyList<ToolsetEntry> toolsets) =>
        value.Record(o =>
        {
            CellId id = new(shared.Os, o["architecture"].Architecture());
            string name = id.ToString();
            return shared with
            {
                Id = id,
                Windows = o.Texts("windows", "Windows"),
                Toolsets = [.. toolsets.Where(entry => entry.Cells.Any(cell => cell.Text() == name))
                    .Select(entry => entry.Set)],
            };
        });

    private static NdisContract ReadNdis(DataRecord o) => new(
        o["registers"].Choice(("5.1", "5.1"), ("6.0", "6.0"), ("6.20", "6.20"), ("6.30", "6.30")),
        o.Text("available"), o.Text("define"), o.Text("reason"));

    private static ToolsetEntry ReadToolset(DataValue value) => value.Record(o => new ToolsetEntry(
        new CompilerSet(o.Text("name"), o.Text("description"),
            o["format"].Choice(("vcxproj", "vcxproj"), ("sources", "sources")), o.Text("reason"), o.Text("source")),
        o["cells"].Table("cell", cell => cell, cell => cell.Text())));

    /// <summary>sdkddkver.h: the high word is the version, the low word service pack and update.</summary>
    private static uint ReadNtddi(DataValue value, OsTarget os)
    {
        uint ntddi = value.Hexadecimal();
        return ntddi >> 16 == (uint)((os.Major << 8) | os.Minor)
            ? ntddi
            : throw value.Error($"0x{os.Major:X2}{os.Minor:X2} in the high word, as {os}");
    }

    private static uint Matches(DataValue value, uint expected) =>
        value.Hexadecimal() == expected ? expected : throw value.Error($"0x{expected:X4}");

    private static PoolType ReadPool(DataValue value, OsTarget os)
    {
        PoolType pool = value.Choice(("NonPagedPool", PoolType.NonPagedPool),
            ("NonPagedPoolNx", PoolType.NonPagedPoolNx));
        PoolType expected = os >= new OsTarget(6, 2) ? PoolType.NonPagedPoolNx : PoolType.NonPagedPool;
        return pool == expected
            ? pool
            : throw value.Error($"{expected} for {os}: the other type exists only from 6.2, and is asked for there");
    }

    /// <summary>A toolset and the names of the cells it can build, with their places.</summary>
    private sealed record ToolsetEntry(CompilerSet Set, IReadOnlyList<DataValue> Cells);
}
