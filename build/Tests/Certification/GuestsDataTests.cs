// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json.Nodes;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class GuestsDataTests
{
    private static readonly Guests Data = DataFixture.Real.Guests;

    /// <summary>Table 2.2, section 3.3 and chapter 6 of the published book, row by row.</summary>
    [Theory]
    [InlineData("server-2016", "Windows Server 2016", "10.0/x64 cluster=no silent=yes", "N/A")]
    [InlineData("server-2012-r2", "Windows Server 2012 R2", "6.3/x64 cluster=yes silent=yes", "N/A")]
    [InlineData("server-2012", "Windows Server 2012", "6.2/x64 cluster=yes silent=yes", "N/A")]
    [InlineData("server-2008-r2", "Windows Server 2008 R2 SP1", "6.1/x64 cluster=yes silent=yes", "N/A")]
    [InlineData("server-2008", "Windows Server 2008 SP2", "6.0/x64 cluster=yes silent=yes",
        "6.0/x86 cluster=yes silent=no")]
    [InlineData("server-2003-r2", "Windows Server 2003 R2 SP2", "5.2/x64 cluster=no silent=no",
        "5.2/x86 cluster=no silent=no")]
    [InlineData("windows-10", "Windows 10", "10.0/x64 cluster=no silent=yes", "10.0/x86 cluster=no silent=no")]
    [InlineData("windows-8.1", "Windows 8.1", "6.3/x64 cluster=no silent=yes", "6.3/x86 cluster=no silent=no")]
    [InlineData("windows-8", "Windows 8", "6.2/x64 cluster=no silent=yes", "6.2/x86 cluster=no silent=no")]
    [InlineData("windows-7", "Windows 7 SP1", "6.1/x64 cluster=no silent=yes", "6.1/x86 cluster=no silent=no")]
    [InlineData("windows-vista", "Windows Vista SP2", "6.0/x64 cluster=no silent=no", "6.0/x86 cluster=no silent=no")]
    public void Guest_WhenRead_IsTheRowOfTheBook(string id, string name, string x64, string x86)
    {
        Guest guest = Data[id];
        Assert.Equal((name, x64, x86), (guest.Name, Describe(guest.Editions[0]), Describe(guest.Editions[1])));
    }

    [Fact]
    public void Guests_WhenCounted_AreElevenRowsAndEighteenEditions() =>
        Assert.Equal((11, 18), (Data.Listed.Count, Data.Editions.Count()));

    [Fact]
    public void Hotfixes_WhenRead_AreThoseOfSections22And97() => Assert.Equal(
        "2008: 983554; 2008-r2: 983554 2957775; 2012: 3062586? 2784261?",
        string.Join("; ", Data.Listed.Where(guest => guest.Hotfixes.Count > 0)
            .OrderBy(guest => guest.Id, StringComparer.Ordinal)
            .Select(guest => guest.Id[7..] + ": "
                + string.Join(' ', guest.Hotfixes.Select(fix => fix.Kb + (fix.OnlyWithClustering ? "?" : ""))))));

    [Theory]
    [InlineData("10.0", ProductType.Server, 14393, "server-2016")]
    [InlineData("10.0", ProductType.Server, 17763, null)]
    [InlineData("10.0", ProductType.Client, 19045, "windows-10")]
    [InlineData("10.0", ProductType.Client, 22000, null)]
    [InlineData("6.0", ProductType.Server, 6003, "server-2008")]
    [InlineData("6.0", ProductType.Client, 6001, null)]
    [InlineData("5.2", ProductType.Client, 3790, null)]
    [InlineData("5.1", ProductType.Client, 2600, null)]
    public void Guests_WhenAskedForABuild_KnowOnlyWhatTable22Lists(string version, ProductType type, int build,
        string? id) =>
        Assert.Equal(id, Data.Listed.SingleOrDefault(guest => guest.Version == OsTarget.Parse(version)
            && guest.ProductType == type
            && guest.Builds.Contains(build))?.Id);

    [Fact]
    public void Cells_WhenOneHasNoGuest_AreRefused()
    {
        MalformedFileException error = DataFixture.With("guests.json",
            root => root["guests"]!.AsArray().RemoveAt(10)).Error("guests.json");
        Assert.Equal("Windows Server 2008 SP2 for the cell 6.0/x64", error.Found);
    }

    [Fact]
    public void Edition_WhenItsCellIsNotItsWindows_IsRefused()
    {
        MalformedFileException error = DataFixture.With("guests.json",
            root => root["guests"]![0]!["editions"]![0]!["cell"] = "6.3/x64").Error("guests.json");
        Assert.StartsWith("10.0/x64", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_WhenItsBuildsMeetAGuest_IsRefused()
    {
        MalformedFileException error = DataFixture.With("guests.json",
            root => root["refused"]![4]!["builds"]!["least"] = JsonValue.Create(19045)).Error("guests.json");
        Assert.StartsWith("Windows 11, whose builds meet those of Windows 10", error.Found, StringComparison.Ordinal);
    }

    private static string Describe(GuestRow row) => row is GuestEdition edition
        ? $"{edition.Cell} cluster={YesNo(edition.Cluster)} silent={YesNo(edition.Silent)}"
        : "N/A";

    private static string YesNo(bool value) => value ? "yes" : "no";
}
