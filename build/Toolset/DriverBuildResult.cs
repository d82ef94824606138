// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Toolset;

/// <summary>A file in the output directory.</summary>
/// <param name="Driver">Driver or program.</param>
/// <param name="OsTarget">Empty for a program.</param>
/// <param name="Path">Full path.</param>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record BuiltFile(string Driver, string OsTarget, string Architecture, string Path, string Sha256);

/// <summary>What a build did.</summary>
public sealed record DriverBuildResult
{
    public required bool Succeeded { get; init; }

    /// <summary>Nothing had changed and MSBuild was not even loaded.</summary>
    public required bool NothingToDo { get; init; }

    public required IReadOnlyList<BuiltFile> Outputs { get; init; }

    public required IReadOnlyList<ToolDiagnostic> Diagnostics { get; init; }

    /// <summary>Names of the nodes that were run.</summary>
    public required IReadOnlyList<string> Ran { get; init; }

    /// <summary>How many nodes were found up to date.</summary>
    public required int UpToDate { get; init; }

    public required IReadOnlyList<NodeTiming> Timings { get; init; }

    /// <summary>ToolchainFingerprint.None where the build failed.</summary>
    public required ToolchainFingerprint Fingerprint { get; init; }

    /// <summary>For a reader: which MSBuild, threads or processes; empty when nothing was to do.</summary>
    public required string Engine { get; init; }
}
