// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Policy;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Notes;

public enum NotesFormat
{
    Markdown,
    Html,
    PlainText,
}

/// <summary>
/// The notes of a drop: what it is, what changed since an earlier release, what is known not to work.
/// </summary>
public static class ReleaseNotes
{
    /// <summary>
    /// Cumulative notes: every release after <paramref name="from"/> up to <paramref name="to"/>, newest first. Lines
    /// end with a line feed. What the drop is comes from <paramref name="drop"/> alone: a limitation is printed if it
    /// concerns a guest of the drop in the state its files were read in.
    /// </summary>
    public static string Write(Changelog changelog, Version from, Version to, DropFacts drop,
        NotesFormat format = NotesFormat.Markdown)
    {
        if (new Version(drop.Version.Major, drop.Version.Minor, drop.Version.Build) != to)
            throw new UsageException($"the drop is {drop.Version}: its notes cannot end with {to}");
        changelog.Check(drop.Data.Faults);
        IReadOnlyList<ChangelogRelease> releases = changelog.Between(from, to);
        List<NotesBlock> blocks = [.. Opening(from, drop), .. Signing(drop), .. Guarded(releases, drop.Data.Faults)];
        foreach (ChangelogRelease release in releases)
            blocks.AddRange(Changes(release));
        blocks.AddRange(Limitations(drop));
        return format switch
        {
            NotesFormat.Markdown => MarkdownNotes.Render(blocks),
            NotesFormat.Html => HtmlNotes.Render(blocks),
            _ => PlainNotes.Render(blocks),
        };
    }

    /// <summary>The limitations of chapter 9 that concern this drop, in their order.</summary>
    public static IReadOnlyList<Limitation> LimitationsOf(DropFacts drop)
    {
        Version release = new(drop.Version.Major, drop.Version.Minor, drop.Version.Build);
        return [.. drop.Data.Limitations.Where(limitation => limitation.Concerns(release)
            && Concerned(limitation, drop).Any())];
    }

    private static IEnumerable<GuestDrop> Concerned(Limitation limitation, DropFacts drop) => drop.Guests.Where(guest =>
        limitation.Concerns(guest.Edition)
            && (!limitation.OnlyUnsigned || guest.Status.State == SigningState.UnsignedButAllowed));

    private static IEnumerable<NotesBlock> Opening(Version from, DropFacts drop)
    {
        Product product = drop.Data.Product;
        yield return new Heading(1, $"{product.Name} {drop.Version.ToString(3)}: release notes");
        yield return new Paragraph(
            $"Version and build: {drop.Version}. These notes tell everything that changed after {from}.");
    }

    private static IEnumerable<NotesBlock> Signing(DropFacts drop)
    {
        yield return new Heading(2, "Guests and signatures of this drop");
        yield return new Paragraph("Read out of the files of this drop and held against the signing policy of "
            + $"{drop.Data.SigningPolicy.AsOf:yyyy-MM-dd}. Nothing was tried on the guests themselves.");
        yield return new Table(["Drivers are", "Guests", "Because"],
            [.. drop.Guests.GroupBy(guest => (guest.Status.Words, guest.Status.Reason))
            .Select(group => (IReadOnlyList<string>)[group.Key.Words, Names(drop, group), group.Key.Reason])]);
        GuestEdition[] absent = [.. drop.Data.Guests.Editions.Where(edition =>
            !drop.Guests.Any(guest => guest.Edition == edition))];
        if (absent.Length > 0)
            yield return new Paragraph(
                $"Not in this drop: {string.Join(", ", absent.Select(edition => Name(drop, edition)))}.");
        GuestDrop[] silent = [.. drop.Guests.Where(guest => guest.Silent)];
        yield return new Paragraph(silent.Length > 0
            ? $"Silent installation is possible on {Names(drop, silent)}."
            : "Silent installation is refused on every guest: it needs drivers that Microsoft signed for the guest.");
    }

    /// <summary>What the releases below fixed is the book's word; what this build would notice is said here.</summary>
    private static IEnumerable<NotesBlock> Guarded(IReadOnlyList<ChangelogRelease> releases, Faults faults)
    {
        Fault[] bugs = [.. releases.SelectMany(release => release.References)
            .Where(reference => reference.Kind == FaultKind.Bug)
            .Select(reference => reference.Number).Distinct().Select(faults.Find).OfType<Fault>()];
        int guarded = bugs.Count(bug => bug.Guards.Any(guard => guard is TestGuard));
        int planned = bugs.Count(bug => !bug.Guards.Any(guard => guard is TestGuard)
            && bug.Guards.Any(guard => guard is PlannedGuard));
        yield return new Heading(2, "How the changes below are known");
        yield return new Paragraph(
            $"The published releases made them. Of their {bugs.Length} numbered bugs this build has tests that would "
            + $"notice {guarded} if they came back, and none yet for {planned}; "
            + $"{bugs.Length - guarded - planned} cannot be noticed without Windows.");
    }

    /// <summary>A guest by its name alone when all its editions of this drop are meant.</summary>
    private static string Names(DropFacts drop, IEnumerable<GuestDrop> guests) =>
        string.Join(", ", guests.GroupBy(guest => guest.Edition.GuestId)
        .SelectMany(group => group.Count() == drop.Guests.Count(guest => guest.Edition.GuestId == group.Key)
            && group.Count() > 1
            ? [drop.Data.Guests[group.Key].Name]
            : group.Select(guest => Name(drop, guest.Edition))));

    private static string Name(DropFacts drop, GuestEdition edition) =>
        $"{drop.Data.Guests[edition.GuestId].Name} ({edition.Architecture.Bits()}-bit)";

    private static IEnumerable<NotesBlock> Changes(ChangelogRelease release)
    {
        yield return new Heading(2, $"New in {release.Version}"
            + (release.Date is DateOnly day ? $" ({day:yyyy-MM-dd})" : ""));
        foreach (ChangelogEntry remark in release.Remarks)
            yield return new Paragraph(Describe(remark));
        foreach (ChangelogSection section in release.Sections)
        {
            yield return new Heading(3, section.Name);
            yield return new Items(false, [.. section.Entries.Select(Describe)]);
        }
    }

    private static string Describe(ChangelogEntry entry) => entry.Text.TrimEnd('.') + (entry.References.Count == 0
        ? "."
        : $" ({Numbers(entry.References[0].Kind, entry.References.Select(reference => reference.Number))}).");

    private static string Numbers(FaultKind kind, IEnumerable<int> numbers)
    {
        string list = string.Join(", ", numbers);
        return Changelog.Word(kind) + (list.Contains(',') ? "s " : " ") + list;
    }

    private static IEnumerable<NotesBlock> Limitations(DropFacts drop)
    {
        yield return new Heading(2, "Known limitations");
        IReadOnlyList<Limitation> limitations = LimitationsOf(drop);
        if (limitations.Count == 0)
            yield return new Paragraph("None is known for the guests of this drop.");
        foreach (Limitation limitation in limitations)
        {
            yield return new Heading(3, limitation.Title);
            string numbers = limitation.Faults.Count == 0 ? "" : $" ({Numbers(FaultKind.Bug, limitation.Faults)})";
            yield return new Paragraph($"{limitation.Text}{numbers}");
            yield return new Paragraph($"Concerns: {Concerns(limitation, drop)}.");
            yield return new Items(limitation.Workaround.Count > 1, limitation.Workaround);
        }
    }

    private static string Concerns(Limitation limitation, DropFacts drop)
    {
        GuestDrop[] concerned = [.. Concerned(limitation, drop)];
        return concerned.Length == drop.Guests.Count ? "every guest of this drop" : Names(drop, concerned);
    }
}
