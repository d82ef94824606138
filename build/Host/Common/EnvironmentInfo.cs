// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Collections;
using System.Collections.ObjectModel;
using Nuke.Common.IO;

namespace Nuke.Common;

/// <summary>The machine and the process that the build runs in.</summary>
public static class EnvironmentInfo
{
    public static bool IsWin => OperatingSystem.IsWindows();

    public static bool IsLinux => OperatingSystem.IsLinux();

    public static bool IsOsx => OperatingSystem.IsMacOS();

    public static bool IsUnix => !OperatingSystem.IsWindows();

    public static PlatformFamily Platform => IsWin ? PlatformFamily.Windows
        : IsLinux ? PlatformFamily.Linux
        : IsOsx ? PlatformFamily.OSX
        : PlatformFamily.Unknown;

    public static string MachineName => Environment.MachineName;

    public static string NewLine => Environment.NewLine;

    public static AbsolutePath WorkingDirectory
    {
        get => Environment.CurrentDirectory;
        set => Environment.CurrentDirectory = value;
    }

    /// <summary>With the program itself in front.</summary>
    public static IReadOnlyCollection<string> CommandLineArguments { get; } = Environment.GetCommandLineArgs();

    public static ReadOnlyDictionary<string, string> Variables
    {
        get
        {
            Dictionary<string, string> variables =
                new(IsWin ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
            foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
                variables[(string)entry.Key] = (string?)entry.Value ?? "";
            return new(variables);
        }
    }

    public static string? GetVariable(string name) => Environment.GetEnvironmentVariable(name);

    public static bool HasVariable(string name, bool allowEmpty = true)
        => GetVariable(name) is { } value && (allowEmpty || value.Length > 0);

    public static void SetVariable(string name, string? value) => Environment.SetEnvironmentVariable(name, value);
}
