// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

/// <summary>The project's INFs, rendered from inf/ for any cell.</summary>
internal static class OwnInfs
{
    public static readonly string[] OsTargets = ["5.2", "6.0", "6.1", "6.2", "6.3", "10.0"];
    public static readonly InfArchitecture[] Architectures = [InfArchitecture.Amd64, InfArchitecture.X86];

    public static InfPackageList Packages { get; } =
        InfPackageList.Read(File.ReadAllBytes(PathOf("packages.json")), "packages.json");

    public static string PathOf(string file) => Path.Combine(Repository.Root, "inf", file);

    public static byte[] Bytes(string driver, string os, InfArchitecture architecture)
    {
        InfPackageEntry package = Packages.Packages.Single(p => p.Driver == driver);
        return InfPackageList.Render(package, File.ReadAllBytes(PathOf(package.Template)),
            new InfCell(os, architecture, new DateOnly(2026, 11, 22), new Version(3, 4, 4, 1882)));
    }

    public static InfFile Read(string driver, string os, InfArchitecture architecture) =>
        InfFile.Read(Bytes(driver, os, architecture), $"{os}/{architecture.InfName()}/{driver}.inf");

    public static IEnumerable<object[]> Cells() =>
        from package in Packages.Packages
        from os in OsTargets
        from architecture in Architectures
        select new object[] { package.Driver, os, architecture };
}
