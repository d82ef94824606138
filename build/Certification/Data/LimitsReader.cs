// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class LimitsReader
{
    internal static Limits Read(DataValue root, Guests guests) => root.Record(o => new Limits
    {
        Processors = o["processors"].Table("limit", value => ReadLimit(value, guests, 1024), Key),
        MemoryGigabytes = o["memoryGigabytes"].Table("limit", value => ReadLimit(value, guests, 65_536), Key),
        Devices = ReadDevices(o["devices"]),
        Mtu = ReadMtu(o["mtu"]),
        Decisions = o["decisions"].Table("decision", CommonReader.Decision, decision => decision.About),
    });

    private static string Key(Limit limit) =>
        $"{limit.Architecture.Name()} {string.Join(',', limit.Guests)} "
        + $"on {limit.OracleVm?.ToString() ?? "any"} since {limit.Since}";

    private static Limit ReadLimit(DataValue value, Guests guests, int highest) => value.Record(o => new Limit(
        o["architecture"].Architecture(), o.Integer("most", 1, highest),
        o["guests"].Table("guest", guest => guest.Guest(guests), id => id, mayBeEmpty: true),
        o["oracleVm"].VersionOr("any"), o["since"].Release(), o.Text("source")));

    private static DeviceLimits ReadDevices(DataValue value) => value.Record(o =>
    {
        DeviceLimits limits = new(o.Integer("disks", 1, 255), o.Integer("adapters", 1, 255),
            o.Integer("together", 1, 255), o.Text("source"), []);
        o["first"].Choice(("disks", true));
        return limits with
        {
            Examples = o["examples"].Table("example", example => ReadExample(example, limits),
                example => (example.Disks, example.Adapters)),
        };
    });

    private static DeviceExample ReadExample(DataValue value, DeviceLimits limits) => value.Record(o =>
    {
        DeviceExample example = new(o.Integer("disks", 0, 255), o.Integer("adapters", 0, 255),
            o.Integer("createdDisks", 0, 255),
            o.Integer("createdAdapters", 0, 255), o.Text("source"));
        (int disks, int adapters) = limits.Created(example.Disks, example.Adapters);
        return (disks, adapters) == (example.CreatedDisks, example.CreatedAdapters)
            ? example
            : throw value.Error($"{example.CreatedDisks} disks and {example.CreatedAdapters} adapters",
                $"{disks} disks and {adapters} adapters, as the limits above give");
    });

    private static MtuRange ReadMtu(DataValue value) => value.Record(o =>
    {
        int step = o.Integer("step", 1, 1000);
        int least = o.Integer("least", 576, 1500);
        int most = o.Integer("most", least, 65_535);
        int preset = o.Integer("preset", least, most);
        // Device Manager counts the steps from the lowest value.
        foreach (string key in (string[])["most", "preset"])
            if ((o.Integer(key, least, most) - least) % step != 0)
                throw o[key].Error($"{least} plus a multiple of {step}");
        return new MtuRange(least, most, step, preset, o.Integer("stepBefore", 1, 1000), o.Text("source"));
    });
}
