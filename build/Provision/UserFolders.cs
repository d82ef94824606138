// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>The one folder outside the repository that provisioning writes to.</summary>
internal static class UserFolders
{
    /// <summary>$XDG_CACHE_HOME/oracle-vm-pv-drivers or what stands for it.</summary>
    public static string Cache { get; } = Path.Combine(CacheHome(), "oracle-vm-pv-drivers");

    /// <summary>Where packages are unpacked; it has usr, boot and lib as the root of a system has.</summary>
    public static string Unpacked => Path.Combine(Cache, "tools", "root");

    /// <summary>Programs that start the unpacked ones with their own libraries.</summary>
    public static string Wrappers => Path.Combine(Cache, "tools", "bin");

    private static string CacheHome()
    {
        string? given = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!string.IsNullOrEmpty(given) && Path.IsPathRooted(given))
            return given;
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? Path.Combine(Path.GetTempPath(), "cache") : Path.Combine(home, ".cache");
    }
}
