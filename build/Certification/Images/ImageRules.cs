// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Drop;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Certification.Images;

/// <summary>
/// What every .sys must be before anybody loads it: made for its cell, correct as a file, no code that can be written, no
/// import that its oldest Windows lacks. PE/COFF specification for the fields; design decision 7 for what differs by cell.
/// </summary>
public sealed class ImageRules(Cell cell, string driver, Version version, ImportAllowList allowed)
{
    private const ushort MachineX64 = 0x8664;
    private const ushort MachineX86 = 0x14C;
    private const ushort SubsystemNative = 1;
    private const ushort WdmDriver = 0x2000;
    private const uint Discardable = 0x02000000;
    private const uint Executable = 0x20000000;
    private const uint Writable = 0x80000000;

    /// <summary>Sections the linker may make of our sources; any other is stray.</summary>
    private static readonly string[] KnownSections =
        [".text", ".rdata", ".data", ".bss", ".pdata", ".xdata", ".rsrc", ".reloc", ".CRT", "PAGE", "INIT"];

    public IEnumerable<Finding> Check(PeImage image)
    {
        var findings = new List<Finding>();
        Header(image, findings);
        Sections(image, findings);
        Imports(image, findings);
        Version(image, findings);
        return findings;
    }

    /// <summary>Whether symbols are those of an image: its CodeView record names their GUID and age.</summary>
    public static Finding? CheckSymbols(PeImage image, PdbIdentity pdb, string pdbFile)
    {
        if (image.CodeView is not { } view)
            return new Finding(FindingKind.Symbols, image.File, -1, "no CodeView record", $"one that names {pdbFile}");
        return view.Guid == pdb.Guid && view.Age == pdb.Age ? null : new Finding(FindingKind.Symbols, pdbFile, -1,
            $"GUID {pdb.Guid} age {pdb.Age}", $"GUID {view.Guid} age {view.Age}, as {image.File} says");
    }

    private void Header(PeImage image, List<Finding> findings)
    {
        ushort machine = cell.Architecture == Architecture.X64 ? MachineX64 : MachineX86;
        Expect(image, findings, image.Machine == machine, $"machine 0x{image.Machine:X4}", $"0x{machine:X4}");
        Expect(image, findings, image.Subsystem == SubsystemNative, $"subsystem {image.Subsystem}", "1 (native)");
        Expect(image, findings, image.MajorSubsystemVersion == cell.Os.Major && image.MinorSubsystemVersion == cell.Os.Minor,
            $"subsystem version {image.MajorSubsystemVersion}.{image.MinorSubsystemVersion}", cell.Os.ToString());
        uint sum = image.ComputeCheckSum();
        Expect(image, findings, image.CheckSum == sum, $"checksum 0x{image.CheckSum:X8}",
            $"0x{sum:X8}; Windows refuses to load a driver with another");
        Expect(image, findings, (image.DllCharacteristics & WdmDriver) != 0, "no WDM bit in DllCharacteristics",
            "the bit 0x2000");
        Expect(image, findings, image.CodeView is not null, "no CodeView record", "one that names the PDB");
    }

    private void Sections(PeImage image, List<Finding> findings)
    {
        foreach (PeSection section in image.Sections)
        {
            Expect(image, findings, KnownSections.Contains(section.Name), $"a section \"{section.Name}\"",
                "only " + string.Join(", ", KnownSections));
            bool both = (section.Characteristics & (Writable | Executable)) == (Writable | Executable);
            Expect(image, findings, !both, $"section {section.Name} writable and executable", "one of the two");
            if (section.Name == "INIT")
                Expect(image, findings, (section.Characteristics & Discardable) != 0, "INIT that stays in memory",
                    "the discardable bit 0x02000000");
        }
        Expect(image, findings, image.Sections.Any(section => section.Name == "INIT"), "no section INIT",
            "DriverEntry in one that is discarded after it ran");
        if (cell.Architecture == Architecture.X64)
            Expect(image, findings, image.Sections.Any(section => section.Name == ".pdata"), "no section .pdata",
                "unwind tables: without them any exception stops the machine");
    }

    private void Imports(PeImage image, List<Finding> findings)
    {
        foreach (PeImport import in image.Imports)
            foreach (string name in import.Names)
                Expect(image, findings, allowed.Contains(import.Dll, name, cell.Os, cell.Architecture),
                    $"import {import.Dll}!{name}", $"only those that drivers/nt/imports.tsv allows for {cell.Folder}");
    }

    private void Version(PeImage image, List<Finding> findings)
    {
        if (image.VersionInfo is not { } info)
        {
            findings.Add(new Finding(FindingKind.Version, image.File, -1, "no version resource", version.ToString()));
            return;
        }
        ExpectVersion(image, findings, info.FileVersion == version, $"file version {info.FileVersion}");
        ExpectVersion(image, findings, info.ProductVersion == version, $"product version {info.ProductVersion}");
        foreach (string key in (string[])["FileVersion", "ProductVersion"])
            ExpectVersion(image, findings, info.Strings.TryGetValue(key, out string? text) && text == version.ToString(),
                $"{key} string \"{info.Strings.GetValueOrDefault(key)}\"");
        string name = driver + ".sys";
        if (info.Strings.GetValueOrDefault("OriginalFilename") is var original && original != name)
            findings.Add(new Finding(FindingKind.Version, image.File, -1, $"OriginalFilename \"{original}\"", name));
    }

    private void ExpectVersion(PeImage image, List<Finding> findings, bool holds, string found)
    {
        if (!holds)
            findings.Add(new Finding(FindingKind.Version, image.File, -1, found, version.ToString()));
    }

    private static void Expect(PeImage image, List<Finding> findings, bool holds, string found, string expected)
    {
        if (!holds)
            findings.Add(new Finding(FindingKind.Image, image.File, -1, found, expected));
    }
}
