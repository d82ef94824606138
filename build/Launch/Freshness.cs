// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Security.Cryptography;

namespace PvDrivers.Launch;

/// <summary>
/// Compares the sources of the build with the list made when this program was first started. Size and time settle it;
/// a file whose time alone differs (a checkout, a touch) is compared by its content.
/// </summary>
internal sealed class Freshness(string root, string folder)
{
    // Projects that _build.csproj does not compile.
    private static readonly string[] NotCompiled = ["Tests", "Benchmarks", "Kit", "Bootstrap"];
    private readonly string _list = Path.Combine(folder, "sources");
    private readonly string _mark = Path.Combine(folder, "compiled-from");

    /// <summary>True where the program is as new as its sources.</summary>
    public bool Check()
    {
        List<FileInfo> now = Sources();
        if (!File.Exists(_list))
            return WriteFirst(now);
        string[] lines = File.ReadAllLines(_list);
        if (lines.Length != now.Count)
            return false;
        List<string> renewed = [];
        bool changed = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string stat = Stat(now[i]);
            if (lines[i].StartsWith(stat, StringComparison.Ordinal) && lines[i].Length == stat.Length + 64)
            {
                renewed.Add(lines[i]);
                continue;
            }
            int path = lines[i].LastIndexOf('\t');
            if (!stat.StartsWith(
                lines[i][..lines[i].IndexOf('\t', StringComparison.Ordinal)] + "\t", StringComparison.Ordinal)
                || Hash(now[i]) is var hash && !lines[i].AsSpan(path + 1).SequenceEqual(hash))
                return false;
            renewed.Add(stat + hash);
            changed = true;
        }
        if (changed)
            Write(renewed);
        return true;
    }

    /// <summary>
    /// The first start after compiling: what is older than the compiler's start is what it compiled. What is not may
    /// have been changed under its hands; it gets no hash, so that the next start compiles anew.
    /// </summary>
    private bool WriteFirst(List<FileInfo> now)
    {
        DateTime start = File.GetLastWriteTimeUtc(_mark);
        bool settled = now.TrueForAll(f => f.LastWriteTimeUtc < start);
        Write([.. now.Select(f => Stat(f) + (f.LastWriteTimeUtc < start ? Hash(f) : "changed while it was compiled"))]);
        return settled;
    }

    private void Write(List<string> lines)
    {
        try
        {
            string next = $"{_list}.{Environment.ProcessId}";
            File.WriteAllLines(next, lines);
            File.Move(next, _list, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without the list the next start compares again; that costs time, nothing else.
        }
    }

    private List<FileInfo> Sources()
    {
        DirectoryInfo build = new(Path.Combine(root, "build"));
        List<FileInfo> files = [new FileInfo(Path.Combine(root, "global.json"))];
        files.AddRange(build.EnumerateFiles());
        foreach (DirectoryInfo project in build.EnumerateDirectories())
            if (!NotCompiled.Contains(project.Name))
                AddAll(project, files);
        files.Sort(static (a, b) => string.CompareOrdinal(a.FullName, b.FullName));
        return files;
    }

    private static void AddAll(DirectoryInfo directory, List<FileInfo> files)
    {
        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos())
            if (entry is FileInfo file)
                files.Add(file);
            else if (entry is DirectoryInfo { Name: not ("bin" or "obj") } below)
                AddAll(below, files);
    }

    private string Stat(FileInfo file)
        => string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetRelativePath(root, file.FullName)}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}\t");

    private static string Hash(FileInfo file)
        => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)));
}
