// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Diagnostics;

/// <summary>What a tool said about a place in a source, or about itself where File is empty.</summary>
/// <param name="Code">clang's flag without its dash (Wunused-variable), PVTnnnn for our own, else the tool's name.</param>
/// <param name="File">Full path, or empty.</param>
/// <param name="Line">From 1; 0 where there is none.</param>
public sealed record ToolDiagnostic(bool IsError, string Code, string File, int Line, int Column, string Message)
{
    /// <summary>The way MSBuild and every editor writes it.</summary>
    public override string ToString()
    {
        string place = Line == 0 ? File : Column == 0 ? $"{File}({Line})" : $"{File}({Line},{Column})";
        string kind = IsError ? "error" : "warning";
        return place.Length == 0 ? $"{kind} {Code}: {Message}" : $"{place}: {kind} {Code}: {Message}";
    }
}
