// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Stages.Session;

/// <summary>What the user asked for; empty lists mean all.</summary>
public sealed record BuildOptions
{
    public IReadOnlyList<string> Architectures { get; init; } = [];

    public IReadOnlyList<string> OsTargets { get; init; } = [];

    public IReadOnlyList<string> Drivers { get; init; } = [];

    /// <summary>Fourth number of the version, 0 to 65535; null takes certification/product.json's.</summary>
    public int? BuildNumber { get; init; }

    /// <summary>llvm or wdk.</summary>
    public string Toolset { get; init; } = "llvm";

    /// <summary>Where the stages' folders stand; null is artifacts below the repository.</summary>
    public string? Artifacts { get; init; }

    public int Parallelism { get; init; } = Environment.ProcessorCount;

    public bool IsComplete => Architectures.Count == 0 && OsTargets.Count == 0 && Drivers.Count == 0;
}
