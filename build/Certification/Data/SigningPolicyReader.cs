// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class SigningPolicyReader
{
    internal static SigningPolicy Read(DataValue root, Guests guests, IReadOnlyList<Cell> cells) => root.Record(o =>
    {
        IReadOnlyList<PolicySource> sources = o["sources"].Table("source", ReadSource, source => source.Id);
        IReadOnlyList<SigningRegime> regimes = o["regimes"].Table("regime", value => new RegimeReader(sources, guests)
            .Read(value), regime => regime.Name);
        RequireEveryEdition(o["regimes"], regimes, guests);
        IReadOnlyList<BookStatement> statements = o["statements"].List(value => ReadStatement(value, sources, guests));
        RequireEveryStatement(o["statements"], statements, guests);
        return new SigningPolicy
        {
            AsOf = o["asOf"].Date(),
            Sources = sources,
            Statements = statements,
            Regimes = regimes,
            Decisions = o["decisions"].Table("decision", CommonReader.Decision, decision => decision.About),
            RegimeOfCell = cells.ToDictionary(cell => cell.Id,
                cell => RegimeOf(o["regimes"], cell.Id, regimes, guests)),
        };
    });

    internal static string Source(DataValue value, IReadOnlyList<PolicySource> sources) =>
        sources.Any(source => source.Id == value.Text())
        ? value.Text()
        : throw value.Error($"a source of this file ({string.Join(", ", sources.Select(source => source.Id))})");

    internal static IReadOnlyList<string> Editions(DataValue value, Guests guests) => value.Table("edition",
        item => guests.Editions.Any(edition => edition.Name == item.Text()) ? item.Text()
            : throw item.Error("a guest and processor of guests.json"),
        name => name);

    private static PolicySource ReadSource(DataValue value) =>
        value.Record(o => new PolicySource(o.Text("id"), o["kind"].Choice(
        ("book", SourceKind.Book), ("microsoft", SourceKind.Microsoft), ("press", SourceKind.Press),
            ("inferred", SourceKind.Inferred),
        ("memory", SourceKind.Memory)), o.Text("text")));

    private static BookStatement ReadStatement(DataValue value, IReadOnlyList<PolicySource> sources, Guests guests) =>
        value.Record(o => new BookStatement
    {
        Releases = o["releases"].Table("release", item => item.Release(), release => release),
        Editions = Editions(o["editions"], guests),
        Signed = ReadAnswer(o["signed"]),
        Certified = ReadAnswer(o["certified"]),
        Tested = ReadAnswer(o["tested"]),
        Alert = ReadAnswer(o["alert"]),
        Reading = o.Text("reading"),
        Source = Source(o["source"], sources),
    });

    private static Answer ReadAnswer(DataValue value) =>
        value.Choice(("yes", Answer.Yes), ("no", Answer.No), ("unstated", Answer.Unstated));

    private static void RequireEveryEdition(DataValue at, IReadOnlyList<SigningRegime> regimes, Guests guests)
    {
        foreach (GuestEdition edition in guests.Editions)
        {
            int count = regimes.Count(regime => regime.Editions.Contains(edition.Name));
            if (count != 1)
                throw at.Error($"{count} regimes for {edition.Name}",
                    "one regime for each guest and processor of guests.json");
        }
    }

    /// <summary>Silence is stated too: each release has one statement for each guest.</summary>
    private static void RequireEveryStatement(DataValue at, IReadOnlyList<BookStatement> statements, Guests guests)
    {
        foreach (Version release in statements.SelectMany(statement => statement.Releases).Distinct())
            foreach (GuestEdition edition in guests.Editions)
            {
                int count = statements.Count(statement => statement.Releases.Contains(release)
                    && statement.Editions.Contains(edition.Name));
                if (count != 1)
                    throw at.Error($"{count} statements on {release} for {edition.Name}",
                        "one for each release and guest, silence included");
            }
    }

    /// <summary>
    /// A cell has one package: the guests of a cell may differ in what they accept, not in how it is signed.
    /// </summary>
    private static SigningRegime RegimeOf(DataValue at, CellId cell, IReadOnlyList<SigningRegime> regimes,
        Guests guests)
    {
        SigningRegime[] here = [.. guests.Editions.Where(edition => edition.Cell == cell)
            .Select(edition => regimes.First(r => r.Editions.Contains(edition.Name))).Distinct()];
        foreach (Artifact artifact in (Artifact[])[Artifact.Sys, Artifact.Cat])
            foreach (SigningRegime regime in here)
                if (!regime.Artifacts[artifact].Digests.SequenceEqual(here[0].Artifacts[artifact].Digests))
                    throw at.Error($"other digests for {artifact} in {regime.Name} than in {here[0].Name}",
                        $"equal ones, for both share the package {cell}");
        return here[0];
    }
}
