// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>A password or PIN on its way to a key. It prints as stars, so that no log or exception can carry it by mistake.</summary>
public sealed class Secret
{
    private readonly string _value;

    private Secret(string value, string source)
    {
        _value = value;
        Source = source;
    }

    /// <summary>Where it came from, for messages.</summary>
    public string Source { get; }

    public static Secret FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? new Secret(value, $"environment variable {variable}")
            : throw new UsageException($"environment variable {variable} is not set, expected the secret that opens the key");

    /// <summary>The variable where it is set, else a question on the terminal; without a terminal an error names both.</summary>
    public static Secret FromEnvironmentOrPrompt(string variable, string question)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            return new Secret(value, $"environment variable {variable}");
        if (Console.IsInputRedirected)
            throw new UsageException(
                $"no secret for {question}: set environment variable {variable}, or run with a terminal to be asked");
        return new Secret(ReadUnechoed(question), "the terminal");
    }

    public static Secret Of(string value, string source) => new(value, source);

    internal string Reveal() => _value;

    public override string ToString() => "***";

    private static string ReadUnechoed(string question)
    {
        Console.Error.Write(question + ": ");
        System.Text.StringBuilder typed = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter;
             key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != '\0')
                typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
