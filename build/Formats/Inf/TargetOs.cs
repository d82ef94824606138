// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Numerics;

namespace PvDrivers.Formats.Inf;

/// <summary>VER_NT_* of Winnt.h.</summary>
public enum WindowsProductType
{
    Workstation = 1,
    DomainController = 2,
    Server = 3,
}

/// <summary>A running Windows, as far as an INF can tell one from another. Suite holds VER_SUITE_* bits.</summary>
public sealed record WindowsVersion(int Major, int Minor, int Build, InfArchitecture Architecture,
    WindowsProductType ProductType = WindowsProductType.Workstation, int Suite = 0);

/// <summary>
/// The decoration of a models section ("INF Manufacturer section", Windows driver documentation):
/// <c>nt[Architecture][.[Major][.[Minor][.[ProductType][.[SuiteMask][.[Build]]]]]]</c>. Null parts are not given.
/// </summary>
public sealed record TargetOs(InfArchitecture? Architecture, int? Major, int? Minor, int? ProductType, int? SuiteMask, int? Build)
{
    /// <summary>The first build of Windows 10 that understands a build number in a decoration.</summary>
    public const int FirstBuildWithBuildNumbers = 14310;

    /// <summary>The empty decoration: "nt" and no more.</summary>
    public static TargetOs Any { get; } = new(null, null, null, null, null, null);

    /// <summary>Null where the text is not a decoration.</summary>
    public static TargetOs? Parse(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length > 6 || !parts[0].StartsWith("nt", StringComparison.OrdinalIgnoreCase))
            return null;
        InfArchitecture? architecture = null;
        if (parts[0].Length > 2)
        {
            architecture = parts[0].Equals("ntx64", StringComparison.OrdinalIgnoreCase) ? null
                : InfArchitectureNames.Parse(parts[0].AsSpan(2));
            if (architecture is null)
                return null;
        }
        int?[] numbers = new int?[6];
        for (int i = 1; i < parts.Length; i++)
            if (parts[i].Trim().Length > 0 && (numbers[i] = Number(parts[i].Trim())) is null)
                return null;
        return new TargetOs(architecture, numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /// <summary>Whether a Windows may use the section. An architecture may only be left out for x86 (since Server 2003 SP1).</summary>
    public bool AppliesTo(WindowsVersion windows)
    {
        if (Architecture is { } architecture ? architecture != windows.Architecture
                : windows.Architecture != InfArchitecture.X86)
            return false;
        int order = (Major ?? 0, Minor ?? 0).CompareTo((windows.Major, windows.Minor));
        if (order > 0)
            return false;
        // An older Windows does not understand the sixth part and passes the whole decoration over.
        if (Build is { } build && ((windows.Major, windows.Build).CompareTo((10, FirstBuildWithBuildNumbers)) < 0
                || (order == 0 && build > windows.Build)))
            return false;
        return (ProductType is null || ProductType == (int)windows.ProductType)
            && (SuiteMask is not { } mask || (windows.Suite & mask) == mask);
    }

    /// <summary>
    /// Of two decorations that apply, the better is the greater: the version first ("a specific version number takes precedence
    /// over the product type and suite mask"), then the build, the product type, the number of suites, the architecture.
    /// </summary>
    internal (int, int, int, int, int, int) Rank => (Major ?? 0, Minor ?? 0, Build ?? 0, ProductType is null ? 0 : 1,
        BitOperations.PopCount((uint)(SuiteMask ?? 0)), Architecture is null ? 0 : 1);

    public override string ToString()
    {
        string parts = string.Join('.', ((int?[])[Major, Minor, ProductType, SuiteMask, Build]).Select(
            (n, i) => n is null ? "" : i is 2 or 3 ? $"0x{n:x}" : n.Value.ToString(CultureInfo.InvariantCulture)));
        return $"NT{Architecture?.InfName()}.{parts}".TrimEnd('.');
    }

    private static int? Number(string text)
    {
        bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return int.TryParse(hexadecimal ? text.AsSpan(2) : text,
            hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, null, out int number) && number >= 0
            ? number : null;
    }
}
