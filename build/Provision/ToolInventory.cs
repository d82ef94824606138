// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Provision;

/// <summary>
/// What this machine has of some sets. Looking costs a few file accesses; a program is started only where its version
/// matters and its name does not tell it, once for each build of it (VersionCache).
/// </summary>
public sealed class ToolInventory
{
    private ToolInventory(IReadOnlyList<ToolStatus> tools) => Tools = tools;

    public IReadOnlyList<ToolStatus> Tools { get; }

    public IReadOnlyList<ToolStatus> Missing => [.. Tools.Where(t => !t.IsPresent)];

    /// <summary>The paths of what was found; asking for what was not found throws.</summary>
    public ToolPaths Paths => new(this);

    public static ToolInventory Probe(params IReadOnlyCollection<string> sets)
        => Probe(sets, ToolSearch.OfThisMachine(), allVersions: false);

    /// <summary>Of every set, with the version of each program: for Doctor.</summary>
    public static ToolInventory ProbeAll()
        => Probe(ToolSet.All, ToolSearch.OfThisMachine(), allVersions: true);

    internal static ToolInventory Probe(IReadOnlyCollection<string> sets, ToolSearch search, bool allVersions)
    {
        VersionCache versions = VersionCache.Open();
        ToolInventory inventory = new([.. ToolTable.Of(sets).Select(t => search.Find(t, versions, allVersions))]);
        versions.Save();
        return inventory;
    }

    /// <exception cref="MissingToolsException">Names everything that is missing.</exception>
    public ToolInventory Require()
    {
        IReadOnlyList<ToolStatus> missing = Missing;
        return missing.Count == 0 ? this : throw new MissingToolsException(missing);
    }

    /// <summary>A table for people, one line a tool, and the command that installs what is missing.</summary>
    public string Table()
    {
        StringBuilder text = new();
        text.Append($"{"Set",-6} {"Tool",-14} {"Version",-9} {"State",-8} Where, or what it is for\n");
        foreach (ToolStatus status in Tools)
            text.Append($"{status.Tool.Set,-6} {status.Tool.Name,-14} {status.Version?.ToString() ?? "-",-9} ")
                .Append($"{(status.IsPresent ? "found" : status.Path is null ? "missing" : "too old"),-8} ")
                .Append(status.IsPresent ? status.Path
                    : status.Problem ?? $"{status.Tool.Purpose} (package {status.Tool.Debian})").Append('\n');
        foreach (IGrouping<string, ToolStatus> set in Missing.GroupBy(m => m.Tool.Set))
            text.Append($"\n{set.Key}: {InstallCommand.For([.. set.Select(s => s.Tool)])}");
        return text.ToString().TrimEnd();
    }
}
