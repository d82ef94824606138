// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats;

namespace PvDrivers.Toolset;

/// <summary>How an exported function is called; x86 shows it in the symbol's name.</summary>
public enum ImportConvention
{
    Stdcall,
    Cdecl,
    Fastcall,
    Data,
}

/// <summary>One allowed import.</summary>
/// <param name="ArgumentBytes">Of its arguments on x86, as after the @ of a decorated name.</param>
/// <param name="Architecture">any, x64 or x86.</param>
/// <param name="Since">The first Windows version that exports it.</param>
public sealed record ImportEntry(
    string Dll, string Name, ImportConvention Convention, int ArgumentBytes, string Architecture, string Since);

/// <summary>
/// drivers/nt/imports.tsv: the one list of what a driver may import. Import libraries are made from it, so what is not in it for
/// a Windows version does not link.
/// <code>
/// file  = *( comment / entry )          comment = "#" text / empty line
/// entry = dll TAB name TAB convention TAB bytes TAB architecture TAB since
///         convention   = stdcall | cdecl | fastcall | data
///         bytes        = of the arguments on x86, a multiple of 4; 0 for cdecl and data
///         architecture = any | x64 | x86       since = 5.2 | 6.0 | 6.1 | 6.2 | 6.3 | 10.0
/// </code>
/// Entries stand in ordinal order of dll (without regard to case) and name.
/// </summary>
public sealed class ImportTable
{
    private static readonly string[] Versions = ["5.2", "6.0", "6.1", "6.2", "6.3", "10.0"];

    private ImportTable(IReadOnlyList<ImportEntry> entries) => Entries = entries;

    public IReadOnlyList<ImportEntry> Entries { get; }

    /// <exception cref="MalformedFileException">With line and column of what breaks the grammar.</exception>
    public static ImportTable Parse(string text, string file)
    {
        List<ImportEntry> entries = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith('#') || (i == 0 && line.StartsWith("dll\t", StringComparison.Ordinal)))
                continue;
            ImportEntry entry = ParseEntry(line, file, i + 1);
            if (entries.Count > 0 && Compare(entries[^1], entry) >= 0)
                throw new MalformedFileException(file, i + 1, 1, $"{entry.Dll} {entry.Name} after {entries[^1].Dll} {entries[^1].Name}",
                    "each import once, in ordinal order of dll and name");
            entries.Add(entry);
        }
        return new ImportTable(entries);
    }

    /// <summary>What a driver of this cell may import.</summary>
    public IEnumerable<ImportEntry> AllowedIn(string osTarget, string architecture)
    {
        int version = Array.IndexOf(Versions, osTarget);
        ArgumentOutOfRangeException.ThrowIfNegative(version, nameof(osTarget));
        return Entries.Where(entry =>
            (entry.Architecture == "any" || entry.Architecture == architecture) && Array.IndexOf(Versions, entry.Since) <= version);
    }

    public IEnumerable<string> DllsOf(string osTarget, string architecture) =>
        AllowedIn(osTarget, architecture).Select(entry => entry.Dll).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The module definition file of one DLL, names decorated for x86 as its compiler decorates them.</summary>
    public string DefinitionFor(string dll, string osTarget, string architecture)
    {
        ImportEntry[] entries = [.. AllowedIn(osTarget, architecture).Where(
            entry => string.Equals(entry.Dll, dll, StringComparison.OrdinalIgnoreCase))];
        StringBuilder text = new();
        text.Append("LIBRARY ").Append(entries.Length > 0 ? entries[0].Dll : dll).Append("\nEXPORTS\n");
        foreach (ImportEntry entry in entries)
            text.Append(NameFor(entry, architecture)).Append('\n');
        return text.ToString();
    }

    private static string NameFor(ImportEntry entry, string architecture) => (entry.Convention, architecture) switch
    {
        (ImportConvention.Data, _) => $"{entry.Name} DATA",
        (ImportConvention.Stdcall, "x86") => $"{entry.Name}@{entry.ArgumentBytes}",
        (ImportConvention.Fastcall, "x86") => $"@{entry.Name}@{entry.ArgumentBytes}",
        _ => entry.Name,
    };

    private static ImportEntry ParseEntry(string line, string file, int number)
    {
        string[] fields = line.Split('\t');
        if (fields.Length != 6)
            throw new MalformedFileException(file, number, 1, $"{fields.Length} fields",
                "6 separated by tabs: dll, name, convention, x86 argument bytes, architecture, since");
        if (!Enum.TryParse(fields[2], ignoreCase: true, out ImportConvention convention) || char.IsDigit(fields[2][0]))
            throw Bad(2, "stdcall, cdecl, fastcall or data");
        if (!int.TryParse(fields[3], out int bytes) || bytes < 0 || bytes % 4 != 0)
            throw Bad(3, "a multiple of 4");
        if (bytes != 0 && convention is ImportConvention.Cdecl or ImportConvention.Data)
            throw Bad(3, $"0, because {fields[2]} names carry no argument bytes");
        if (fields[4] is not ("any" or "x64" or "x86"))
            throw Bad(4, "any, x64 or x86");
        if (!Versions.Contains(fields[5]))
            throw Bad(5, string.Join(", ", Versions));
        return new ImportEntry(fields[0], fields[1], convention, bytes, fields[4], fields[5]);

        MalformedFileException Bad(int field, string expected) =>
            new(file, number, fields.Take(field).Sum(text => text.Length + 1) + 1, $"\"{fields[field]}\"", expected);
    }

    private static int Compare(ImportEntry a, ImportEntry b)
    {
        int dll = string.CompareOrdinal(a.Dll.ToLowerInvariant(), b.Dll.ToLowerInvariant());
        return dll != 0 ? dll : string.CompareOrdinal(a.Name, b.Name);
    }
}
