// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>Conditions that a build relies on; a failure ends the target.</summary>
public static class Assert
{
    public static void True([DoesNotReturnIf(false)] bool condition, string? message = null,
        [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (!condition)
            Fail(message ?? $"Expected condition to be true: {argumentExpression}");
    }

    public static void False([DoesNotReturnIf(true)] bool condition, string? message = null,
        [CallerArgumentExpression(nameof(condition))] string? argumentExpression = null)
    {
        if (condition)
            Fail(message ?? $"Expected condition to be false: {argumentExpression}");
    }

    [DoesNotReturn]
    public static void Fail(string message, Exception? exception = null)
        => throw new InvalidOperationException(message, exception);

    public static T NotNull<T>([NotNull] this T? obj, string? message = null,
        [CallerArgumentExpression(nameof(obj))] string? argumentExpression = null)
        where T : class
    {
        if (obj is null)
            Fail(message ?? $"Expected object to be not null: {argumentExpression}");
        return obj;
    }

    public static string NotNullOrEmpty([NotNull] this string? str, string? message = null,
        [CallerArgumentExpression(nameof(str))] string? argumentExpression = null)
    {
        if (string.IsNullOrEmpty(str))
            Fail(message ?? $"Expected string to be not null or empty: {argumentExpression}");
        return str;
    }

    public static string NotNullOrWhiteSpace([NotNull] this string? str, string? message = null,
        [CallerArgumentExpression(nameof(str))] string? argumentExpression = null)
    {
        if (string.IsNullOrWhiteSpace(str))
            Fail(message ?? $"Expected string to be not null or whitespace: {argumentExpression}");
        return str;
    }

    public static void NotEmpty<T>(IReadOnlyCollection<T> collection, string? message = null,
        [CallerArgumentExpression(nameof(collection))] string? argumentExpression = null)
        => True(collection.Count > 0, message ?? $"Expected collection to be not empty: {argumentExpression}");

    public static void FileExists(string path, string? message = null,
        [CallerArgumentExpression(nameof(path))] string? argumentExpression = null)
        => True(File.Exists(path), message ?? $"Expected file to exist: {path} ({argumentExpression})");

    public static void DirectoryExists(string path, string? message = null,
        [CallerArgumentExpression(nameof(path))] string? argumentExpression = null)
        => True(Directory.Exists(path), message ?? $"Expected directory to exist: {path} ({argumentExpression})");
}
