// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common;

/// <summary>What happens to the dependencies of a target that a condition skips.</summary>
public enum DependencyBehavior
{
    Skip,
    Execute,
}

/// <summary>Lowest level that reaches the terminal; the log file has everything.</summary>
public enum Verbosity
{
    Verbose,
    Normal,
    Minimal,
    Quiet,
}

public enum PlatformFamily
{
    Unknown,
    Windows,
    Linux,
    OSX,
}
