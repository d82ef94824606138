// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cab;

namespace PvDrivers.Tests.Signing;

/// <summary>One unsigned file of each kind that can be signed; the kind is its extension, sys32 for x86.</summary>
internal static class TestFiles
{
    public static byte[] Make(string kind, int seed = 1) => kind switch
    {
        "sys" => TestImage.Make(seed: seed),
        "sys32" => TestImage.Make(x64: false, overlay: 5, seed: seed),
        "cat" => TestCatalog.Make($"[Version]\r\n; {seed}\r\n"),
        "cab" => Cabinet(seed),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };

    private static byte[] Cabinet(int seed)
    {
        byte[] noise = new byte[40_000];
        new Random(seed).NextBytes(noise);
        DateTimeOffset time = new(2022, 2, 3, 4, 5, 6, TimeSpan.Zero);
        return CabWriter.Write([new CabEntry(@"xenbus\xenbus.inf", new byte[1000], time), new CabEntry(@"xenbus\xenbus.sys", noise, time)]);
    }
}
