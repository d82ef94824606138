// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class LimitationsDataTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    [Fact]
    public void Limitations_WhenRead_AreTheTwelveOfTheBook() =>
        Assert.Equal(Enumerable.Range(1, 12)
            .Select(n => $"9.{n}"), Data.Limitations.Select(limitation => limitation.Section));

    [Theory]
    [InlineData("9.5", "3.0.1", true)]
    [InlineData("9.5", "3.2.2", false)]
    [InlineData("9.11", "3.4.3", true)]
    [InlineData("9.11", "3.4.4", false)]
    [InlineData("9.8", "3.4.1", false)]
    [InlineData("9.8", "3.4.4", true)]
    public void Limitation_WhenAskedForARelease_KnowsWhetherItHolds(string section, string release, bool holds) =>
        Assert.Equal(holds, Data.Limitations.Single(limitation => limitation.Section == section)
            .Concerns(Version.Parse(release)));

    [Fact]
    public void Limitations_WhenANumberOfChapter9IsMissing_AreRefused()
    {
        MalformedFileException error = DataFixture.With("limitations.json",
            root => root["limitations"]![9]!["faults"]!.AsArray().Clear()).Error("limitations.json");
        Assert.Equal("no 24594337 in section 9.10", error.Found);
    }

    [Fact]
    public void Limitations_WhenASectionIsMissing_AreRefused()
    {
        MalformedFileException error = DataFixture.With("limitations.json",
            root => root["limitations"]!.AsArray().RemoveAt(5)).Error("limitations.json");
        Assert.Equal("9.7", error.Found);
    }
}
