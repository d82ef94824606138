// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.CI;

/// <summary>A host that is no person's terminal.</summary>
public interface IBuildServer
{
    string? Branch { get; }

    string? Commit { get; }
}
