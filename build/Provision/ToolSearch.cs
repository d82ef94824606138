// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Provision;

/// <summary>Where tools are looked for: PATH, the folders of distributions, and what was unpacked for this
/// user.</summary>
internal sealed class ToolSearch(string path, string unpacked, string wrappers)
{
    private readonly string[] _folders =
        [.. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(wrappers)];

    public static ToolSearch OfThisMachine()
        => new(Environment.GetEnvironmentVariable("PATH") ?? "", UserFolders.Unpacked, UserFolders.Wrappers);

    public ToolStatus Find(Tool tool, VersionCache versions, bool allVersions)
    {
        if (tool.Commands.Count == 0)
            return new ToolStatus(tool, FindFile(tool), null, null);
        ToolStatus? old = null;
        foreach (string command in tool.Commands)
        {
            bool named = tool.NameTellsVersion && command == tool.Commands[0];
            foreach (string file in Programs(command, tool.Folders))
            {
                ToolStatus status = Judge(tool, file, named, versions, allVersions);
                if (status.IsPresent)
                    return status;
                old ??= status;
            }
        }
        return old ?? new ToolStatus(tool, null, null, null);
    }

    private static ToolStatus Judge(Tool tool, string file, bool named, VersionCache versions, bool allVersions)
    {
        bool matters = tool.Minimum is not null && !named;
        Version? version = matters || allVersions ? versions.Of(file, tool.VersionArguments) : null;
        string? problem = !matters || version >= tool.Minimum ? null
            : version is null ? $"{file} does not tell its version, expected {tool.Minimum} or newer"
            : $"{file} is {version}, expected {tool.Minimum} or newer";
        return new ToolStatus(tool, file, version, problem);
    }

    private IEnumerable<string> Programs(string command, IReadOnlyList<string> more)
    {
        string name = OperatingSystem.IsWindows() ? command + ".exe" : command;
        foreach (string folder in _folders.Concat(more))
        {
            string file = Path.Combine(folder, name);
            if (Path.IsPathRooted(file) && File.Exists(file))
                yield return Path.GetFullPath(file);
        }
    }

    private string? FindFile(Tool tool)
    {
        foreach (string root in tool.OnlyUnpacked ? new[] { unpacked } : ["", unpacked])
            foreach (string pattern in tool.Files)
                if (Expand(root + pattern) is { } file)
                    return file;
        return null;
    }

    /// <summary>The first path that fits; a star stands for any name, or part of one.</summary>
    private static string? Expand(string pattern)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return File.Exists(pattern) ? pattern : null;
        int start = pattern.LastIndexOf('/', star) + 1;
        int end = pattern.IndexOf('/', star);
        string folder = pattern[..start];
        if (!Directory.Exists(folder))
            return null;
        string name = pattern[start..(end < 0 ? pattern.Length : end)];
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder, name).Order(StringComparer.Ordinal))
            if (Expand(entry + (end < 0 ? "" : pattern[end..])) is { } file)
                return file;
        return null;
    }
}
