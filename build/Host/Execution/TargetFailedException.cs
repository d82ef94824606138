// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Execution;

/// <summary>Ends a run after a target that failed; the failure itself has been logged.</summary>
internal sealed class TargetFailedException(string target, Exception cause)
    : Exception($"Target '{target}' failed", cause);
