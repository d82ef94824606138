// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class CatalogOsReader
{
    private static readonly OsTarget FirstOfVersion2 = new(6, 2);

    internal static CatalogOs Read(DataValue root, IReadOnlyList<Cell> cells) => root.Record(o =>
    {
        IReadOnlyList<CatalogOsName> names = o["names"].Table("name", ReadName, name => name.Name);
        DataValue cellValues = o["cells"];
        CatalogOs result = new()
        {
            Rule = o.Text("rule"),
            Names = names,
            NotListed = o["notListed"].Table("name", value => ReadOmission(value, names), omission => omission.Name),
            Cells = cellValues.Table("cell", value => ReadCell(value, names, cells), entry => entry.Cell),
        };
        for (int i = 0; i < cells.Count; i++)
            if (i >= result.Cells.Count || result.Cells[i].Cell != cells[i].Id)
                throw cellValues.Error($"no entry {i + 1} for the cell {cells[i].Folder}",
                    "one entry for each cell of targets.json, in its order");
        return result;
    });

    private static CatalogOsName ReadName(DataValue value) => value.Record(o =>
        new CatalogOsName(o.Text("name"), o["osTarget"].OsTarget(), o["architecture"].Architecture(),
            o.Text("windows")));

    private static CatalogOsOmission ReadOmission(DataValue value, IReadOnlyList<CatalogOsName> names) =>
        value.Record(o =>
    {
        string name = o.Text("name");
        return names.Any(listed => listed.Name == name)
            ? throw value.Error($"{name}, which is among the names above", "a name that no catalog lists")
            : new CatalogOsOmission(name, o.Text("reason"));
    });

    private static CatalogOsCell ReadCell(DataValue value, IReadOnlyList<CatalogOsName> names,
        IReadOnlyList<Cell> cells) => value.Record(o =>
    {
        CellId cell = o["cell"].Cell(cells);
        DataValue listed = o["names"];
        IReadOnlyList<string> given = listed.Table("name", item => item.Text(), name => name);
        // The rule of the file, so that a forgotten or a misplaced name is an error and not a guest without drivers.
        string[] expected = [.. names.Where(name => name.Architecture == cell.Architecture && name.Os >= cell.Os)
            .Select(name => name.Name)];
        if (!given.SequenceEqual(expected))
            throw listed.Error(string.Join(",", given),
                $"{string.Join(",", expected)} (every {cell.Architecture.Name()} name from {cell.Os} upwards)");
        int version = cell.Os < FirstOfVersion2 ? 1 : 2;
        if (o["version"].Choice(("V1", 1), ("V2", 2)) != version)
            throw o["version"].Error($"V{version}: a catalog is of version 1 when any of its names is below 6.2");
        return new CatalogOsCell(cell, version, given, o.Text("reason"));
    });
}
