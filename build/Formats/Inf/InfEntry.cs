// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>One value of an entry, or its key.</summary>
/// <param name="Text">Quotation marks, continuations and outer blanks taken away; %tokens% still as written.</param>
/// <param name="Offset">Of its first character in <see cref="InfFile.Text"/>.</param>
/// <param name="Length">Of what is written in the file.</param>
/// <param name="IsQuoted">Some of it stood in quotation marks.</param>
public sealed record InfField(string Text, int Offset, int Length, bool IsQuoted);

/// <summary>A logical line of a section: <c>key = value, value</c> or <c>value, value</c>.</summary>
public sealed class InfEntry
{
    private readonly InfField? _key;
    private readonly IReadOnlyList<InfField> _values;

    internal InfEntry(InfSection section, int offset, int endOffset)
    {
        Section = section;
        Offset = offset;
        (_key, _values) = InfFieldReader.Read(section.File.Text, offset, endOffset);
    }

    public InfSection Section { get; }

    public InfFile File => Section.File;

    public int Offset { get; }

    public int Line => File.Place(Offset).Line;

    /// <summary>Left of the equals sign with its tokens replaced; null where there is none.</summary>
    public string? Key => _key is null ? null : File.Strings.Expand(_key, File);

    public InfField? KeyField => _key;

    public IReadOnlyList<InfField> Fields => _values;

    public int Count => _values.Count;

    /// <summary>A value with its %tokens% replaced; the empty string where the entry has fewer.</summary>
    public string Value(int index) =>
        index < _values.Count ? File.Strings.Expand(_values[index], File) : string.Empty;

    /// <summary>A value as written, tokens and all.</summary>
    public string Raw(int index) => index < _values.Count ? _values[index].Text : string.Empty;

    public IEnumerable<string> Values
    {
        get
        {
            for (int i = 0; i < _values.Count; i++)
                yield return Value(i);
        }
    }

    public override string ToString() => (Key is null ? "" : Key + " = ") + string.Join(", ", Values);
}
