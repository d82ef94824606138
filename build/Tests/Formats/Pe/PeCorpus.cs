// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests.Formats.Pe;

/// <summary>The small images of the fuzz corpus, to be bent by tests that need no compiler.</summary>
internal static class PeCorpus
{
    public static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "build", "Tests", "fuzz", "pe", name));
}
