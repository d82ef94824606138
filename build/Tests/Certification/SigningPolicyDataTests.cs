// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json.Nodes;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class SigningPolicyDataTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    /// <summary>
    /// Sections 2.3 and 9.1 of the published book; the last column is release 3.4.1, which was signed nowhere.
    /// </summary>
    [Theory]
    [InlineData("server-2016/x64", "Yes Yes Yes No", "Unstated", "No")]
    [InlineData("server-2012/x64", "Yes Yes Yes No", "Unstated", "No")]
    [InlineData("server-2012-r2/x64", "Yes Yes Yes No", "Unstated", "No")]
    [InlineData("server-2008-r2/x64", "Yes Yes Yes No", "Unstated", "No")]
    [InlineData("server-2008/x64", "Yes Yes Yes No", "Unstated", "No")]
    [InlineData("windows-10/x64", "Unstated Unstated Yes Unstated", "Unstated", "No")]
    [InlineData("windows-8/x64", "Unstated Unstated Unstated Unstated", "Unstated", "No")]
    [InlineData("windows-vista/x64", "Unstated Unstated Unstated Unstated", "Unstated", "No")]
    [InlineData("server-2003-r2/x64", "No No Unstated Yes", "No", "No")]
    [InlineData("windows-10/x86", "No No Unstated Yes", "No", "No")]
    [InlineData("server-2008/x86", "No No Unstated Yes", "No", "No")]
    public void Statement_WhenAskedForAGuest_IsWhatTheBookSays(string edition, string release344, string release323,
        string release341)
    {
        BookStatement statement = Statement("3.4.4", edition);
        Assert.Equal(release344, $"{statement.Signed} {statement.Certified} {statement.Tested} {statement.Alert}");
        Assert.Equal((release323, release341),
            ($"{Statement("3.2.3", edition).Signed}", $"{Statement("3.4.1", edition).Signed}"));
    }

    [Fact]
    public void Statements_WhenReadOrInferred_SayWhich() =>
        Assert.Equal("server-2012-r2/x64 server-2008-r2/x64 server-2008/x64",
            string.Join(' ', Data.SigningPolicy.Statements
            .Where(statement => statement.Reading.StartsWith("inferred", StringComparison.Ordinal))
                .SelectMany(statement => statement.Editions)));

    [Theory]
    [InlineData("5.2/x86", "SHA1", "SHA1", "SHA1 SHA256")]
    [InlineData("6.0/x64", "SHA1 SHA256", "SHA1", "SHA1 SHA256")]
    [InlineData("6.1/x86", "SHA1 SHA256", "SHA1", "SHA1 SHA256")]
    [InlineData("6.2/x64", "SHA256", "SHA256", "SHA1 SHA256")]
    [InlineData("10.0/x64", "SHA256", "SHA256", "SHA1 SHA256")]
    public void Digests_WhenAskedForACell_AreThoseItsGuestsRead(string cell, string sys, string cat, string exe) =>
        Assert.Equal((sys, cat, exe),
        (Digests(cell, Artifact.Sys), Digests(cell, Artifact.Cat), Digests(cell, Artifact.Exe)));

    [Fact]
    public void Digests_WhenTheCatalogIsOfVersion1_AreSha1AndOneSignature()
    {
        foreach (CatalogOsCell entry in Data.CatalogOs.Cells)
            Assert.Equal(entry.Version == 1 ? "SHA1" : "SHA256", Digests(entry.Cell.ToString(), Artifact.Cat));
    }

    [Fact]
    public void Regimes_WhenAGuestHasNone_AreRefused()
    {
        MalformedFileException error = DataFixture.With("signing-policy.json",
            root => root["regimes"]![1]!["editions"]!.AsArray().RemoveAt(0)).Error("signing-policy.json");
        Assert.Equal("0 regimes for server-2008/x86", error.Found);
    }

    [Fact]
    public void Statements_WhenAReleaseIsSilentOnAGuest_AreRefused()
    {
        MalformedFileException error = DataFixture.With("signing-policy.json",
            root => root["statements"]![3]!["editions"]!.AsArray().RemoveAt(0)).Error("signing-policy.json");
        Assert.Equal("0 statements on 3.4.4 for windows-8/x64", error.Found);
    }

    [Fact]
    public void Regimes_WhenTwoGuestsOfACellWantOtherDigests_AreRefused()
    {
        MalformedFileException error = DataFixture.With("signing-policy.json",
            root => root["regimes"]![2]!["artifacts"]!["sys"]!["digests"] = new JsonArray("sha1")).Error(
                "signing-policy.json");
        Assert.Contains("share the package 6.0/x64", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_WhenARuleNamesAnUnknownOne_AreRefused()
    {
        MalformedFileException error = DataFixture.With("signing-policy.json",
            root => root["regimes"]![0]!["route"]!["source"] = "hearsay").Error("signing-policy.json");
        Assert.Equal("the string \"hearsay\"", error.Found);
    }

    private static BookStatement Statement(string release, string edition) =>
        Data.SigningPolicy.Statement(Version.Parse(release), Data.Guests.Editions.Single(e => e.Name == edition));

    private static string Digests(string cell, Artifact artifact) =>
        string.Join(' ', Data.SigningPolicy.Digests(CellId.Parse(cell), artifact).Select(digest => digest.Name));
}
