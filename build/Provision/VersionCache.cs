// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using PvDrivers.Formats;

namespace PvDrivers.Provision;

/// <summary>What programs said of their version, remembered by path, size and time of the program.</summary>
internal sealed class VersionCache
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, string> _lines = [];
    private readonly string _file;
    private bool _changed;

    private VersionCache(string file) => _file = file;

    public static VersionCache Open() => Open(Path.Combine(UserFolders.Cache, "tool-versions"));

    public static VersionCache Open(string file)
    {
        VersionCache cache = new(file);
        if (File.Exists(file))
            foreach (string line in File.ReadLines(file))
                if (line.LastIndexOf('\t') is var at and > 0)
                    cache._lines[line[..at]] = line[(at + 1)..];
        return cache;
    }

    /// <summary>Null where the program tells none.</summary>
    public Version? Of(string program, IReadOnlyList<string> arguments)
    {
        FileInfo info = new(program);
        FileInfo real = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        string key =
            string.Create(CultureInfo.InvariantCulture, $"{program}\t{real.Length}\t{real.LastWriteTimeUtc.Ticks}");
        if (!_lines.TryGetValue(key, out string? version))
        {
            _lines[key] = version = Ask(program, arguments)?.ToString() ?? "";
            _changed = true;
        }
        return version.Length == 0 ? null : Version.Parse(version);
    }

    public void Save()
    {
        if (!_changed)
            return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file) ?? "/");
            string next = $"{_file}.{Environment.ProcessId}";
            File.WriteAllLines(next, _lines.Select(l => $"{l.Key}\t{l.Value}"));
            File.Move(next, _file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Asked again the next time.
        }
    }

    /// <summary>The first number with a dot in what the program writes: "v3.08-3", "OpenSSL 3.0.20 7 Apr
    /// 2026".</summary>
    internal static Version? Read(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]) || i > 0
                && (char.IsAsciiLetterOrDigit(text[i - 1]) && text[i - 1] != 'v' || text[i - 1] == '.'))
                continue;
            int end = i;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
                end++;
            if (Version.TryParse(text[i..end].TrimEnd('.'), out Version? version))
                return version;
            i = end;
        }
        return null;
    }

    private static Version? Ask(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Read(ToolRun.Run(program, arguments, Patience).Text);
        }
        catch (Exception error) when (
            error is System.ComponentModel.Win32Exception or ToolFailedException or IOException)
        {
            return null;
        }
    }
}
