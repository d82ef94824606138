// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Toolset;

/// <summary>
/// The same projects through Microsoft's msbuild.exe and the WDK, on Windows. NEVER RUN: no Windows was at hand. It is kept to
/// the shape of the call, so that whoever has a Windows finds one place to correct.
/// </summary>
internal static class WdkBuild
{
    public static DriverBuildResult Run(DriverBuildRequest request)
    {
        foreach (BuildCell cell in request.Cells)
            if (ToolsetSupport.Load().WhyNot(ToolsetKind.Wdk, cell) is { } reason)
                throw new UsageException($"{cell} cannot be built with the WDK: {reason}. Leave --toolset wdk away, or choose other cells.");
        throw new UsageException("--toolset wdk needs Windows with Visual Studio and the WDK.");
    }

    /// <summary>One call of msbuild.exe per driver and cell.</summary>
    public static IReadOnlyList<string> ArgumentsFor(DriverBuildRequest request, BuildCell cell, string driver) =>
    [
        Path.Combine(Path.GetFullPath(request.Root), "drivers", driver, driver + ".vcxproj"),
        "-nologo", "-m", "-v:minimal", "-t:Build", "-p:Configuration=Release", $"-p:Platform={cell.Platform}", $"-p:OsTarget={cell.OsTarget}",
        $"-p:OvmVersion={request.Version}", $"-p:OvmRoot={Path.GetFullPath(request.Root)}",
        $"-p:OvmObjectDirectory={Path.GetFullPath(request.ObjectDirectory)}",
    ];
}
