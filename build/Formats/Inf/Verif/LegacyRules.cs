// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>What an INF could do once and should not do today. Which operation falls under which code is this project's reading.</summary>
internal static class LegacyRules
{
    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1300, "a section that Windows no longer installs from", "remove it", LegacySection),
        new(1301, "an operation that Windows no longer does", "remove the directive", Operation),
        new(1302, "DLLs registered by the INF", "write the class's values by AddReg", Register),
        new(1303, "a co-installer or a class installer", "remove it; configure by AddReg, or let the driver do it", CoInstaller),
        new(1307, "a models section for one edition of Windows", "leave product type and suite out of the decoration", Edition),
        new(1309, "files deleted or renamed by the INF", "leave removal to Windows", Deleting),
        new(1421, "a [DefaultInstall] that says no architecture", "decorate it: [DefaultInstall.NTamd64]", DefaultInstall),
        new(1422, "a [DefaultUninstall] that is not marked as legacy", "add LegacyUninstall=1, or remove the section", Uninstall),
        new(1423, "a driver without devices and without a decorated [DefaultInstall]",
            "add [DefaultInstall.NTamd64] and its like", Primitive),
    ];

    private static IEnumerable<InfFault> LegacySection(InfContext c) => c.Uses(InfRole.Legacy).Where(u => u.From is null)
        .Select(u => InfContext.At(u.Section, $"[{u.Section.Name}]"));

    private static IEnumerable<InfFault> Operation(InfContext c) => Directives(c,
        "UPDATEINIS", "UPDATEINIFIELDS", "INI2REG", "PROFILEITEMS", "LOGCONFIG");

    private static IEnumerable<InfFault> Register(InfContext c) => Directives(c, "REGISTERDLLS", "UNREGISTERDLLS");

    private static IEnumerable<InfFault> Deleting(InfContext c) => Directives(c, "DELFILES", "RENFILES");

    private static IEnumerable<InfFault> Directives(InfContext c, params string[] names) => c.Graph.Uses
        .Where(u => u.Role != InfRole.Uninstall && u.Parent != InfRole.Uninstall)
        .Where(u => u.Role is not (InfRole.AddReg or InfRole.DelReg or InfRole.BitReg or InfRole.CopyFiles or InfRole.DelFiles
            or InfRole.RenFiles or InfRole.Legacy or InfRole.Other)).Select(u => u.Section).Distinct()
        .SelectMany(s => s.Entries).Where(e => names.Contains(e.Key?.ToUpperInvariant()))
        .Select(e => InfContext.At(e, $"{e.Key} = {string.Join(", ", e.Values)}"));

    private static IEnumerable<InfFault> CoInstaller(InfContext c) => c.Registry
        .Where(r => r.Line.Name.ToUpperInvariant() is "COINSTALLERS32" or "INSTALLER32")
        .Select(r => InfContext.At(r.Line.Entry, $"{r.Line.Name} = {string.Join(", ", r.Line.Data)}"));

    private static IEnumerable<InfFault> Edition(InfContext c) => c.Package.Manufacturers.SelectMany(m => m.Sections)
        .Where(s => s.TargetOs is { ProductType: not null } or { SuiteMask: not null })
        .Select(s => InfContext.At(s.Manufacturer.Entry, $"\"{s.Decoration}\" names a product type or a suite"));

    private static IEnumerable<InfFault> DefaultInstall(InfContext c) => Default(c, "DefaultInstall")
        .Where(s => !HasArchitecture(s.Name)).Select(s => InfContext.At(s, $"[{s.Name}]"));

    private static IEnumerable<InfFault> Uninstall(InfContext c) => Default(c, "DefaultUninstall")
        .Where(s => !s.Name.EndsWith(".Services", StringComparison.OrdinalIgnoreCase)
            && !IsMarked(s) && !IsMarked(c.File.Section(s.Name + ".Services")))
        .Select(s => InfContext.At(s, $"[{s.Name}] has no LegacyUninstall=1"));

    private static bool IsMarked(InfSection? section) => section?.Find("LegacyUninstall")?.Value(0) == "1";

    private static IEnumerable<InfFault> Primitive(InfContext c)
    {
        bool isDriver = c.Package.VersionSection is not null && !c.HasModels
            && c.File.Section("ClassInstall32") is null && c.File.Section("InterfaceInstall32") is null;
        if (isDriver && !Default(c, "DefaultInstall").Any(s => HasArchitecture(s.Name)))
            yield return InfContext.At(c.Package.VersionSection!, "neither [Manufacturer] nor a decorated [DefaultInstall]");
    }

    private static IEnumerable<InfSection> Default(InfContext c, string root) => c.File.Sections.Where(s =>
        s.Name.Equals(root, StringComparison.OrdinalIgnoreCase) || s.Name.StartsWith(root + ".", StringComparison.OrdinalIgnoreCase));

    private static bool HasArchitecture(string name) => name.Split('.').Skip(1)
        .Any(part => TargetOs.Parse(part) is { Architecture: not null });
}
