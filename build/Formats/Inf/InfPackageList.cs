// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PvDrivers.Formats.Inf;

/// <summary>One driver package of inf/packages.json, for every cell.</summary>
public sealed record InfPackageEntry
{
    /// <summary>Base name of the .inf, the .cat and the folder: xenbus.</summary>
    public required string Driver { get; init; }

    /// <summary>File in the same folder.</summary>
    public required string Template { get; init; }

    /// <summary>Files that the INF copies, as the build makes them.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}

/// <summary>What makes the INF of one cell: OS target "6.1", architecture "x64", date and version of the drop.</summary>
public sealed record InfCell(string OsTarget, InfArchitecture Architecture, DateOnly Date, Version Version);

/// <summary>inf/packages.json: which template makes which driver's INF.</summary>
public sealed record InfPackageList
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public required IReadOnlyList<InfPackageEntry> Packages { get; init; }

    public static InfPackageList Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<InfPackageList>(json, Options)
                ?? throw new MalformedFileException(name, 1, 1, "null", "an object with \"packages\"");
        }
        catch (JsonException error)
        {
            throw new MalformedFileException(name, (int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1,
                error.Message, "a list of packages with driver, template and files", error);
        }
    }

    /// <summary>The finished INF of a package for a cell; <paramref name="inx"/> is the content of its template.</summary>
    public static byte[] Render(InfPackageEntry package, ReadOnlySpan<byte> inx, InfCell cell)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["ARCH"] = cell.Architecture.InfName(),
            ["OS"] = cell.OsTarget,
            ["DRIVER"] = package.Driver,
            ["DATE"] = cell.Date.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture),
            ["VERSION"] = cell.Version.ToString(4),
        };
        return InfTemplate.Render(inx, values, package.Template);
    }
}
