// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Text;
using Nuke.Common.Execution;

namespace Nuke.Common;

internal enum LogLevel
{
    Verbose,
    Debug,
    Information,
    Warning,
    Error,
    Fatal,
}

/// <summary>One line of the log that is shown again at the end.</summary>
internal sealed record LogEvent(LogLevel Level, string? Target, string Message);

/// <summary>Where log lines go: the terminal by verbosity, the file with everything, and a list for the end of the
/// run.</summary>
internal static class Logging
{
    private static readonly Lock Gate = new();
    private static readonly List<LogEvent> Kept = [];
    private static StreamWriter? s_file;

    public static Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>Name of the target that is running, for the file and the list at the end.</summary>
    public static string? Target { get; set; }

    /// <summary>What a host has to say to its server about warnings and errors.</summary>
    public static Action<LogLevel, string, string?>? Reported { get; set; }

    /// <summary>A host that filters gives true for a line that is not to be shown.</summary>
    public static Func<string, bool> Filter { get; set; } = static _ => false;

    public static IReadOnlyList<LogEvent> WarningsAndErrors
    {
        get
        {
            lock (Gate)
                return [.. Kept];
        }
    }

    private static LogLevel Lowest => Verbosity switch
    {
        Verbosity.Verbose => LogLevel.Verbose,
        Verbosity.Normal => LogLevel.Debug,
        Verbosity.Minimal => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    /// <summary>Starts build.log anew. A file that cannot be written costs a warning, not the build.</summary>
    public static void OpenFile(string path)
    {
        try
        {
            FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            s_file = new StreamWriter(stream, new UTF8Encoding(false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Write(LogLevel.Warning, null, $"the log file cannot be written: {error.Message}");
        }
    }

    public static void Close()
    {
        lock (Gate)
        {
            s_file?.Dispose();
            s_file = null;
        }
    }

    public static void Write(LogLevel level, Exception? exception, string message)
    {
        if (Filter(message))
            return;
        lock (Gate)
        {
            WriteFile(level, exception, message);
            if (level >= LogLevel.Warning)
                Kept.Add(new LogEvent(level, Target, exception is null ? message : $"{message}: {exception.Message}"));
            if (level >= Lowest)
                WriteTerminal(level, exception, message);
        }
        if (level >= LogLevel.Warning)
            Reported?.Invoke(level, message, exception?.Message);
    }

    /// <summary>A line of the host's own, of no level: header, summary, help.</summary>
    public static void WriteLine(string line = "", Colour colour = Colour.None)
    {
        lock (Gate)
            Terminal.Write(line, colour);
    }

    public static string LevelTag(LogLevel level) => level switch
    {
        LogLevel.Verbose => "VRB",
        LogLevel.Debug => "DBG",
        LogLevel.Information => "INF",
        LogLevel.Warning => "WRN",
        LogLevel.Error => "ERR",
        _ => "FTL",
    };

    public static Colour ColourOf(LogLevel level) => level switch
    {
        LogLevel.Verbose or LogLevel.Debug => Colour.Faint,
        LogLevel.Warning => Colour.Yellow,
        LogLevel.Error or LogLevel.Fatal => Colour.Red,
        _ => Colour.None,
    };

    private static void WriteTerminal(LogLevel level, Exception? exception, string message)
    {
        Terminal.Write($"{DateTime.Now:HH:mm:ss} [{LevelTag(level)}] {message}", ColourOf(level));
        if (exception is null)
            return;
        // The stack is in build.log; on the terminal the message is what helps.
        Terminal.Write(Verbosity == Verbosity.Verbose ? exception.ToString() : exception.Message, ColourOf(level));
    }

    private static void WriteFile(LogLevel level, Exception? exception, string message)
    {
        if (s_file is null)
            return;
        s_file.WriteLine($"{DateTime.Now:HH:mm:ss.fff} | {LevelTag(level)[0]} | {Target,-20} | {message}");
        if (exception is not null)
            s_file.WriteLine(exception);
        s_file.Flush();
    }
}
