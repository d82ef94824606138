// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Engine;

/// <summary>One output and the tools that make it.</summary>
internal sealed record WorkNode
{
    /// <summary>Unique within the project; begins with the kind.</summary>
    public required string Name { get; init; }

    public required NodeKind Kind { get; init; }

    /// <summary>What a reader calls it when it fails: the source, or the image.</summary>
    public required string Subject { get; init; }

    /// <summary>Run in turn; the first that fails ends the node.</summary>
    public required IReadOnlyList<ToolCommand> Commands { get; init; }

    /// <summary>Files known to be read; the depfile adds the rest.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Where the compiler lists what it read; null where the inputs are all there is.</summary>
    public string? Depfile { get; init; }

    /// <summary>Kept beside the output for those who include it (a precompiled header's), else deleted once read.</summary>
    public bool KeepDepfile { get; init; }

    /// <summary>Files in the depfile that another input stands for: the headers inside the precompiled header.</summary>
    public IReadOnlySet<string> Implied { get; init; } = new HashSet<string>();

    /// <summary>Reads what the tools print.</summary>
    public required Func<string, List<ToolDiagnostic>> Parse { get; init; }
}
