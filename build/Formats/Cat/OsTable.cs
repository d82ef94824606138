// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Cat;

/// <summary>A name of Inf2Cat's /os: switch and what it turns into.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Token">As in the catalog's OS attribute.</param>
/// <param name="Windows">Version as OSAttr spells it: "5.00" for Windows 2000, else major.minor.</param>
/// <param name="Architecture">INF platform extension: "x86", "ia64", "amd64", "arm", "arm64".</param>
public sealed record OsName(string Name, string Token, string Windows, string Architecture)
{
    /// <summary>What the name adds to OSAttr: its version; XP x64, which is a 5.2 system called XP, adds two.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [Windows];
}

/// <summary>Every /os: name from Windows 2000 to Server 2025, in the order in which catalogs list their tokens.</summary>
internal static class OsTable
{
    public static IReadOnlyList<OsName> Rows { get; } =
    [
        new("2000", "2000", "5.00", "x86"),
        new("XP_X86", "XPX86", "5.1", "x86"),
        new("XP_X64", "XPX64", "5.2", "amd64") { Codes = ["5.1", "5.2"] },
        .. Release("Server2003_", "Server2003", "5.2", "X86", "IA64", "X64"),
        .. Release("Vista_", "Vista", "6.0", "X86", "X64"),
        .. Release("Server2008_", "Server2008", "6.0", "X86", "IA64", "X64"),
        .. Release("7_", "7", "6.1", "X86", "X64"),
        .. Release("Server2008R2_", "Server2008R2", "6.1", "IA64", "X64"),
        .. Release("8_", "8", "6.2", "X86", "X64", "ARM"),
        new("Server8_X64", "Server2012X64", "6.2", "amd64"),
        new("6_3_X86", "_v63", "6.3", "x86"),
        new("6_3_X64", "_v63_X64", "6.3", "amd64"),
        new("6_3_ARM", "_v63_ARM", "6.3", "arm"),
        new("Server6_3_X64", "_v63_Server_X64", "6.3", "amd64"),
        .. Ten("10_", "", "X86", "X64"),
        .. TenServer("Server10_", "", "X64", "ARM64"),
        .. Ten("10_AU_", "_RS1", "X86", "X64"),
        .. TenServer("SERVER2016_", "_RS1", "X64"),
        .. Ten("10_RS2_", "_RS2", "X86", "X64"),
        .. Ten("10_RS3_", "_RS3", "X86", "X64", "ARM64"),
        .. Ten("10_RS4_", "_RS4", "X86", "X64", "ARM64"),
        .. Ten("10_RS5_", "_RS5", "X86", "X64", "ARM64"),
        .. TenServer("ServerRS5_", "_RS5", "X64", "ARM64"),
        .. Ten("10_19H1_", "_19H1", "X86", "X64", "ARM64"),
        .. Ten("10_VB_", "_Vb", "X86", "X64", "ARM64"),
        // Here alone the server comes first: its build (20348) is older than the client's (22000).
        .. TenServer("ServerFE_", "_21H2", "X64", "ARM64"),
        .. Ten("10_CO_", "_21H2", "X64", "ARM64"),
        .. Ten("10_NI_", "_22H2", "X64", "ARM64"),
        .. Ten("10_GE_", "_24H2", "X64", "ARM64"),
        .. TenServer("Server2025_", "_24H2", "X64", "ARM64"),
        .. Ten("10_25H2_", "_25H2", "X64", "ARM64"),
    ];

    private static IEnumerable<OsName> Release(string name, string token, string windows, params string[] machines) =>
        machines.Select(m => new OsName(name + m, token + m, windows, Extension(m)));

    /// <summary>From Windows 10 on the token of x86 names no machine.</summary>
    private static IEnumerable<OsName> Ten(string name, string suffix, params string[] machines) =>
        machines.Select(m => new OsName(name + m, $"_v100{(m == "X86" ? "" : "_" + m)}{suffix}", "10.0", Extension(m)));

    private static IEnumerable<OsName> TenServer(string name, string suffix, params string[] machines) =>
        machines.Select(m => new OsName(name + m, $"Server_v100_{m}{suffix}", "10.0", Extension(m)));

    private static string Extension(string machine) => machine switch
    {
        "X86" => "x86",
        "X64" => "amd64",
        _ => machine.ToLowerInvariant(),
    };
}
