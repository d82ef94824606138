// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Launch;

/// <summary>What somebody may have meant.</summary>
internal static class Spelling
{
    private const int MostEdits = 3;

    /// <summary>", did you mean ...?" or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known, string prefix)
    {
        string? nearest = known
            .Select(k => (Name: k, Edits: Edits(word.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(k => k.Edits <= Math.Min(MostEdits, Math.Max(1, word.Length / 2)))
            .OrderBy(k => k.Edits).Select(k => k.Name).FirstOrDefault();
        if (nearest is null)
            return "";
        string shown = prefix.Length == 0 ? nearest
            : new Parameter(nearest, typeof(string), false, null, null, false, false).Switch;
        return $", did you mean '{shown}'?";
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour.</summary>
    private static int Edits(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        return cost[a.Length, b.Length];
    }
}
