// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Driver package isolation in the registry, and the rules of primitive services ("Driver package isolation").</summary>
internal static class IsolationRules
{
    /// <summary>What "InfVerif /h" lets pass, as of April 2024; HKCR too.</summary>
    private static readonly string[] Excepted =
    [
        @"SYSTEM\CurrentControlSet", @"SOFTWARE\Classes", @"SOFTWARE\Khronos", @"SOFTWARE\Microsoft\Analog\Providers",
        @"SOFTWARE\Microsoft\Cellular\MVSettings\DeviceSpecific\CellUX", @"SOFTWARE\Microsoft\Cryptography\Calais\Readers",
        @"SOFTWARE\Microsoft\Cryptography\Calais\SmartCards", @"SOFTWARE\Microsoft\Cryptography\DRM_RNG",
        @"SOFTWARE\Microsoft\EAPOL", @"SOFTWARE\Microsoft\Palm\DelayManipulationDuration",
        @"SOFTWARE\Microsoft\Shell\OEM\QuickActions\ColorProfileQuickAction", @"SOFTWARE\Microsoft\Speech_OneCore\AudioInput",
        @"SOFTWARE\Microsoft\Windows Media Foundation", @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\AdaptiveDisplayBrightness",
        @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\drivers.desc", @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Drivers32",
        @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ICM", @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\OpenGlDrivers",
        @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon\Notify\ScCertProp",
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths", @"SOFTWARE\Microsoft\Windows\CurrentVersion\Audio",
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication", @"SOFTWARE\Microsoft\Windows\CurrentVersion\Control Panel",
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\Controls Folder", @"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer",
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\Reliability\UserDefined", @"SOFTWARE\Microsoft\Windows\CurrentVersion\Run",
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce", @"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall",
        @"SOFTWARE\Wow6432Node\Microsoft\Windows Media Foundation", @"SOFTWARE\Wow6432Node\Khronos",
        @"SOFTWARE\WowAA32Node\Microsoft\Windows Media Foundation", @"SOFTWARE\WowAA32Node\Khronos",
    ];

    private const int FirstBuildWithAddFilter = 18362;
    private const int FirstBuildWithMinifilterParameters = 25952;

    public static IReadOnlyList<InfRule> All { get; } =
    [
        new(1320, "a key outside HKR", "make the key under HKR", Keys),
        new(1321, "a value outside HKR", "write the value under HKR", Values),
        new(1323, "a service's value outside its Parameters key", "write under HKR,Parameters", ServiceKey),
        new(1329, "a filter driver added through the registry", "use AddFilter in [install.Filters]", Filters),
    ];

    private static IEnumerable<InfFault> Keys(InfContext c) => Outside(c, line => !line.WritesValue);

    private static IEnumerable<InfFault> Values(InfContext c) => Outside(c, line => line.WritesValue);

    private static IEnumerable<InfFault> Outside(InfContext c, Func<InfRegistryLine, bool> wanted) =>
        InfContext.RegistryOf(c.Isolated).Where(r => r.Line.Root is "HKCR" or "HKCU" or "HKLM" or "HKU"
                && wanted(r.Line) && !(c.Mode == InfVerifMode.Signature && IsExcepted(r.Line)))
            .Select(r => InfContext.At(r.Line.Entry, $@"{r.Line.Root}\{r.Line.Subkey}"));

    private static bool IsExcepted(InfRegistryLine line) => line.Root == "HKCR"
        || (line.Root == "HKLM" && Excepted.Any(tree => RegistryRules.Under(line.Subkey, tree)));

    private static IEnumerable<InfFault> ServiceKey(InfContext c) => OutsideParameters(c.Isolated).Where(r => !IsMinifilter(r))
        .Concat(OutsideParameters(c.GraphFrom(Math.Max(c.Options.IsolationBuild, FirstBuildWithMinifilterParameters)))
            .Where(IsMinifilter))
        .Select(r => InfContext.At(r.Line.Entry, $@"HKR\{r.Line.Subkey} of the service, value {r.Line.Name}"));

    private static IEnumerable<(InfUse Use, InfRegistryLine Line)> OutsideParameters(InfGraph graph) => InfContext.RegistryOf(graph)
        .Where(r => r.Use.Parent == InfRole.ServiceInstall && r.Line.Root == "HKR" && !RegistryRules.Under(r.Line.Subkey, "Parameters")
            // BootFlags belongs in the service's own key and has no directive before build 25398.
            && !(r.Line.Subkey.Length == 0 && r.Line.Name.Equals("BootFlags", StringComparison.OrdinalIgnoreCase)));

    /// <summary>What the filter manager reads; older ones look for it in the service's own key.</summary>
    private static bool IsMinifilter((InfUse Use, InfRegistryLine Line) r) => RegistryRules.Under(r.Line.Subkey, "Instances")
        || (r.Line.Subkey.Length == 0 && r.Line.Name.Equals("SupportedFeatures", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<InfFault> Filters(InfContext c) => InfContext
        .RegistryOf(c.GraphFrom(Math.Max(c.Options.IsolationBuild, FirstBuildWithAddFilter)))
        .Where(r => r.Use.Parent == InfRole.Hardware && r.Line.Subkey.Length == 0
            && r.Line.Name.ToUpperInvariant() is "UPPERFILTERS" or "LOWERFILTERS")
        .Select(r => InfContext.At(r.Line.Entry, $"{r.Line.Name} = {string.Join(", ", r.Line.Data)}"));
}
