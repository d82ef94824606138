// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.Json;
using PvDrivers.Formats;

namespace PvDrivers.Toolset;

/// <summary>Which toolset can build which cell, as build/Toolset/support.json says it with reasons and sources.</summary>
public sealed class ToolsetSupport
{
    private static readonly Lazy<ToolsetSupport> Loaded = new(Read);

    private readonly Dictionary<(ToolsetKind, string), CellSupport> _cells = [];

    private ToolsetSupport()
    {
    }

    /// <param name="Text">The kit, or the reason why there is none.</param>
    private sealed record CellSupport(bool Builds, string Text);

    public static ToolsetSupport Load() => Loaded.Value;

    /// <summary>Null when the toolset can build the cell, else why it cannot.</summary>
    public string? WhyNot(ToolsetKind toolset, BuildCell cell) => Find(toolset, cell) is not { } support
        ? "there is no such cell in build/Toolset/support.json"
        : support.Builds ? null : support.Text;

    /// <summary>The kit that builds the cell; null where none does.</summary>
    public string? KitFor(ToolsetKind toolset, BuildCell cell) =>
        Find(toolset, cell) is { Builds: true } support ? support.Text : null;

    private CellSupport? Find(ToolsetKind toolset, BuildCell cell) => _cells.GetValueOrDefault((toolset, cell.ToString()));

    private static ToolsetSupport Read()
    {
        using Stream stream = typeof(ToolsetSupport).Assembly.GetManifestResourceStream("support.json")
            ?? throw new MalformedFileException("PvDrivers.Toolset.dll", -1, "no resource support.json", "the data of build/Toolset/support.json");
        using JsonDocument document = JsonDocument.Parse(stream);
        ToolsetSupport support = new();
        foreach (JsonElement row in document.RootElement.GetProperty("cells").EnumerateArray())
        {
            string cell = $"{row.GetProperty("osTarget").GetString()}/{row.GetProperty("architecture").GetString()}";
            foreach (ToolsetKind toolset in Enum.GetValues<ToolsetKind>())
            {
                JsonElement state = row.GetProperty(toolset.ToString().ToLowerInvariant());
                bool builds = state.GetProperty("builds").GetBoolean();
                string text = builds ? $"{state.GetProperty("kit").GetString()} {state.GetProperty("with").GetString()}" : state.GetProperty("reason").GetString() ?? "";
                support._cells[(toolset, cell)] = new CellSupport(builds, text.Trim());
            }
        }
        return support;
    }
}
