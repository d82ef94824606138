// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>
/// The Windows that an INF tells apart: one for each version that a decoration names, for each architecture and (where a
/// decoration names one) each edition. Between two of them the INF installs the same.
/// </summary>
internal static class InfSystems
{
    /// <summary>No INF names so many versions; a hostile one shall not make the lint slow.</summary>
    private const int MaximumVersions = 24;

    private const int AllSuites = 0x7FFF;

    public static IReadOnlyList<WindowsVersion> Of(InfPackage package)
    {
        TargetOs[] targets = [.. package.ModelsSections.Select(s => s.TargetOs).Concat(
            package.File.Installs.Defaults.Select(d => d.TargetOs)).OfType<TargetOs>().Distinct()];
        (int Major, int Minor, int Build)[] versions = [.. targets
            .Select(t => (t.Major ?? 0, t.Minor ?? 0, t.Build ?? 0)).Distinct().OrderDescending().Take(MaximumVersions)];
        InfArchitecture[] architectures = [.. targets.Select(t => t.Architecture ?? InfArchitecture.X86).Distinct().Order()];
        bool editions = Array.Exists(targets, t => t.ProductType is not null || t.SuiteMask is not null);
        WindowsProductType[] products = editions ? Enum.GetValues<WindowsProductType>() : [WindowsProductType.Workstation];
        return
        [
            .. from version in versions
               from architecture in architectures
               from product in products
               from suite in editions ? [0, AllSuites] : (int[])[0]
               select new WindowsVersion(version.Major, version.Minor, version.Build, architecture, product, suite),
        ];
    }
}
