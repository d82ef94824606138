// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Cat;

/// <summary>
/// What a list of /os: names means for a catalog: its OS attribute, the OSAttr of its members, its version. The order
/// of the names and their case do not matter.
/// </summary>
public sealed class OsCatalog
{
    private const int NearNames = 3;

    private static readonly string[] WindowsOrder = ["5.00", "5.1", "5.2", "6.0", "6.1", "6.2", "6.3", "10.0"];

    private OsCatalog(IReadOnlyList<OsName> names)
    {
        Names = names;
        Attribute = string.Join(',', names.Select(n => n.Token));
        OsAttr = string.Join(',', names.SelectMany(n => n.Codes).Distinct().OrderBy(Rank).Select(w => "2:" + w));
        // One target older than Windows 8 makes the whole catalog V1: such systems know neither V2 nor SHA-256 in it.
        Version = names.Any(n => Rank(n.Windows) < Rank("6.2")) ? CatalogVersion.V1 : CatalogVersion.V2;
    }

    /// <summary>Every name that Inf2Cat took from Windows 2000 to Server 2025, in canonical order.</summary>
    public static IReadOnlyList<OsName> All => OsTable.Rows;

    /// <summary>The names asked for, each once, in canonical order.</summary>
    public IReadOnlyList<OsName> Names { get; }

    /// <summary>Value of the catalog's OS attribute: tokens with commas, no blanks.</summary>
    public string Attribute { get; }

    /// <summary>Value of each member's OSAttr, such as "2:6.1,2:10.0".</summary>
    public string OsAttr { get; }

    public CatalogVersion Version { get; }

    /// <summary>INF platform extensions of the names: "x86", "amd64" ...</summary>
    public IReadOnlyList<string> Architectures => [.. Names.Select(n => n.Architecture).Distinct()];

    public static OsCatalog Resolve(IEnumerable<string> names)
    {
        HashSet<OsName> asked = [];
        foreach (string name in names)
            asked.Add(Find(name.Trim()));
        if (asked.Count == 0)
            throw new UsageException("no operating system is named; /os: takes a list such as 10_X64,Server10_X64");
        return new OsCatalog([.. OsTable.Rows.Where(asked.Contains)]);
    }

    /// <summary>Splits what stands behind /os: (commas) or in an MSBuild property (semicolons).</summary>
    public static OsCatalog Parse(string list) =>
        Resolve(list.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The row that makes this token of an OS attribute; null for a token that no name makes.</summary>
    public static OsName? FromToken(string token) => OsTable.Rows.FirstOrDefault(r => r.Token == token);

    private static int Rank(string windows) => Array.IndexOf(WindowsOrder, windows);

    private static OsName Find(string name)
    {
        OsName? row = OsTable.Rows.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (row is not null)
            return row;
        IEnumerable<string> near = OsTable.Rows.Select(r => r.Name).OrderBy(n => Distance(n, name)).Take(NearNames);
        throw new UsageException($"'{name}' names no operating system for /os:; near names: {string.Join(", ", near)}");
    }

    /// <summary>Levenshtein distance without regard to case.</summary>
    private static int Distance(string known, string asked)
    {
        int[] row = [.. Enumerable.Range(0, asked.Length + 1)];
        for (int i = 1; i <= known.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= asked.Length; j++)
            {
                int same = char.ToUpperInvariant(known[i - 1]) == char.ToUpperInvariant(asked[j - 1]) ? 0 : 1;
                int best = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + same);
                diagonal = row[j];
                row[j] = best;
            }
        }

        return row[asked.Length];
    }
}
