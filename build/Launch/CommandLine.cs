// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Launch;

internal static class CommandLine
{
    public static IReadOnlyList<string> Check(Type build, string[] args, string root) => [];
}
