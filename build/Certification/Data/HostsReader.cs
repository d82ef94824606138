// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class HostsReader
{
    internal static Hosts Read(DataValue root) => root.Record(o =>
    {
        IReadOnlyList<ReleaseRange> columns = o["drivers"].Table("column", ReadColumn, column => column.Name);
        return new Hosts
        {
            Columns = columns,
            Listed = o["hosts"].Table("host", value => ReadHost(value, columns.Count), host => host.OracleVm),
            Requirements = o["requirements"].Table("requirement", ReadRequirement, requirement => requirement.Id),
            Clusters = o["clusters"].Record(c => new ClusterRules(c.Text("disks"), c.Text("reservations"),
                c.Flag("migrationWithSharedDisk"), c.Flag("twoNodesOnOneServer"), c.Text("source"))),
            Decisions = o["decisions"].Table("decision", CommonReader.Decision, decision => decision.About),
        };
    });

    private static ReleaseRange ReadColumn(DataValue value) => value.Record(o =>
    {
        ReleaseRange range = new(o.Text("name"), o["first"].Release(), o["last"].Release());
        return range.First <= range.Last ? range : throw o["last"].Error($"a release not below {range.First}");
    });

    private static Host ReadHost(DataValue value, int columns) => value.Record(o =>
    {
        IReadOnlyList<bool> supported = o["supported"].List(item => item.Boolean());
        if (supported.Count != columns)
            throw o["supported"].Error($"{supported.Count} entries", $"one for each of the {columns} columns");
        return new Host(ReadOracleVm(o["oracleVm"]), supported, o["xen"].VersionOr("unknown"));
    });

    private static HostRequirement ReadRequirement(DataValue value) =>
        value.Record(o => new HostRequirement(o.Text("id"), o.Text("what"),
        o["manager"].VersionOr("any"), o["server"].VersionOr("any"), o["since"].ReleaseOrUnstated(), o.Text("source")));

    private static Version ReadOracleVm(DataValue value) =>
        Version.TryParse(value.Text(), out Version? version) && version.Build < 0 ? version
            : throw value.Error("an Oracle VM release such as \"3.4\"");
}
