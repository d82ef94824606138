// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>Something that the build needs from outside: a program, or a file that only a package brings.</summary>
public sealed record Tool
{
    /// <summary>The name by which stages ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="ToolSet"/>.</summary>
    public required string Set { get; init; }

    /// <summary>What it is used for, in a few words.</summary>
    public required string Purpose { get; init; }

    /// <summary>Programs that will do, the best first; looked for along PATH and in <see cref="Folders"/>.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>Paths of which one must exist, where it is no program. A star stands for any name.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Folders outside PATH in which distributions put the programs.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>The oldest version that will do; null where any will.</summary>
    public Version? Minimum { get; init; }

    /// <summary>True where the name of the first command already says the version.</summary>
    public bool NameTellsVersion { get; init; }

    /// <summary>Arguments that make the program tell its version.</summary>
    public IReadOnlyList<string> VersionArguments { get; init; } = ["--version"];

    /// <summary>Package of Debian and Ubuntu.</summary>
    public required string Debian { get; init; }

    /// <summary>What installs it on Windows; null where it is not used there.</summary>
    public string? Windows { get; init; }

    /// <summary>True where the package works unpacked into a folder, without being installed.</summary>
    public bool WorksUnpacked { get; init; }

    /// <summary>True for a package that must never be installed on the machine itself: a kernel, a
    /// hypervisor.</summary>
    public bool OnlyUnpacked { get; init; }
}

/// <summary>Names of the sets that --provision keeps apart.</summary>
public static class ToolSet
{
    /// <summary>Makes the drop.</summary>
    public const string Pack = "pack";

    /// <summary>Judges it from outside: tests, build/judge-drop.sh.</summary>
    public const string Judge = "judge";

    /// <summary>Runs Setup.exe.</summary>
    public const string Wine = "wine";

    /// <summary>Runs the driver core against real backends.</summary>
    public const string Xen = "xen";

    /// <summary>Keys in a token.</summary>
    public const string Hsm = "hsm";

    /// <summary>Prints the guide.</summary>
    public const string Docs = "docs";

    public static IReadOnlyList<string> All { get; } = [Pack, Judge, Wine, Xen, Hsm, Docs];
}
