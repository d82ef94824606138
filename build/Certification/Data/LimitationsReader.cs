// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class LimitationsReader
{
    internal static IReadOnlyList<Limitation> Read(DataValue root, Guests guests, Faults faults) => root.Record(o =>
    {
        DataValue listed = o["limitations"];
        IReadOnlyList<Limitation> limitations = listed.Table("section", value => ReadOne(value, guests, faults),
            limitation => limitation.Section);
        for (int i = 0; i < limitations.Count; i++)
            if (limitations[i].Section != $"9.{i + 1}")
                throw listed.Error(limitations[i].Section, $"9.{i + 1}: the sections of chapter 9 without a gap");
        foreach (Fault fault in faults.Listed)
            foreach (string section in fault.Places.Where(place => place.StartsWith("9.", StringComparison.Ordinal)))
                if (!limitations.Any(limitation => limitation.Section == section
                    && limitation.Faults.Contains(fault.Number)))
                    throw listed.Error($"no {fault.Number} in section {section}",
                        "every number that faults.json places in chapter 9");
        return limitations;
    });

    private static Limitation ReadOne(DataValue value, Guests guests, Faults faults) => value.Record(o => new Limitation
    {
        Section = o.Text("section"),
        Title = o.Text("title"),
        Text = o.Text("text"),
        Workaround = o.Texts("workaround", "step"),
        Faults = o["faults"].Table("number", item => ReadFault(item, faults), number => number, mayBeEmpty: true),
        Guests = o["guests"].Table("guest", item => item.Guest(guests), guest => guest, mayBeEmpty: true),
        Architectures = o["architectures"].Table("architecture", item => item.Architecture(),
            architecture => architecture),
        First = o["first"].Release(),
        Last = o["last"].VersionOr("open"),
        OnlyUnsigned = o["when"].Choice(("always", false), ("unsigned", true)),
    });

    private static int ReadFault(DataValue value, Faults faults)
    {
        int number = value.Integer(10_000_000, 99_999_999);
        return faults.Find(number) is not null ? number : throw value.Error("a number of faults.json");
    }
}
