// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>
/// A second, independent walk over an INF for the tests of catalogs: hardware ids in INF order. It knows what the
/// samples need and nothing more, so that an error in the real INF reader does not hide one in the catalogs.
/// </summary>
internal static class InfWalk
{
    public static IReadOnlyList<string> HardwareIds(string path)
    {
        List<(string Section, string Key, string[] Values)> lines = [.. Lines(path)];
        Dictionary<string, string> strings = new(StringComparer.OrdinalIgnoreCase);
        foreach ((_, string key, string[] values) in lines.Where(l => l.Section == "strings"))
            strings.TryAdd(key, values[0]);

        List<string> ids = [];
        foreach ((_, _, string[] manufacturer) in lines.Where(l => l.Section == "manufacturer"))
            foreach (string models in Sections(manufacturer))
                foreach ((_, _, string[] model) in lines.Where(l => l.Section == models))
                    ids.AddRange(model.Skip(1).Select(id => Expand(id, strings).ToLowerInvariant().TrimStart('*')));
        return [.. ids.Where(id => id.Length > 0).Distinct()];
    }

    private static IEnumerable<string> Sections(string[] manufacturer) =>
        manufacturer.Skip(1).Select(decoration => $"{manufacturer[0]}.{decoration}").Prepend(manufacturer[0])
            .Select(name => name.ToLowerInvariant());

    private static string Expand(string text, Dictionary<string, string> strings)
    {
        foreach ((string key, string value) in strings)
            text = text.Replace($"%{key}%", value, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    private static IEnumerable<(string Section, string Key, string[] Values)> Lines(string path)
    {
        string section = "";
        // StreamReader follows a byte order mark; without one these INFs are ASCII.
        using StreamReader reader = new(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: true);
        while (reader.ReadLine() is { } line)
        {
            line = line.Split(';')[0].Trim();
            if (line.StartsWith('['))
                section = line.Trim('[', ']').ToLowerInvariant();
            else if (line.Length > 0)
            {
                int equals = line.IndexOf('=', StringComparison.Ordinal);
                string key = equals < 0 ? "" : line[..equals].Trim();
                yield return (section, key, [.. line[(equals + 1)..].Split(',').Select(v => v.Trim().Trim('"'))]);
            }
        }
    }
}
