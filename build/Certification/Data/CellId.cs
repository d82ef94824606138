// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>One of the 12 cells of the matrix: a Windows version and a processor.</summary>
public readonly record struct CellId(OsTarget Os, Architecture Architecture) : IComparable<CellId>
{
    public static CellId Parse(string name) =>
        TryParse(name, out CellId cell) ? cell : throw new FormatException($"'{name}' is not a cell such as 6.1/x64");

    public static bool TryParse(string name, out CellId cell)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        cell = default;
        if (slash < 0 || !OsTarget.TryParse(name[..slash], out OsTarget os)
            || !ArchitectureNames.TryParse(name[(slash + 1)..], out Architecture architecture))
            return false;
        cell = new CellId(os, architecture);
        return true;
    }

    /// <summary>By version, x64 before x86: the order of every table and every build.</summary>
    public int CompareTo(CellId other) =>
        Os != other.Os ? Os.CompareTo(other.Os) : Architecture.CompareTo(other.Architecture);

    /// <summary>The name, which is also the path of the folder: <c>6.1/x64</c>.</summary>
    public override string ToString() => $"{Os}/{Architecture.Name()}";

    public static bool operator <(CellId left, CellId right) => left.CompareTo(right) < 0;

    public static bool operator >(CellId left, CellId right) => left.CompareTo(right) > 0;

    public static bool operator <=(CellId left, CellId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(CellId left, CellId right) => left.CompareTo(right) >= 0;
}
