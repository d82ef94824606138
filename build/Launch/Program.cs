// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Launch;

internal static class Program
{
    public static int Main(string[] args) => Start.Run(args, typeof(Build), Build.Run);
}
