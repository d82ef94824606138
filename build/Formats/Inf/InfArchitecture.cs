// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

public enum InfArchitecture
{
    X86,
    Amd64,
    Ia64,
    Arm,
    Arm64,
}

public static class InfArchitectureNames
{
    /// <summary>As section names spell it after ".nt" and as stampinf replaces $ARCH$: x86, amd64, ia64, arm, arm64.</summary>
    public static string InfName(this InfArchitecture architecture) => architecture.ToString().ToLowerInvariant();

    /// <summary>The name of an INF (amd64), of a catalog's /os: list or of a build (x64); null where it is none.</summary>
    public static InfArchitecture? Parse(ReadOnlySpan<char> name)
    {
        if (name.Equals("x64", StringComparison.OrdinalIgnoreCase))
            return InfArchitecture.Amd64;
        foreach (InfArchitecture known in Enum.GetValues<InfArchitecture>())
            if (name.Equals(known.InfName(), StringComparison.OrdinalIgnoreCase))
                return known;
        return null;
    }
}
