// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;
using PvDrivers.Formats;

namespace PvDrivers.Toolset.Engine;

/// <summary>Finds the MSBuild of the .NET SDK that global.json chooses. No type of MSBuild may be touched before.</summary>
internal static class MsbuildLocation
{
    private static readonly Lock Registering = new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Register(string root)
    {
        lock (Registering)
        {
            if (MSBuildLocator.IsRegistered)
                return;
            VisualStudioInstanceQueryOptions options = new()
            {
                DiscoveryTypes = DiscoveryType.DotNetSdk,
                WorkingDirectory = root,
            };
            VisualStudioInstance sdk = MSBuildLocator.QueryVisualStudioInstances(options).MaxBy(found => found.Version)
                ?? throw new UsageException($"No .NET SDK was found for {root}: install the one that global.json names.");
            MSBuildLocator.RegisterInstance(sdk);
        }
    }
}
