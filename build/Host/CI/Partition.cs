// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.CI;

/// <summary>Part of a CI matrix: <c>--partition 2/3</c>.</summary>
public sealed class Partition
{
    public static Partition Single { get; } = new() { Part = 1, Total = 1 };

    /// <summary>Counted from 1.</summary>
    public int Part { get; set; }

    public int Total { get; set; }

    public bool IsIn(int part) => Total == 1 || part == Part;

    /// <summary>Deals the items out in turn and gives those of this part.</summary>
    public IEnumerable<T> GetCurrent<T>(IEnumerable<T> enumerable)
        => enumerable.Where((_, index) => index % Total == Part - 1);

    public override string ToString() => $"{Part}/{Total}";

    internal static Partition Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && int.TryParse(text.AsSpan(0, slash), out int part)
            && int.TryParse(text.AsSpan(slash + 1), out int total) && part >= 1 && part <= total)
            return new Partition { Part = part, Total = total };
        throw new FormatException($"'{text}' is no partition: expected PART/TOTAL with 1 <= PART <= TOTAL");
    }
}
