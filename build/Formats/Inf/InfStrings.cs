// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Text;

namespace PvDrivers.Formats.Inf;

/// <summary>
/// [Strings] and its language sections [Strings.0407]. SetupAPI looks for the exact language, then for its primary
/// language alone ([Strings.0007]), then in [Strings].
/// </summary>
public sealed class InfStrings
{
    /// <summary>A field with its tokens replaced holds at most 4095 characters and a NUL.</summary>
    public const int MaximumExpanded = 4095;

    private readonly Dictionary<int, Dictionary<string, string>> _byLanguage = [];

    internal InfStrings(InfFile file)
    {
        foreach (InfSection section in file.Sections)
            if (LanguageOf(section.Name) is { } language)
                Read(section, language);
    }

    /// <summary>Languages that have a section of their own; 0 is [Strings].</summary>
    public IReadOnlyCollection<int> Languages => _byLanguage.Keys;

    public IReadOnlyDictionary<string, string> ForLanguage(int language) =>
        _byLanguage.TryGetValue(language, out Dictionary<string, string>? table) ? table : new Dictionary<string, string>();

    /// <summary>The language id of a strings section's name: 0 for [Strings], 0x407 for [Strings.0407], else null.</summary>
    public static int? LanguageOf(string section)
    {
        if (section.Equals("Strings", StringComparison.OrdinalIgnoreCase))
            return 0;
        return section.StartsWith("Strings.", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(section.AsSpan(8), NumberStyles.AllowHexSpecifier, null, out int id) ? id : null;
    }

    public string? Find(string key, int language = 0)
    {
        foreach (int candidate in (ReadOnlySpan<int>)[language, language & 0x3FF, 0])
            if (_byLanguage.TryGetValue(candidate, out Dictionary<string, string>? table)
                && table.TryGetValue(key, out string? value))
                return value;
        return null;
    }

    /// <summary>The first %token% of a text that no strings section defines; directory ids (%12%) need none.</summary>
    public string? FirstUnknown(string text)
    {
        int at = 0;
        while (text.IndexOf('%', at) is >= 0 and int open && text.IndexOf('%', open + 1) is >= 0 and int close)
        {
            string key = text[(open + 1)..close];
            if (key.Length > 0 && Find(key) is null && !int.TryParse(key, NumberStyles.AllowLeadingSign, null, out _))
                return key;
            at = close + 1;
        }
        return null;
    }

    internal string Expand(InfField field, InfFile file)
    {
        if (!field.Text.Contains('%', StringComparison.Ordinal))
            return field.Text;
        string expanded = Expand(field.Text, 0, out bool overflow);
        return overflow
            ? throw file.Error(field.Offset, $"a field of more than {MaximumExpanded} characters after its %tokens% are replaced",
                $"at most {MaximumExpanded}, SetupAPI's limit")
            : expanded;
    }

    /// <summary>Replaces %key%, and %% by a percent sign; an unknown key stays as written. What came in is not looked at again.</summary>
    public string Expand(string text, int language = 0) => Expand(text, language, out _);

    private string Expand(string text, int language, out bool overflow)
    {
        overflow = false;
        StringBuilder result = new(text.Length);
        int limit = Math.Max(text.Length, MaximumExpanded);
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('%', at);
            int close = open < 0 ? -1 : text.IndexOf('%', open + 1);
            if (close < 0)
                break;
            result.Append(text, at, open - at);
            string key = text[(open + 1)..close];
            if (key.Length == 0)
                result.Append('%');
            else if (Find(key, language) is { } value)
                result.Append(value);
            else
            {
                // The second mark may open the next token: "50% of %size%".
                result.Append(text, open, close - open);
                close--;
                if (int.TryParse(key, NumberStyles.None, null, out _))
                {
                    result.Append('%');
                    close++;
                }
            }
            at = close + 1;
            if (result.Length > limit)
            {
                overflow = true;
                return string.Empty;
            }
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    private void Read(InfSection section, int language)
    {
        if (!_byLanguage.TryGetValue(language, out Dictionary<string, string>? table))
            _byLanguage.Add(language, table = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        foreach (InfEntry entry in section.Entries)
            if (entry.KeyField is { } key)
                table.TryAdd(key.Text, entry.Raw(0));
    }
}
