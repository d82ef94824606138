// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>A line of a models section.</summary>
public sealed record InfModel(InfModelsSection Models, string Description, string InstallSection, string HardwareId,
    IReadOnlyList<string> CompatibleIds, InfEntry Entry);

/// <summary>
/// A models section that a line of [Manufacturer] names, whether it exists or not. Name has the decoration
/// (<c>Oracle.NTamd64.6.1</c>); Decoration is as written, empty for the undecorated section; TargetOs is null where it cannot
/// be read, Section where the file has none of that name.
/// </summary>
public sealed record InfModelsSection(InfManufacturer Manufacturer, string Name, string Decoration, TargetOs? TargetOs,
    InfSection? Section)
{
    public IEnumerable<InfModel> Models
    {
        get
        {
            foreach (InfEntry entry in Section?.Entries ?? [])
                yield return new InfModel(this, entry.Key ?? string.Empty, entry.Value(0), entry.Value(1),
                    [.. entry.Values.Skip(2).Where(id => id.Length > 0)], entry);
        }
    }
}

/// <summary>A line of [Manufacturer].</summary>
public sealed class InfManufacturer
{
    internal InfManufacturer(InfEntry entry)
    {
        Entry = entry;
        // "manufacturer-name" alone names its models section by itself.
        Name = entry.Key ?? entry.Value(0);
        string models = entry.Value(0);
        List<InfModelsSection> sections = [new(this, models, string.Empty, TargetOs.Any, entry.File.Section(models))];
        foreach (string decoration in entry.Values.Skip(1))
            if (decoration.Length > 0 && models.Length + decoration.Length < InfFile.MaximumSectionName)
                sections.Add(new InfModelsSection(this, $"{models}.{decoration}", decoration, TargetOs.Parse(decoration),
                    entry.File.Section($"{models}.{decoration}")));
        Sections = sections;
    }

    public InfEntry Entry { get; }

    public string Name { get; }

    /// <summary>The undecorated section first, then the decorated ones as listed.</summary>
    public IReadOnlyList<InfModelsSection> Sections { get; }

    /// <summary>
    /// The models section that this Windows uses: of the decorations that apply the closest one, even where its section is
    /// empty or absent (that is how an INF excludes a Windows); the undecorated one only where none applies, and on x86 alone.
    /// </summary>
    public InfModelsSection? Select(WindowsVersion windows)
    {
        InfModelsSection? best = null;
        foreach (InfModelsSection candidate in Sections.Skip(1))
            if (candidate.TargetOs is { } target && target.AppliesTo(windows)
                && (best is null || target.Rank.CompareTo(best.TargetOs!.Rank) > 0))
                best = candidate;
        if (best is not null)
            return best;
        return TargetOs.Any.AppliesTo(windows) && Sections[0].Section is not null ? Sections[0] : null;
    }
}
