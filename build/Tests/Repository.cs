// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Tests;

/// <summary>Where the tests find the repository and, beside it, material that a clone elsewhere does not have.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Folder of this test project's data files; each has an origin, a licence and a sha256 in its README.</summary>
    public static string Data { get; } = Path.Combine(Root, "build", "Tests", "data");

    /// <summary>Catalogs and INFs of other vendors; null where the folder beside the repository is absent.</summary>
    public static string? Golden { get; } = Existing(Path.Combine(Root, "..", "shared", "golden"));

    /// <summary>A new empty folder under the system's temporary folder; the caller deletes it.</summary>
    public static string NewTemporaryDirectory() => Directory.CreateTempSubdirectory("pvdrivers-test-").FullName;

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "global.json")) && Directory.Exists(Path.Combine(at.FullName, ".nuke")))
                return at.FullName;
        throw new InvalidOperationException($"no folder above {AppContext.BaseDirectory} holds global.json and .nuke");
    }

    private static string? Existing(string path) => Directory.Exists(path) ? Path.GetFullPath(path) : null;
}
