// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class LimitsDataTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    [Theory]
    [InlineData("windows-10/x86", "3.4", "3.4.4", 32, 64)]
    [InlineData("windows-10/x64", "3.4.6", "3.4.4", 64, 256)]
    [InlineData("server-2016/x64", "3.4.6", "3.4.4", 64, 1024)]
    [InlineData("server-2016/x64", "3.4.4", "3.4.4", 64, 480)]
    [InlineData("server-2016/x64", "3.4.3", "3.4.4", 64, 256)]
    [InlineData("server-2008-r2/x64", "3.4.6", "3.4.3", 32, 480)]
    [InlineData("server-2008/x64", "3.4.6", "3.4.4", 64, 256)]
    [InlineData("server-2012/x64", "3.4.6", "3.4.2", 32, 256)]
    [InlineData("server-2012/x64", "3.4.6", "3.0.1", 0, 0)]
    public void Most_WhenAskedForAGuest_IsTheHighestThatHolds(string edition, string oracleVm, string release,
        int processors, int gigabytes)
    {
        GuestEdition guest = Data.Guests.Editions.Single(e => e.Name == edition);
        Assert.Equal((processors, gigabytes), (
            Limits.Most(Data.Limits.Processors, guest, Version.Parse(oracleVm), Version.Parse(release)),
            Limits.Most(Data.Limits.MemoryGigabytes, guest, Version.Parse(oracleVm), Version.Parse(release))));
    }

    [Theory]
    [InlineData(35, 8, 35, 5)]
    [InlineData(32, 8, 32, 8)]
    [InlineData(33, 8, 33, 7)]
    [InlineData(40, 1, 40, 0)]
    [InlineData(99, 99, 40, 0)]
    [InlineData(0, 9, 0, 8)]
    public void Created_WhenMoreIsConfiguredThanFits_CreatesDisksFirst(int disks, int adapters, int createdDisks,
        int createdAdapters) =>
        Assert.Equal((createdDisks, createdAdapters), Data.Limits.Devices.Created(disks, adapters));

    [Fact]
    public void Mtu_WhenSteppedThrough_ReachesTheValuesOfTheBook()
    {
        MtuRange mtu = Data.Limits.Mtu;
        foreach (int value in (int[])[1500, 8900, 9000])
            Assert.True(value >= mtu.Least && value <= mtu.Most && (value - mtu.Least) % mtu.Step == 0, $"{value}");
    }

    [Fact]
    public void Examples_WhenTheyContradictTheLimits_AreRefused()
    {
        MalformedFileException error = DataFixture.With("limits.json",
            root => root["devices"]!["examples"]![0]!["createdAdapters"] = 8).Error("limits.json");
        Assert.StartsWith("35 disks and 5 adapters", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Mtu_WhenAValueIsNoStep_IsRefused()
    {
        MalformedFileException error = DataFixture.With("limits.json", root => root["mtu"]!["most"] = 8950)
            .Error("limits.json");
        Assert.Equal("the number 8950", error.Found);
    }
}
