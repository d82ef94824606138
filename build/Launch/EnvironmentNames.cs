// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections;

namespace PvDrivers.Launch;

/// <summary>
/// The environment as NUKE looks parameters up in it: the exact name, else letters and digits alone, in any case,
/// with or without NUKE in front.
/// </summary>
internal sealed class EnvironmentNames
{
    private readonly Dictionary<string, string> _exact = [];
    private readonly Dictionary<string, List<(string, string)>> _plain = [];

    public EnvironmentNames(IDictionary environment)
    {
        foreach (DictionaryEntry entry in environment)
        {
            (string name, string value) = ((string)entry.Key, (string?)entry.Value ?? "");
            _exact[name] = value;
            string plain = Plain(name);
            if (!_plain.TryGetValue(plain, out List<(string, string)>? list))
                _plain[plain] = list = [];
            list.Add((name, value));
        }
    }

    public IReadOnlyList<(string Name, string Value)> Find(string parameter)
        => _exact.TryGetValue(parameter, out string? value) ? [(parameter, value)]
            : [.. _plain.GetValueOrDefault(Plain(parameter)) ?? [],
                .. _plain.GetValueOrDefault("NUKE" + Plain(parameter)) ?? []];

    private static string Plain(string name)
        => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
