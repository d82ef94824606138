// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>What a person types to get tools.</summary>
internal static class InstallCommand
{
    public static string For(IReadOnlyCollection<Tool> tools)
        => OperatingSystem.IsWindows() ? OnWindows(tools) : OnDebian(tools);

    private static string OnDebian(IReadOnlyCollection<Tool> tools)
    {
        List<string> packages = [.. tools.Where(t => !t.OnlyUnpacked).Select(t => t.Debian).Distinct()];
        string architecture = packages.Exists(p => p.EndsWith(":i386", StringComparison.Ordinal))
            ? "sudo dpkg --add-architecture i386 && " : "";
        string install = packages.Count == 0 ? ""
            : $"{architecture}sudo apt-get update && "
                + $"sudo apt-get install --no-install-recommends {string.Join(' ', packages)}";
        List<string> unpacked = [.. tools.Where(t => t.OnlyUnpacked).Select(t => t.Debian)];
        string note = unpacked.Count == 0 ? ""
            : $"(--provision unpacks {string.Join(", ", unpacked)} into a folder; they must not be installed on this machine)";
        return string.Join(' ', new[] { install, note }.Where(t => t.Length > 0));
    }

    private static string OnWindows(IReadOnlyCollection<Tool> tools)
    {
        List<string> hints = [.. tools.Select(t => t.Windows).OfType<string>().Distinct()];
        List<string> none = [.. tools.Where(t => t.Windows is null).Select(t => t.Name)];
        if (none.Count > 0)
            hints.Add($"({string.Join(", ", none)}: not used on Windows; run that target on Linux)");
        return string.Join("; ", hints);
    }
}
