// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>The file as a text: encoding, sections, strings.</summary>
internal static class DocumentRules
{
    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1001, "no [Version] with Signature \"$Windows NT$\"",
            "start the INF with [Version] and Signature=\"$Windows NT$\"", Signature),
        new(1002, "a syntax error", "mend the syntax at that place", Syntax),
        new(1003, "an encoding that Windows does not read", "save the INF as UTF-16 LE with a byte order mark, or as ASCII", Encoding),
        new(1209, "a section written in several parts", "join the parts in one section", Parts),
        new(1235, "a %token% that [Strings] does not define",
            "define it in [Strings]; where a percent sign is meant, write %%", Tokens),
        new(1274, "$ARCH$ still stands in the INF", "run stampinf -a over the template", Arch),
        new(1295, "a language's strings section has other keys than [Strings]",
            "give every language the same keys as [Strings]", Languages),
        new(2083, "a section that nothing refers to", "remove it, or name it in the directive that should use it", Unused),
    ];

    private static IEnumerable<InfFault> Signature(InfContext c)
    {
        InfEntry? signature = c.Package.VersionSection?.Find("Signature");
        if (c.Package.VersionSection is null)
            yield return new InfFault(0, "there is no [Version] section");
        else if (signature is null)
            yield return InfContext.At(c.Package.VersionSection, "[Version] has no Signature");
        else if (!signature.Value(0).Equals("$Windows NT$", StringComparison.OrdinalIgnoreCase))
            yield return InfContext.At(signature, $"the signature is \"{signature.Value(0)}\"");
    }

    private static IEnumerable<InfFault> Syntax(InfContext c)
    {
        foreach (InfNotice notice in c.File.Notices)
            yield return new InfFault(notice.Offset, notice.Text);
    }

    private static IEnumerable<InfFault> Encoding(InfContext c)
    {
        // UTF-8 without a mark is taken for ANSI: what is not ASCII reads wrong, but it reads.
        bool readable = c.File.Encoding == InfEncoding.Ansi
            || c.File is { Encoding: InfEncoding.Utf16LittleEndian, HasByteOrderMark: true }
            || c.File is { Encoding: InfEncoding.Utf8, HasByteOrderMark: false };
        if (!readable)
            yield return new InfFault(0, $"the encoding is {c.File.Encoding} "
                + (c.File.HasByteOrderMark ? "with" : "without") + " a byte order mark");
    }

    private static IEnumerable<InfFault> Parts(InfContext c)
    {
        foreach (InfSection section in c.File.Sections)
            foreach (int header in section.Headers.Skip(1))
                yield return new InfFault(header, $"[{section.Name}] was begun before, on line {section.Line}");
    }

    private static IEnumerable<InfFault> Tokens(InfContext c)
    {
        foreach (InfSection section in c.File.Sections)
            if (InfStrings.LanguageOf(section.Name) is null)
                foreach (InfEntry entry in section.Entries)
                    foreach (InfField field in entry.KeyField is { } key ? entry.Fields.Prepend(key) : entry.Fields)
                        if (c.File.Strings.FirstUnknown(field.Text) is { } token)
                            yield return new InfFault(field.Offset, $"%{token}% is not defined in [Strings]");
    }

    private static IEnumerable<InfFault> Arch(InfContext c)
    {
        if (c.Options.BeforeStamp)
            yield break;
        for (int at = c.File.Text.IndexOf("$ARCH$", StringComparison.Ordinal); at >= 0;
            at = c.File.Text.IndexOf("$ARCH$", at + 6, StringComparison.Ordinal))
            yield return new InfFault(at, "$ARCH$ was not replaced by an architecture");
    }

    private static IEnumerable<InfFault> Languages(InfContext c)
    {
        IReadOnlyDictionary<string, string> neutral = c.File.Strings.ForLanguage(0);
        foreach (InfSection section in c.File.Sections)
            if (InfStrings.LanguageOf(section.Name) is { } language and not 0)
            {
                IReadOnlyDictionary<string, string> own = c.File.Strings.ForLanguage(language);
                string? odd = neutral.Keys.FirstOrDefault(k => !own.ContainsKey(k))
                    ?? own.Keys.FirstOrDefault(k => !neutral.ContainsKey(k));
                if (odd is not null && neutral.Count > 0)
                    yield return InfContext.At(section,
                        $"[{section.Name}] and [Strings] do not both have \"{odd}\"");
            }
    }

    private static IEnumerable<InfFault> Unused(InfContext c)
    {
        HashSet<InfSection> used = [.. c.Graph.Uses.Select(u => u.Section), .. c.Package.ModelsSections.Select(s => s.Section!)];
        foreach (InfSection section in c.File.Sections)
            if (!used.Contains(section) && !IsFixed(section.Name) && !IsSecurity(c, section, used))
                yield return InfContext.At(section, $"[{section.Name}] is not used");
    }

    private static bool IsFixed(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> stem = dot < 0 ? name : name.AsSpan(0, dot);
        foreach (string known in InfDirectives.FixedSections)
            if (stem.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>[list.security] goes with its list.</summary>
    private static bool IsSecurity(InfContext c, InfSection section, HashSet<InfSection> used) =>
        section.Name.EndsWith(".security", StringComparison.OrdinalIgnoreCase)
        && c.File.Section(section.Name[..^9]) is { } list && used.Contains(list);
}
