// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf;

/// <summary>Names that Windows gives to sections and directives ("Summary of INF sections", "Summary of INF directives").</summary>
internal static class InfDirectives
{
    /// <summary>What may follow the name of an install section.</summary>
    public static readonly (string Suffix, InfRole Role)[] Suffixes =
    [
        ("", InfRole.Install), (".Services", InfRole.Services), (".HW", InfRole.Hardware), (".CoInstallers", InfRole.CoInstallers),
        (".Interfaces", InfRole.Interfaces), (".Wdf", InfRole.Other), (".Components", InfRole.Other), (".Software", InfRole.Other),
        (".Events", InfRole.Other), (".Filters", InfRole.Other), (".WMI", InfRole.Other), (".FactDef", InfRole.Legacy),
        (".LogConfigOverride", InfRole.Legacy),
        // Network components: "DDInstall.Remove section", "DDInstall.Winsock section".
        (".Remove", InfRole.Uninstall), (".Remove.Services", InfRole.Uninstall), (".Winsock", InfRole.Other),
    ];

    /// <summary>Directives whose every value is a section.</summary>
    public static readonly Dictionary<string, InfRole> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AddReg"] = InfRole.AddReg,
        ["DelReg"] = InfRole.DelReg,
        ["BitReg"] = InfRole.BitReg,
        ["CopyFiles"] = InfRole.CopyFiles,
        ["DelFiles"] = InfRole.DelFiles,
        ["RenFiles"] = InfRole.RenFiles,
        ["AddProperty"] = InfRole.Other,
        ["DelProperty"] = InfRole.Other,
        ["AddTrigger"] = InfRole.Other,
        ["FailureActions"] = InfRole.Other,
        ["AddPowerSetting"] = InfRole.Other,
        // Still image devices: "INF files for still image devices".
        ["DeviceData"] = InfRole.Other,
        ["Events"] = InfRole.Other,
        ["LogConfig"] = InfRole.Legacy,
        ["UpdateInis"] = InfRole.Legacy,
        ["UpdateIniFields"] = InfRole.Legacy,
        ["Ini2Reg"] = InfRole.Legacy,
        ["ProfileItems"] = InfRole.Legacy,
        ["RegisterDlls"] = InfRole.Legacy,
        ["UnregisterDlls"] = InfRole.Legacy,
    };

    /// <summary>Directives some of whose values are sections, by position.</summary>
    public static readonly Dictionary<string, (int Index, InfRole Role)[]> References = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AddService"] = [(2, InfRole.ServiceInstall), (3, InfRole.EventLog)],
        ["AddInterface"] = [(2, InfRole.Interface)],
        ["AddComponent"] = [(2, InfRole.Other)],
        ["AddSoftware"] = [(2, InfRole.Other)],
        ["AddFilter"] = [(2, InfRole.Other)],
        ["AddEventProvider"] = [(1, InfRole.Other)],
        ["AddAutoLogger"] = [(2, InfRole.Other)],
        ["AddChannel"] = [(2, InfRole.Other)],
        ["KmdfService"] = [(1, InfRole.Other)],
        ["UmdfService"] = [(1, InfRole.Other)],
        ["WMIInterface"] = [(2, InfRole.Other)],
    };

    /// <summary>Directives of a service-install section that take one value; the others take a list.</summary>
    public static readonly HashSet<string> ServiceSingle = new(StringComparer.OrdinalIgnoreCase)
    {
        "DisplayName", "Description", "ServiceType", "StartType", "ErrorControl", "ServiceBinary", "StartName",
        "LoadOrderGroup", "Security", "ServiceSidType", "DelayedAutoStart", "FailureActions", "BootFlags",
    };

    public static readonly HashSet<string> ServiceLists = new(StringComparer.OrdinalIgnoreCase)
    {
        "AddReg", "DelReg", "BitReg", "Dependencies", "RequiredPrivileges", "AddTrigger", "Include", "Needs",
    };

    /// <summary>Directives of [Version] and how many values each takes.</summary>
    public static readonly Dictionary<string, int> Version = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Signature"] = 1,
        ["Class"] = 1,
        ["ClassGuid"] = 1,
        ["Provider"] = 1,
        ["ExtensionId"] = 1,
        ["DriverVer"] = 2,
        ["PnpLockdown"] = 1,
        ["CatalogFile"] = 1,
    };

    /// <summary>Sections with a fixed name; ".x" after it is an architecture, an OS or a language.</summary>
    public static readonly string[] FixedSections =
    [
        "Version", "Manufacturer", "SourceDisksNames", "SourceDisksFiles", "DestinationDirs", "ControlFlags", "Strings",
        "ClassInstall32", "DefaultInstall", "DefaultUninstall", "InterfaceInstall32", "DeviceInstall32", "SignatureAttributes",
    ];
}
