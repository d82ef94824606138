// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class GuestsReader
{
    internal static Guests Read(DataValue root, IReadOnlyList<Cell> cells) => root.Record(o =>
    {
        DataValue listed = o["guests"];
        Guests guests = new()
        {
            Listed = listed.Table("guest", value => ReadGuest(value, cells), guest => guest.Id),
            Refused = o["refused"].Table("Windows", ReadRefused, refused => refused.Name),
            NotChecked = o["notChecked"].Table("update", ReadUnchecked, hotfix => hotfix.Kb),
            Decisions = o["decisions"].Table("decision", CommonReader.Decision, decision => decision.About),
        };
        RequireSameNames(listed, guests, cells);
        RequireDistinct(o["refused"], guests);
        return guests;
    });

    private static Guest ReadGuest(DataValue value, IReadOnlyList<Cell> cells) => value.Record(o =>
    {
        string id = o.Text("id");
        OsTarget version = o["version"].OsTarget();
        return new Guest
        {
            Id = id,
            Name = o.Text("name"),
            Version = version,
            Builds = ReadBuilds(o["builds"]),
            ServicePack = o.Integer("servicePack", 0, 9),
            RequiresR2 = o.Flag("requiresR2"),
            ProductType = ReadProductType(o["productType"]),
            Since = o["since"].ReleaseOrUnstated(),
            Editions = ReadEditions(o["editions"], id, version, cells),
            Hotfixes = o["hotfixes"].Table("update", ReadHotfix, hotfix => hotfix.Kb, mayBeEmpty: true),
        };
    });

    private static IReadOnlyList<GuestRow> ReadEditions(DataValue value, string id, OsTarget version,
        IReadOnlyList<Cell> cells)
    {
        IReadOnlyList<GuestRow> rows = value.Table("architecture", row => ReadEdition(row, id, version, cells),
            row => row.Architecture);
        return rows.Count == 2 ? rows : throw value.Error($"{rows.Count} architecture", "x64 and x86, each Yes or N/A");
    }

    private static GuestRow ReadEdition(DataValue value, string id, OsTarget version, IReadOnlyList<Cell> cells) =>
        value.Record<GuestRow>(o =>
    {
        Architecture architecture = o["architecture"].Architecture();
        if (!o["listed"].Choice(("Yes", true), ("N/A", false)))
            return new AbsentEdition(id, architecture, o.Text("reason"));
        CellId cell = o["cell"].Cell(cells);
        if (cell != new CellId(version, architecture))
            throw o["cell"].Error($"{new CellId(version, architecture)}, the guest's version and architecture");
        bool silent = o.Flag("silent");
        if (silent && architecture == Architecture.X86)
            throw o["silent"].Error("false: chapter 6 allows no 32-bit Windows");
        return new GuestEdition(id, architecture, cell, o.Flag("cluster"), silent);
    });

    private static Hotfix ReadHotfix(DataValue value) => value.Record(o => new Hotfix(ReadKb(o),
        o["when"].Choice(("always", false), ("failover clustering", true)), o.Text("prevents"), o.Text("source")));

    private static RefusedWindows ReadRefused(DataValue value) => value.Record(o => new RefusedWindows(o.Text("name"),
        o["version"].OsTarget(), ReadProductType(o["productType"]), ReadBuilds(o["builds"]), o.Text("reason")));

    private static UncheckedHotfix ReadUnchecked(DataValue value) =>
        value.Record(o => new UncheckedHotfix(ReadKb(o), o.Text("reason")));

    private static int ReadKb(DataRecord o) => o.Integer("kb", 100_000, 9_999_999);

    private static ProductType ReadProductType(DataValue value) =>
        value.Choice(("client", ProductType.Client), ("server", ProductType.Server));

    private static BuildRange ReadBuilds(DataValue value) => value.Record(o =>
    {
        int least = o.Integer("least", 1, 99_999);
        return new BuildRange(least, o.Integer("most", least, 99_999));
    });

    /// <summary>targets.json names the Windows of each cell; both files must name the same ones.</summary>
    private static void RequireSameNames(DataValue listed, Guests guests, IReadOnlyList<Cell> cells)
    {
        foreach (Cell cell in cells)
        {
            string[] here = [.. guests.Editions.Where(edition => edition.Cell == cell.Id)
                .Select(edition => guests[edition.GuestId].Name).Order(StringComparer.Ordinal)];
            if (!here.SequenceEqual(cell.Windows.Order(StringComparer.Ordinal)))
                throw listed.Error($"{string.Join(", ", here)} for the cell {cell.Folder}",
                    $"{string.Join(", ", cell.Windows)}, as targets.json");
        }
    }

    /// <summary>
    /// A Windows that is both listed and refused would make Setup's answer depend on the order of its checks.
    /// </summary>
    private static void RequireDistinct(DataValue at, Guests guests)
    {
        foreach (RefusedWindows refused in guests.Refused)
            foreach (Guest guest in guests.Listed)
                if (refused.Version == guest.Version && refused.ProductType == guest.ProductType
                    && refused.Builds.Least <= guest.Builds.Most && guest.Builds.Least <= refused.Builds.Most)
                    throw at.Error($"{refused.Name}, whose builds meet those of {guest.Name}",
                        "builds that no listed guest has");
    }
}
