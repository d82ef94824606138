// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class FaultsReader
{
    private static readonly string[] Areas =
        ["agent", "drivers", "host", "inf", "installer", "pipeline", "windows", "xenbus", "xennet", "xenvbd"];

    internal static Faults Read(DataValue root) => root.Record(o =>
    {
        DataValue listed = o["faults"];
        IReadOnlyList<Fault> faults = listed.Table("number", ReadFault, fault => fault.Number);
        for (int i = 1; i < faults.Count; i++)
            if (faults[i].Number > faults[i - 1].Number)
                throw listed.Error($"{faults[i].Number} after {faults[i - 1].Number}", "the highest number first");
        DataValue duplicates = o["duplicates"];
        IReadOnlyList<DuplicateNumber> doubled = duplicates.Table("number", ReadDuplicate,
            duplicate => duplicate.Number);
        foreach (Fault fault in faults)
            if (fault.Places.Count > 1 != doubled.Any(duplicate => duplicate.Number == fault.Number))
                throw duplicates.Error($"{fault.Number}, which stands in {string.Join(" and ", fault.Places)}",
                    "an entry for each number that stands in more than one section, and for no other");
        foreach (DuplicateNumber duplicate in doubled)
            if (!faults.Any(fault => fault.Number == duplicate.Number))
                throw duplicates.Error($"{duplicate.Number}", "a number that is listed under faults");
        return new Faults { Origin = o.Text("origin"), Duplicates = doubled, Listed = faults };
    });

    private static int ReadNumber(DataRecord o) => o.Integer("number", 10_000_000, 99_999_999);

    private static DuplicateNumber ReadDuplicate(DataValue value) =>
        value.Record(o => new DuplicateNumber(ReadNumber(o), o.Text("found"), o.Text("decided")));

    private static Fault ReadFault(DataValue value) => value.Record(o => new Fault
    {
        Number = ReadNumber(o),
        Kind = o["kind"].Choice(("bug", FaultKind.Bug), ("reference", FaultKind.Reference), ("patch", FaultKind.Patch)),
        State = o["state"].Choice(("fixed", FaultState.Fixed), ("limitation", FaultState.Limitation),
            ("fixed and limitation", FaultState.FixedAndLimitation), ("feature", FaultState.Feature),
                ("download", FaultState.Download)),
        Places = o["places"].Table("section", ReadSection, section => section),
        Releases = o["releases"].Table("release", item => item.Release(), release => release, mayBeEmpty: true),
        Area = Known(o["area"]),
        Text = o.Text("text"),
        Guards = o["guards"].Table("guard", ReadGuard, guard => guard is TestGuard test ? string.Join(' ', test.Names)
            : guard.ToString()),
    });

    private static string ReadSection(DataValue value) =>
        Version.TryParse(value.Text(), out Version? section) && section.Build < 0 ? value.Text()
            : throw value.Error("a section such as \"9.1\"");

    private static string Known(DataValue value) =>
        Areas.Contains(value.Text()) ? value.Text() : throw value.Error($"one of {string.Join(", ", Areas)}");

    private static Guard ReadGuard(DataValue value) => value.Record<Guard>(o => o["kind"].Choice(
        ("test", 't'), ("suite", 's'), ("planned", 'p'), ("cannot", 'c')) switch
    {
        't' => new TestGuard(false, o.Texts("names", "test")),
        's' => new TestGuard(true, o.Texts("names", "suite")),
        'p' => new PlannedGuard(o.Text("area"), o.Text("how")),
        _ => new NoGuard(o.Text("reason")),
    });
}
