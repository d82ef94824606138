// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Text;

namespace Nuke.Common.IO;

/// <summary>What a build does with files and folders.</summary>
public static class AbsolutePathExtensions
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static bool FileExists(this AbsolutePath path) => File.Exists(path);

    public static bool DirectoryExists(this AbsolutePath path) => Directory.Exists(path);

    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path);
        return path;
    }

    public static AbsolutePath CreateOrCleanDirectory(this AbsolutePath path)
    {
        path.DeleteDirectory();
        return path.CreateDirectory();
    }

    /// <summary>With all that is in it, read-only files too; nothing happens where it does not exist.</summary>
    public static void DeleteDirectory(this AbsolutePath path)
    {
        if (!Directory.Exists(path))
            return;
        if (new DirectoryInfo(path).LinkTarget is null)
            foreach (string file in Directory.EnumerateFiles(path, "*", new EnumerationOptions
                     { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                if (OperatingSystem.IsWindows() && (File.GetAttributes(file) & FileAttributes.ReadOnly) != 0)
                    File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(path, recursive: true);
    }

    public static void DeleteFile(this AbsolutePath path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    public static IEnumerable<AbsolutePath> GetFiles(this AbsolutePath path, string pattern = "*", int depth = 1,
        FileAttributes attributes = FileAttributes.None)
        => path.Entries(pattern, depth, attributes, Directory.EnumerateFiles);

    public static IEnumerable<AbsolutePath> GetDirectories(this AbsolutePath path, string pattern = "*", int depth = 1,
        FileAttributes attributes = FileAttributes.None)
        => path.Entries(pattern, depth, attributes, Directory.EnumerateDirectories);

    public static string ReadAllText(this AbsolutePath path, Encoding? encoding = null)
        => File.ReadAllText(path, encoding ?? Utf8);

    public static string[] ReadAllLines(this AbsolutePath path, Encoding? encoding = null)
        => File.ReadAllLines(path, encoding ?? Utf8);

    public static byte[] ReadAllBytes(this AbsolutePath path) => File.ReadAllBytes(path);

    public static AbsolutePath WriteAllBytes(this AbsolutePath path, byte[] bytes)
    {
        path.Parent?.CreateDirectory();
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>UTF-8 without a mark; the text ends in a line break.</summary>
    public static AbsolutePath WriteAllText(this AbsolutePath path, string content, Encoding? encoding = null,
        bool? eofLineBreak = null)
    {
        path.Parent?.CreateDirectory();
        bool lineBreak = (eofLineBreak ?? true) && !content.EndsWith('\n');
        File.WriteAllText(path, lineBreak ? content + Environment.NewLine : content, encoding ?? Utf8);
        return path;
    }

    private static IEnumerable<AbsolutePath> Entries(this AbsolutePath path, string pattern, int depth,
        FileAttributes attributes, Func<string, string, IEnumerable<string>> enumerate)
    {
        if (depth == 0)
            return [];
        IEnumerable<AbsolutePath> here = enumerate(path, pattern)
            .Where(e => (File.GetAttributes(e) & attributes) == attributes)
            .Order(StringComparer.Ordinal)
            .Select(e => (AbsolutePath)e);
        return here.Concat(Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)
            .SelectMany(d => ((AbsolutePath)d).Entries(pattern, depth - 1, attributes, enumerate)));
    }
}
