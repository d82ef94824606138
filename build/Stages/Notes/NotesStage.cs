// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Certification.Data;
using PvDrivers.Certification.Notes;
using PvDrivers.Certification.Policy;
using PvDrivers.Formats;
using PvDrivers.Stages.Runner;
using PvDrivers.Stages.Session;
using PvDrivers.Stages.Sign;

namespace PvDrivers.Stages.Notes;

/// <summary>The release notes, from CHANGELOG.md and from what the files to be released were found to be.</summary>
/// <param name="session">The build.</param>
/// <param name="from">Notes begin after this release; null takes the one before the changelog's newest.</param>
public sealed class NotesStage(BuildSession session, Version? from = null) : Stage
{
    public const string Name = "6-notes";

    private static readonly (NotesFormat Format, string File)[] Files =
    [
        (NotesFormat.Markdown, "ReleaseNotes.md"),
        (NotesFormat.Html, "ReleaseNotes.html"),
        (NotesFormat.PlainText, "ReleaseNotes.txt"),
    ];

    public override string Folder => Name;

    public override IReadOnlyList<string> Reads => [SignStage.Name];

    public override void Describe(StageInputs inputs)
    {
        inputs.File(ChangelogPath);
        inputs.Folder(Path.Combine(session.Root, "certification"), "*.json");
        inputs.Value("version", session.Version.ToString());
        inputs.Value("from", from?.ToString() ?? "previous release");
    }

    public override void Make(StageOutput output, EarlierStages earlier)
    {
        Changelog changelog = Changelog.Parse(File.ReadAllText(ChangelogPath), ChangelogPath);
        DropFacts facts = Facts(session, earlier);
        Version to = new(session.Version.Major, session.Version.Minor, session.Version.Build);
        if (changelog.Head.Version != to)
            throw new MalformedFileException(ChangelogPath, changelog.Head.Line, 1, $"release {changelog.Head.Version} on top",
                $"{to}, the release of certification/product.json");
        Version start = from ?? changelog.Releases[1].Version;
        foreach ((NotesFormat format, string file) in Files)
            output.Write(file, Encoding.UTF8.GetBytes(ReleaseNotes.Write(changelog, start, to, facts, format)), ChangelogPath);
        session.Report.Detail($"notes {start} -> {to}: {string.Join(", ", Files.Select(pair => pair.File))}");
    }

    /// <summary>What each cell's files were read to be.</summary>
    public static DropFacts Facts(BuildSession session, EarlierStages earlier)
    {
        Dictionary<CellId, CellSigners> signers = [];
        foreach (Cell cell in session.Cells)
        {
            ObservedSigner[] found = [.. ((string[])[".sys", ".cat"]).Select(extension => Weakest(session, earlier, cell, extension))];
            signers[cell.Id] = new CellSigners(found[0], found[1]);
        }
        return DropFacts.Of(session.Data, session.Version, signers);
    }

    /// <summary>A cell is as good as the least of its drivers.</summary>
    private static ObservedSigner Weakest(BuildSession session, EarlierStages earlier, Cell cell, string extension) =>
        session.Drivers.Select(driver => $"{cell.Folder}/{driver.Name}/{driver.Name}{extension}")
            .Select(path => SignerReader.Read(earlier.ReadBytes(SignStage.Name, path), path))
            .MinBy(signer => signer.Kind) ?? ObservedSigner.Nobody;

    private string ChangelogPath => Path.Combine(session.Root, "CHANGELOG.md");
}
