// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Nuke.Common.IO;

/// <summary>A rooted path without "." and ".." in the style of its root: "C:\a" stays a Windows path on any
/// system.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "the shape is NUKE's")]
public sealed class AbsolutePath : IFormattable
{
    private readonly string _path;

    private AbsolutePath(string path) => _path = path;

    public string Name => _path[(_path.LastIndexOf(Separator) + 1)..];

    public string NameWithoutExtension
    {
        get
        {
            string name = Name;
            int dot = name.LastIndexOf('.');
            return dot < 0 ? name : name[..dot];
        }
    }

    /// <summary>With its dot; empty where there is none.</summary>
    public string Extension
    {
        get
        {
            string name = Name;
            int dot = name.LastIndexOf('.');
            return dot < 0 ? "" : name[dot..];
        }
    }

    /// <summary>Null for a root.</summary>
    public AbsolutePath? Parent
    {
        get
        {
            int root = RootLength(_path);
            if (_path.Length == root)
                return null;
            int at = _path.LastIndexOf(Separator);
            return new AbsolutePath(_path[..Math.Max(at, root)]);
        }
    }

    private bool IsWindowsStyle => _path[0] != '/';

    private char Separator => IsWindowsStyle ? '\\' : '/';

    public static AbsolutePath Create(string path) => path;

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path)
        => path is null ? null : new AbsolutePath(Normalize(path));

    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?._path;

    public static AbsolutePath operator /(AbsolutePath left, string? right)
        => string.IsNullOrEmpty(right) ? left
            : RootLength(right) > 0 && right[0] != '/' && right[0] != '\\'
                ? throw new ArgumentException($"cannot append the rooted path '{right}' to '{left}'", nameof(right))
                : new AbsolutePath(Normalize(left._path + left.Separator + right));

    public static AbsolutePath operator +(AbsolutePath left, string? right) => new(Normalize(left._path + right));

    public static bool operator ==(AbsolutePath? a, AbsolutePath? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(AbsolutePath? a, AbsolutePath? b) => !(a == b);

    public override bool Equals(object? obj)
        => obj is AbsolutePath other && string.Equals(_path, other._path, Comparison);

    public override int GetHashCode() => _path.GetHashCode(Comparison);

    public override string ToString() => _path;

    /// <param name="format">d, dn, s, sn, nq: double quotes, double quotes if needed, single ..., no quotes.</param>
    public string ToString(string? format) => format switch
    {
        "d" => $"\"{_path}\"",
        "s" => $"'{_path}'",
        "dn" or null => _path.Contains(' ') ? $"\"{_path}\"" : _path,
        "sn" => _path.Contains(' ') ? $"'{_path}'" : _path,
        "nq" => _path,
        _ => throw new ArgumentException($"format '{format}' is not known", nameof(format)),
    };

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString(format ?? "nq");

    private StringComparison Comparison
        => IsWindowsStyle ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Length of "/", "C:\" or "\\"; 0 for a relative path.</summary>
    private static int RootLength(string path)
        => path.StartsWith('/') ? 1
            : path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]) ? Math.Min(path.Length, 3)
            : path.StartsWith(@"\\", StringComparison.Ordinal) ? 2
            : 0;

    private static string Normalize(string path)
    {
        int root = RootLength(path);
        if (root == 0)
            throw new ArgumentException($"path '{path}' must be rooted", nameof(path));
        bool windows = path[0] != '/';
        char separator = windows ? '\\' : '/';
        List<string> parts = [];
        foreach (string part in path[root..].Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries))
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not "." and not "..")
                parts.Add(part);
        StringBuilder text = new(path.Length);
        text.Append(!windows ? "/" : path[1] == ':' ? path[..2] + "\\" : @"\\");
        return text.AppendJoin(separator, parts).ToString();
    }
}
