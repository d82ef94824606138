// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>The processor a package is built for.</summary>
public enum Architecture
{
    X64,
    X86,
}

public static class ArchitectureNames
{
    /// <summary>The name in data files, on the command line and in folders: <c>x64</c> or <c>x86</c>.</summary>
    public static string Name(this Architecture architecture) => architecture == Architecture.X64 ? "x64" : "x86";

    public static int Bits(this Architecture architecture) => architecture == Architecture.X64 ? 64 : 32;

    public static bool TryParse(string name, out Architecture architecture)
    {
        architecture = name == "x86" ? Architecture.X86 : Architecture.X64;
        return name is "x64" or "x86";
    }
}
