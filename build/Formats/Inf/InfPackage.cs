// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;

namespace PvDrivers.Formats.Inf;

/// <summary>DriverVer: mm/dd/yyyy,w.x.y.z. The version may be left out.</summary>
public sealed record DriverVersion(DateOnly Date, Version? Version)
{
    /// <summary>Two digits of month and day, four of the year, "/" or "-" between; null where the text is not one.</summary>
    public static DriverVersion? Parse(string date, string version)
    {
        if (!DateOnly.TryParseExact(date, ["MM/dd/yyyy", "MM-dd-yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None,
                out DateOnly day))
            return null;
        if (version.Length == 0)
            return new DriverVersion(day, null);
        string[] parts = version.Split('.');
        int[] numbers = new int[4];
        if (parts.Length > 4)
            return null;
        for (int i = 0; i < parts.Length; i++)
            if (!ushort.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
                return null;
            else
                numbers[i] = number;
        return new DriverVersion(day, new Version(numbers[0], numbers[1], numbers[2], numbers[3]));
    }

    public override string ToString() =>
        Date.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) + (Version is null ? "" : $",{Version}");
}

/// <summary>What an INF says about its driver package.</summary>
public sealed class InfPackage
{
    private InfPackage(InfFile file)
    {
        File = file;
        VersionSection = file.Section("Version");
        Manufacturers = [.. (file.Section("Manufacturer")?.Entries ?? []).Select(e => new InfManufacturer(e))];
        InfEntry? driverVer = VersionSection?.Find("DriverVer");
        DriverVer = driverVer is null ? null : DriverVersion.Parse(driverVer.Value(0), driverVer.Value(1));
        CatalogFiles = ReadCatalogFiles(VersionSection);
    }

    public InfFile File { get; }

    public InfSection? VersionSection { get; }

    public string? Class => VersionSection?.Find("Class")?.Value(0);

    public Guid? ClassGuid =>
        Guid.TryParseExact(VersionSection?.Find("ClassGuid")?.Value(0), "B", out Guid guid) ? guid : null;

    public string? Provider => VersionSection?.Find("Provider")?.Value(0);

    /// <summary>Null where it is missing or malformed; <c>VersionSection.Find("DriverVer")</c> tells which.</summary>
    public DriverVersion? DriverVer { get; }

    /// <summary>File names by what stands after "CatalogFile": "" or "nt" or "ntamd64", in lower case.</summary>
    public IReadOnlyDictionary<string, string> CatalogFiles { get; }

    public IReadOnlyList<InfManufacturer> Manufacturers { get; }

    public InfStrings Strings => File.Strings;

    /// <summary>The models sections that [Manufacturer] names and the file has, each once, in its order.</summary>
    public IEnumerable<InfModelsSection> ModelsSections =>
        Manufacturers.SelectMany(m => m.Sections).Where(s => s.Section is not null).DistinctBy(s => s.Section);

    /// <summary>Every line of those sections.</summary>
    public IEnumerable<InfModel> Models => ModelsSections.SelectMany(s => s.Models);

    public static InfPackage From(InfFile file) => new(file);

    /// <summary>CatalogFile.nt[architecture], then CatalogFile.nt, then CatalogFile; null where none serves.</summary>
    public string? CatalogFile(InfArchitecture architecture) =>
        CatalogFiles.GetValueOrDefault("nt" + architecture.InfName())
        ?? CatalogFiles.GetValueOrDefault("nt") ?? CatalogFiles.GetValueOrDefault("");

    /// <summary>
    /// As a catalog lists them: hardware id, then compatible ids of each model in order, lower case, without a leading "*",
    /// each once at its first place.
    /// </summary>
    public IReadOnlyList<string> HardwareIds()
    {
        HashSet<string> seen = [];
        List<string> ids = [];
        foreach (InfModel model in Models)
            foreach (string id in model.CompatibleIds.Prepend(model.HardwareId))
            {
                string listed = id.TrimStart('*').ToLowerInvariant();
                if (listed.Length > 0 && seen.Add(listed))
                    ids.Add(listed);
            }
        return ids;
    }

    /// <summary>The models that a Windows would take from this INF; empty where it finds none.</summary>
    public IEnumerable<InfModel> ModelsFor(WindowsVersion windows) =>
        Manufacturers.Select(m => m.Select(windows)).OfType<InfModelsSection>().DistinctBy(s => s.Name.ToUpperInvariant())
            .SelectMany(s => s.Models);

    /// <summary>Files that CopyFiles names, each once; without an architecture those of all.</summary>
    public IReadOnlyList<InfCopiedFile> CopiedFiles(InfArchitecture? architecture = null) =>
        new InfCopyFiles(this, architecture).Collect(InfGraph.Build(this, architecture));

    private static Dictionary<string, string> ReadCatalogFiles(InfSection? version)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (InfEntry entry in version?.Entries ?? [])
        {
            string key = entry.Key?.ToLowerInvariant() ?? string.Empty;
            if (key == "catalogfile" || key.StartsWith("catalogfile.", StringComparison.Ordinal))
                files.TryAdd(key.Length > 12 ? key[12..] : string.Empty, entry.Value(0));
        }
        return files;
    }
}
