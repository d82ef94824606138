// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;

namespace PvDrivers.Certification.Data;

/// <summary>The Windows version a package is built for, by its number: 5.2, 6.0, 6.1, 6.2, 6.3 or 10.0.</summary>
public readonly record struct OsTarget(int Major, int Minor) : IComparable<OsTarget>
{
    public static OsTarget Parse(string name) =>
        TryParse(name, out OsTarget target) ? target
            : throw new FormatException($"'{name}' is not a Windows version such as 6.1");

    public static bool TryParse(string name, out OsTarget target)
    {
        string[] parts = name.Split('.');
        target = default;
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, null, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, null, out int minor))
            return false;
        target = new OsTarget(major, minor);
        return target.ToString() == name;
    }

    public int CompareTo(OsTarget other) =>
        Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <summary>The name, which is also the name of the folder: <c>6.1</c>.</summary>
    public override string ToString() => $"{Major}.{Minor}";

    public static bool operator <(OsTarget left, OsTarget right) => left.CompareTo(right) < 0;

    public static bool operator >(OsTarget left, OsTarget right) => left.CompareTo(right) > 0;

    public static bool operator <=(OsTarget left, OsTarget right) => left.CompareTo(right) <= 0;

    public static bool operator >=(OsTarget left, OsTarget right) => left.CompareTo(right) >= 0;
}
