// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using Nuke.Common;

namespace Serilog;

/// <summary>The static log that builds write to, with message templates: <c>Log.Information("{Count} files",
/// 3)</c>.</summary>
public static class Log
{
    public static void Verbose(string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Verbose, null, messageTemplate, propertyValues);

    public static void Debug(string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Debug, null, messageTemplate, propertyValues);

    public static void Information(string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Information, null, messageTemplate, propertyValues);

    public static void Warning(string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Warning, null, messageTemplate, propertyValues);

    public static void Warning(Exception? exception, string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Warning, exception, messageTemplate, propertyValues);

    public static void Error(string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Error, null, messageTemplate, propertyValues);

    public static void Error(Exception? exception, string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Error, exception, messageTemplate, propertyValues);

    public static void Fatal(string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Fatal, null, messageTemplate, propertyValues);

    public static void Fatal(Exception? exception, string messageTemplate, params object?[]? propertyValues)
        => Write(LogLevel.Fatal, exception, messageTemplate, propertyValues);

    private static void Write(LogLevel level, Exception? exception, string template, object?[]? values)
        => Logging.Write(level, exception, MessageTemplate.Render(template, values ?? [null]));
}
