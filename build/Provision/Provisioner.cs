// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>Gets what is missing of some sets. Where nothing is missing it costs one look.</summary>
public static class Provisioner
{
    /// <summary>
    /// With root, or sudo that asks for no password, packages are installed; without, they are unpacked into the user's
    /// cache where that works. Gives what is there afterwards; the caller decides what it cannot do without.
    /// </summary>
    /// <param name="sets">Names of <see cref="ToolSet"/>.</param>
    /// <param name="report">Gets one line for each thing that is done.</param>
    /// <param name="cancel">Ends the program that runs.</param>
    /// <exception cref="Formats.ToolFailedException">apt failed, three times where it was the network.</exception>
    public static ToolInventory Install(
        IReadOnlyCollection<string> sets, Action<string> report, CancellationToken cancel = default)
    {
        ToolInventory before = ToolInventory.Probe(sets);
        List<Tool> missing = [.. before.Missing.Select(m => m.Tool)];
        if (missing.Count == 0)
            return before;
        Apt? apt = Apt.Find(report, cancel);
        if (apt is null)
        {
            report($"this system has no apt-get; install by hand: {InstallCommand.For(missing)}");
            return before;
        }
        List<Tool> unpack = [.. missing.Where(t => t.OnlyUnpacked || !apt.IsRoot && t.WorksUnpacked)];
        List<Tool> install = [.. missing.Except(unpack)];
        if (apt.IsRoot && install.Count > 0)
            apt.Install([.. install.Select(t => t.Debian).Distinct()]);
        else if (install.Count > 0)
            report($"without root these stay missing: {string.Join(", ", install.Select(t => t.Name))}; "
                + $"with it: {InstallCommand.For(install)}");
        if (unpack.Count > 0)
            new Unpacker(apt, report).Unpack(unpack);
        return ToolInventory.Probe(sets);
    }
}
