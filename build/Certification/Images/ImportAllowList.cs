// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Images;

/// <summary>
/// drivers/nt/imports.tsv: every function of Windows that our drivers may import, and the OS target from which it exists.
/// The import libraries are made from the same lines, so that a driver cannot even link against anything else.
/// </summary>
public sealed class ImportAllowList
{
    private readonly Dictionary<(string Dll, string Name), (string Architecture, OsTarget Since)> _lines;

    private ImportAllowList(Dictionary<(string, string), (string, OsTarget)> lines) => _lines = lines;

    /// <summary>Columns: dll, name, convention, x86 argument bytes, architecture (any, x64, x86), since.</summary>
    /// <exception cref="MalformedFileException">A line of another shape.</exception>
    public static ImportAllowList Parse(ReadOnlySpan<byte> tsv, string file)
    {
        var lines = new Dictionary<(string, string), (string, OsTarget)>();
        int number = 0;
        foreach (string line in Encoding.ASCII.GetString(tsv).Split('\n'))
        {
            number++;
            if (number == 1 || line.Length == 0 || line[0] == '#')
                continue;
            string[] columns = line.Split('\t');
            if (columns.Length != 6 || !OsTarget.TryParse(columns[5], out OsTarget since)
                || columns[4] is not ("any" or "x64" or "x86"))
                throw new MalformedFileException(file, number, 1, $"\"{line}\"",
                    "dll, name, convention, argument bytes, any|x64|x86 and an OS target, with tabs between");
            lines[(columns[0].ToUpperInvariant(), columns[1])] = (columns[4], since);
        }
        return new ImportAllowList(lines);
    }

    public bool Contains(string dll, string name, OsTarget target, Architecture architecture) =>
        _lines.TryGetValue((dll.ToUpperInvariant(), name), out (string Architecture, OsTarget Since) line)
        && line.Since <= target && (line.Architecture == "any" || line.Architecture == architecture.Name());
}
