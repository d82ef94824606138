// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers;
using System.Globalization;
using System.Text;
using PvDrivers.Formats;

namespace PvDrivers.Certification.Drop;

/// <summary>SHA256SUMS as sha256sum(1) writes and checks it: hex digest, two blanks, path, in ordinal order of paths.</summary>
public static class Checksums
{
    public const string FileName = "SHA256SUMS";

    /// <summary>A detached CMS signature over SHA256SUMS by the drop's key, DER.</summary>
    public const string SignatureFileName = "SHA256SUMS.p7s";

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static byte[] Encode(IEnumerable<(string Path, string Sha256)> files)
    {
        var text = new StringBuilder();
        foreach ((string path, string sha256) in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{sha256}  {path}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Path to lower-case hex digest.</summary>
    /// <exception cref="MalformedFileException">A line of another shape, or a path named twice.</exception>
    public static IReadOnlyDictionary<string, string> Decode(ReadOnlySpan<byte> bytes, string name)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        int number = 0;
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        foreach (string line in lines.AsSpan(0, lines.Length - 1))
        {
            number++;
            if (line.Length < 67 || line[64] != ' ' || line[65] != ' ' || line.AsSpan(0, 64).ContainsAnyExcept(Hex))
                throw new MalformedFileException(name, number, 1, $"\"{line}\"", "64 hex digits, two blanks and a path");
            if (!files.TryAdd(line[66..], line[..64]))
                throw new MalformedFileException(name, number, 67, $"{line[66..]} a second time", "each path once");
        }
        if (lines[^1].Length > 0)
            throw new MalformedFileException(name, lines.Length, 1, "a last line without an end", "a line feed at the end");
        return files;
    }
}
