// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>[Manufacturer], models and install sections.</summary>
internal static class ModelsRules
{
    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1011, "a line of [Manufacturer] names no models section", "write %name% = models,NTamd64", NoModels),
        new(1261, "the install section of a device does not exist", "write the section, or correct its name in the models line", NoInstall),
        new(1271, "a models line without an install section", "write %description% = install,hardware-id", NoInstallName),
        new(1287, "a decoration that is none",
            "write NT, the architecture, then the version: NTamd64.10.0", Decoration),
        new(1288, "a build number with a Windows that does not read one", "use 10.0 and a build from 14310 on", BuildNumber),
        new(1294, "the same hardware id twice in a models section", "remove one of the lines", DuplicateId),
        new(1296, "a device without a service of its own",
            "add [install.Services] with AddService=name,2,section; a device that needs no driver has AddService=,2", NoService),
        new(1297, "an INF with [Manufacturer] that serves no hardware id", "list the hardware ids in the models sections", NoIds),
        new(2010, "a models or install section that says no architecture", "decorate it: NTx86, NTamd64", NoArchitecture),
    ];

    private static IEnumerable<InfFault> NoModels(InfContext c) => c.Package.Manufacturers
        .Where(m => m.Entry.Key is not null && m.Entry.Value(0).Length == 0)
        .Select(m => InfContext.At(m.Entry, $"\"{m.Name}\" has no models section"));

    private static IEnumerable<InfFault> NoInstall(InfContext c)
    {
        Dictionary<string, bool> exists = new(StringComparer.OrdinalIgnoreCase);
        foreach (InfModel model in c.Package.Models.Where(m => m.InstallSection.Length > 0))
        {
            if (!exists.TryGetValue(model.InstallSection, out bool found))
                exists.Add(model.InstallSection, found = c.File.Installs.Of(model.InstallSection, null).Any(s => s.Suffix.Length == 0));
            if (!found)
                yield return InfContext.At(model.Entry, $"\"{model.Description}\" installs [{model.InstallSection}], which does not exist");
        }
    }

    private static IEnumerable<InfFault> NoInstallName(InfContext c) => c.Package.Models
        .Where(m => m.InstallSection.Length == 0).Select(m => InfContext.At(m.Entry, $"\"{m.Description}\" has no install section"));

    private static IEnumerable<InfFault> Decoration(InfContext c) =>
        c.Package.Manufacturers.SelectMany(m => m.Sections).Where(s => s.TargetOs is null && !IsToken(c, s.Decoration))
            .Select(s => InfContext.At(s.Manufacturer.Entry, $"\"{s.Decoration}\" is not a decoration"));

    private static bool IsToken(InfContext c, string decoration) =>
        c.Options.BeforeStamp && decoration.Contains("$ARCH$", StringComparison.Ordinal);

    private static IEnumerable<InfFault> BuildNumber(InfContext c) =>
        c.Package.Manufacturers.SelectMany(m => m.Sections)
            .Where(s => s.TargetOs is { Build: { } build } target
                && (target.Major ?? 0, target.Minor ?? 0, build).CompareTo((10, 0, TargetOs.FirstBuildWithBuildNumbers)) < 0)
            .Select(s => InfContext.At(s.Manufacturer.Entry,
                $"\"{s.Decoration}\" names a build of a Windows before 10.0.{TargetOs.FirstBuildWithBuildNumbers}"));

    private static IEnumerable<InfFault> DuplicateId(InfContext c)
    {
        foreach (InfModelsSection section in c.Package.ModelsSections)
        {
            HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
            foreach (InfModel model in section.Models)
                if (model.HardwareId.Length > 0 && !seen.Add($"{model.HardwareId}|{model.InstallSection}|{model.Description}"))
                    yield return InfContext.At(model.Entry, $"{model.HardwareId} stands in [{section.Name}] before");
        }
    }

    private static IEnumerable<InfFault> NoService(InfContext c)
    {
        // They ride on another driver's service, or are no devices (protocols, clients).
        if (c.Package.Class?.ToUpperInvariant() is "EXTENSION" or "SOFTWARECOMPONENT" or "MONITOR" or "PRINTER"
            or "MODEM" or "NETCLIENT" or "NETSERVICE" or "NETTRANS")
            yield break;
        HashSet<InfEntry> told = [];
        foreach (InfModelsSection section in c.Package.ModelsSections)
            foreach (InfModel model in section.Models.DistinctBy(m => m.InstallSection, StringComparer.OrdinalIgnoreCase))
            {
                InfArchitecture architecture = section.TargetOs?.Architecture ?? InfArchitecture.X86;
                InfInstallSection[] parts = [.. c.File.Installs.Of(model.InstallSection, architecture)];
                if (parts.Length > 0 && !parts.Any(p => p.Role == InfRole.Services && HasService(p.Section)) && told.Add(model.Entry))
                    yield return InfContext.At(model.Entry,
                        $"\"{model.Description}\" gets no service from [{parts[0].Variant}.Services] on {architecture.InfName()}");
            }
    }

    /// <summary>SPSVCINST_ASSOCSERVICE, or what an included INF brings.</summary>
    private static bool HasService(InfSection services) => services.Find("Include") is not null
        || services.FindAll("AddService").Any(e => (InfNumber.Parse(e.Value(1)) & 2) == 2);

    private static IEnumerable<InfFault> NoIds(InfContext c)
    {
        if (c.File.Section("Manufacturer") is { } manufacturer
            && !c.Package.Models.Any(m => m.HardwareId.Length > 0 || m.CompatibleIds.Count > 0))
            yield return InfContext.At(manufacturer, "no models section has a hardware id");
    }

    private static IEnumerable<InfFault> NoArchitecture(InfContext c) => c.Package.ModelsSections
        .Where(s => s.TargetOs is { Architecture: null })
        .Select(s => InfContext.At(s.Section!, $"[{s.Name}] has no architecture and is taken for x86"));
}
