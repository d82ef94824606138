// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PvDrivers.Certification.Data;
using PvDrivers.Certification.Notes;
using PvDrivers.Certification.Policy;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class ReleaseNotesTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    /// <summary>Guards come and go with the tests; the golden text must not change with each.</summary>
    private static readonly CertificationData WithoutGuards = DataFixture.With("faults.json", root =>
    {
        foreach (JsonNode? fault in root["faults"]!.AsArray())
            fault!["guards"] = new JsonArray(new JsonObject { ["kind"] = "cannot", ["reason"] = "fixture" });
    });

    /// <summary>
    /// To renew the golden files after a wanted change: OVM_UPDATE_GOLDEN=1 dotnet test, then read the
    /// difference.
    /// </summary>
    [Theory]
    [InlineData(NotesFormat.Markdown, "notes-3.4.2-3.4.4-devsigned.md")]
    [InlineData(NotesFormat.Html, "notes-3.4.2-3.4.4-devsigned.html")]
    [InlineData(NotesFormat.PlainText, "notes-3.4.2-3.4.4-devsigned.txt")]
    public void Write_WhenTheDropIsDevelopmentSigned_IsTheGoldenText(NotesFormat format, string golden)
    {
        string path = Path.Combine(Repository.Data, "notes", golden);
        string notes = Write(Drop(SignerKind.Development) with { Data = WithoutGuards }, format);
        if (Environment.GetEnvironmentVariable("OVM_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, notes);
        Assert.Equal(File.ReadAllText(path), notes);
    }

    [Fact]
    public void Write_WhenAskedForARange_HasEveryNumberOfItAndNoOther()
    {
        string notes = Write(Drop(SignerKind.Development));
        string changes = notes[..notes.IndexOf("## Known limitations", StringComparison.Ordinal)];
        foreach (Fault fault in Data.Faults.Listed)
            Assert.Equal(fault.Releases.Contains(new Version(3, 4, 4)) || fault.Releases.Contains(new Version(3, 4, 3)),
                changes.Contains($"{fault.Number}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SignerKind.Development, "9.1 9.2 9.3 9.4 9.6 9.7 9.8 9.9 9.10 9.12")]
    [InlineData(SignerKind.MicrosoftWhql, "9.2 9.3 9.4 9.6 9.7 9.8 9.9 9.10 9.12")]
    public void Limitations_WhenEveryCellIsInTheDrop_DependOnTheSigner(SignerKind signer, string sections) =>
        Assert.Equal(sections, Sections(Drop(signer)));

    [Theory]
    [InlineData("10.0/x64", "9.3 9.6 9.8 9.9 9.12")]
    [InlineData("5.2/x86", "9.3 9.4 9.6 9.8 9.9")]
    [InlineData("6.2/x64", "9.3 9.6 9.7 9.8 9.9 9.12")]
    public void Limitations_WhenOneCellIsInTheDrop_AreThoseOfItsGuests(string cell, string sections) =>
        Assert.Equal(sections, Sections(Drop(SignerKind.MicrosoftWhql, CellId.Parse(cell))));

    [Fact]
    public void Write_WhenTheDropIsPartial_SaysWhatIsNotInIt()
    {
        string notes = Write(Drop(SignerKind.Development, CellId.Parse("10.0/x64")));
        Assert.Contains("Not in this drop: Windows Server 2012 R2 (64-bit)", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("| Windows 7 SP1 (64-bit)", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhenMicrosoftSignedForServer2016_AllowsSilenceThereAlone()
    {
        string notes = Write(Drop(SignerKind.MicrosoftWhql, CellId.Parse("10.0/x64"), CellId.Parse("10.0/x86")));
        Assert.Contains("Silent installation is possible on Windows Server 2016 (64-bit), Windows 10 (64-bit).",
            notes, StringComparison.Ordinal);
        Assert.Contains("Silent installation is refused on every guest", Write(Drop(SignerKind.Development)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhenNumbersAreFixed_SaysHowManyTestsWouldNotice() => Assert.Contains(
        "would notice 0 if they came back, and none yet for 0; 10 cannot be noticed without Windows.",
        Write(Drop(SignerKind.Development) with { Data = WithoutGuards }), StringComparison.Ordinal);

    [Fact]
    public void Write_WhenTheDropIsOfAnotherRelease_IsAUsageError() => Assert.Throws<UsageException>(() =>
        ReleaseNotes.Write(ChangelogTests.Real, new Version(3, 4, 2), new Version(3, 4, 3),
            Drop(SignerKind.Development)));

    [Fact]
    public void Write_WhenATextHasMarkup_IsEscapedInEachFormat()
    {
        Changelog changelog = Changelog.Parse(
            ChangelogTests.RealText.Replace("- Windows 10 as a guest.",
            "- A <b>_c_</b> & `x <y` on [page](https://example.org/a?b&c).", StringComparison.Ordinal), "CHANGELOG.md");
        DropFacts drop = Drop(SignerKind.Development);
        string Notes(NotesFormat format) =>
            ReleaseNotes.Write(changelog, new Version(3, 2, 3), new Version(3, 4, 4), drop, format);
        Assert.Contains("- A \\<b>\\_c\\_\\</b> & `x <y` on [page](https://example.org/a?b&c).\n",
            Notes(NotesFormat.Markdown), StringComparison.Ordinal);
        Assert.Contains("<li>A &lt;b&gt;_c_&lt;/b&gt; &amp; <code>x &lt;y</code> on "
            + "<a href=\"https://example.org/a?b&amp;c\">page</a>.</li>", Notes(NotesFormat.Html),
            StringComparison.Ordinal);
        Assert.Contains("- A <b>_c_</b> & x <y on page <https://example.org/a?b&c>.\n", Notes(NotesFormat.PlainText),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhenAsPlainText_StaysWithin100Columns() =>
        Assert.All(Write(Drop(SignerKind.Development), NotesFormat.PlainText)
            .Split('\n'), line => Assert.InRange(line.Length, 0, 100));

    private static string Sections(DropFacts drop) =>
        string.Join(' ', ReleaseNotes.LimitationsOf(drop).Select(limitation => limitation.Section));

    private static string Write(DropFacts drop, NotesFormat format = NotesFormat.Markdown) =>
        ReleaseNotes.Write(ChangelogTests.Real, new Version(3, 4, 2), new Version(3, 4, 4), drop, format);

    private static DropFacts Drop(SignerKind kind, params CellId[] cells)
    {
        ObservedSigner signer = new(kind, "Test", [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256], []);
        return DropFacts.Of(Data, new Version(3, 4, 4, 1882), Data.Cells.Select(cell => cell.Id)
            .Where(id => cells.Length == 0 || cells.Contains(id))
                .ToDictionary(id => id, _ => new CellSigners(signer, signer)));
    }
}
