// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats;

/// <summary>
/// A file whose bytes break its format. The message names the file, the place, what was found and what was expected:
/// <c>xenbus.sys+0x98: certificate table ends at 0x2A10, expected at most 0x2A00 (the end of the file)</c>.
/// </summary>
public sealed class MalformedFileException : Exception
{
    /// <param name="file">Name of the file as the user knows it.</param>
    /// <param name="offset">Offset in bytes from the start of the file; -1 where there is none.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What the format asks for.</param>
    /// <param name="inner">The error that told it, if any.</param>
    public MalformedFileException(string file, long offset, string found, string expected, Exception? inner = null)
        : base(Describe(file, offset, 0, 0, found, expected), inner)
    {
        File = file;
        Offset = offset;
        Found = found;
        Expected = expected;
    }

    /// <summary>For text formats: a place by line and column, both counted from 1.</summary>
    public MalformedFileException(string file, int line, int column, string found, string expected,
        Exception? inner = null)
        : base(Describe(file, -1, line, column, found, expected), inner)
    {
        File = file;
        Offset = -1;
        Line = line;
        Column = column;
        Found = found;
        Expected = expected;
    }

    public string File { get; }

    public long Offset { get; }

    public int Line { get; }

    public int Column { get; }

    public string Found { get; }

    public string Expected { get; }

    private static string Describe(string file, long offset, int line, int column, string found, string expected)
    {
        string place = line > 0 ? $"{file}({line},{column})" : offset >= 0 ? $"{file}+0x{offset:X}" : file;
        return $"{place}: {found}, expected {expected}";
    }
}
