// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>What was found of one tool.</summary>
/// <param name="Tool">What was looked for.</param>
/// <param name="Path">Full path of the program or file; null where there is none that will do.</param>
/// <param name="Version">What it says of its version; null where nobody asked or it does not tell.</param>
/// <param name="Problem">Why what is there will not do; null where it will, or where nothing is there.</param>
public sealed record ToolStatus(Tool Tool, string? Path, Version? Version, string? Problem)
{
    public bool IsPresent => Path is not null && Problem is null;
}
