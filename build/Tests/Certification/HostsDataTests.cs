// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;

namespace PvDrivers.Tests.Certification;

public sealed class HostsDataTests
{
    private static readonly Hosts Data = DataFixture.Real.Hosts;

    /// <summary>Table 2.1 of the published book.</summary>
    [Theory]
    [InlineData("3.0", true, false)]
    [InlineData("3.1", true, false)]
    [InlineData("3.2", true, true)]
    [InlineData("3.3", false, true)]
    [InlineData("3.4", false, true)]
    [InlineData("3.5", false, false)]
    public void Supports_WhenAskedForAHost_IsTheTableOfTheBook(string oracleVm, bool release301, bool release322)
    {
        Version host = Version.Parse(oracleVm);
        Assert.Equal(release301, Data.Supports(host, new Version(3, 0, 1)));
        foreach (string release in (string[])["3.2.2", "3.2.3", "3.4.1", "3.4.4"])
            Assert.Equal(release322, Data.Supports(host, Version.Parse(release)));
        Assert.False(Data.Supports(host, new Version(3, 4, 5)));
    }

    [Theory]
    [InlineData("server-2016", "3.4.4", "3.4.2")]
    [InlineData("clusters", "3.4.3", "3.4.3")]
    [InlineData("viridian", "3.4.5", null)]
    public void Requirements_WhenRead_NameManagerAndServer(string id, string? manager, string? server)
    {
        HostRequirement requirement = Data.Requirements.Single(r => r.Id == id);
        Assert.Equal((manager, server), (requirement.Manager?.ToString(), requirement.Server?.ToString()));
    }

    [Fact]
    public void Host_WhenTheTableMissesAColumn_IsRefused() => Assert.Equal("1 entries",
        DataFixture.With("hosts.json", root => root["hosts"]![0]!["supported"]!.AsArray().RemoveAt(0))
            .Error("hosts.json").Found);
}
