// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats.Cab;

namespace PvDrivers.Tests.Formats.Cab;

/// <summary>Content for cabinets: text that packs well, noise that does not, several blocks, nothing at all.</summary>
internal static class CabSamples
{
    public static readonly DateTimeOffset Time = new(2026, 11, 22, 10, 20, 30, TimeSpan.Zero);

    public static byte[] Text(int length) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length / 8 + 1)
            .Select(i => $"line {i % 977,3}\n")))[..length];

    public static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static IReadOnlyList<CabEntry> Mixed() =>
    [
        new("readme.txt", Text(100), Time),
        new(@"x64\xenbus.sys", Noise(70_000, 1), Time.AddSeconds(2)),
        new(@"x64\empty", Array.Empty<byte>(), Time),
        new(@"x64\deep\" + new string('n', 180) + ".inf", Text(200_001), Time.AddDays(-1)),
        new("größe.txt", Text(32_768), Time),
    ];
}
