// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Provision;

/// <summary>All that is missing at once, with versions, and the command that installs it.</summary>
public sealed class MissingToolsException : Exception
{
    internal MissingToolsException(IReadOnlyList<ToolStatus> missing)
        : base(Describe(missing)) => Missing = missing;

    public IReadOnlyList<ToolStatus> Missing { get; }

    private static string Describe(IReadOnlyList<ToolStatus> missing)
    {
        StringBuilder text = new();
        text.Append(missing.Count == 1 ? "1 tool is missing:\n" : $"{missing.Count} tools are missing:\n");
        foreach (ToolStatus status in missing)
            text.Append($"  {status.Tool.Name,-14} {Wanted(status.Tool),-16} {status.Tool.Purpose}")
                .Append(status.Problem is null ? "\n" : $" ({status.Problem})\n");
        text.Append("install: ").Append(InstallCommand.For([.. missing.Select(m => m.Tool)]));
        text.Append("\nor run the same command with --provision");
        return text.ToString();
    }

    private static string Wanted(Tool tool) => tool.Minimum is null ? "any version" : $"{tool.Minimum} or newer";
}
