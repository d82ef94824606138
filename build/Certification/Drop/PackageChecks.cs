// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Certification.Images;
using PvDrivers.Formats;
using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Inf;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Certification.Drop;

/// <summary>
/// One driver package of a drop: the INF, the image, the catalog and the symbols must belong together and to the drop's
/// version. Signatures are <see cref="DropVerifier"/>'s to check.
/// </summary>
internal sealed class PackageChecks(DropFolder drop, CertificationData data, ImportAllowList imports, Version version)
{
    public IEnumerable<Finding> Check(Cell cell, string driver)
    {
        string folder = $"drivers/{cell.Folder}/{driver}/{driver}";
        var findings = new List<Finding>();
        PeImage? image = Read(findings, folder + ".sys", bytes => PeImage.Read(bytes, folder + ".sys"));
        InfPackage? inf = Read(findings, folder + ".inf", bytes => InfPackage.From(InfFile.Read(bytes.Span, folder + ".inf")));
        CatalogFile? catalog = Read(findings, folder + ".cat", bytes => CatalogFile.Read(bytes, folder + ".cat"));
        string symbols = $"symbols/{cell.Folder}/{driver}.pdb";
        PdbIdentity? pdb = Read(findings, symbols, bytes => PdbFile.ReadIdentity(bytes, symbols));

        if (image is not null)
            Guard(findings, folder + ".sys", () => findings.AddRange(new ImageRules(cell, driver, version, imports).Check(image)));
        if (image is not null && pdb is not null && ImageRules.CheckSymbols(image, pdb, symbols) is { } stranger)
            findings.Add(stranger);
        if (inf is not null)
            Inf(findings, inf, folder, cell, driver);
        if (image is not null && inf is not null && catalog is not null)
            Guard(findings, folder + ".cat", () => Catalog(findings, catalog.Catalog, inf, folder, cell));
        return findings;
    }

    private void Inf(List<Finding> findings, InfPackage inf, string folder, Cell cell, string driver)
    {
        if (inf.DriverVer?.Version != version)
            findings.Add(new Finding(FindingKind.Version, folder + ".inf", -1,
                $"DriverVer {inf.DriverVer?.ToString() ?? "missing or malformed"}", $"version {version}"));
        string? catalog = inf.CatalogFile(InfArchitectureOf(cell));
        if (catalog != driver + ".cat")
            findings.Add(new Finding(FindingKind.Catalog, folder + ".inf", -1, $"CatalogFile {catalog ?? "missing"}",
                driver + ".cat"));
    }

    /// <summary>The members must be exactly the INF and the files it copies, by their digests in this drop.</summary>
    private void Catalog(List<Finding> findings, Formats.Cat.Catalog catalog, InfPackage inf, string folder, Cell cell)
    {
        string name = folder + ".cat";
        OsCatalog os = OsCatalog.Resolve(data.CatalogOsNames(cell.Id));
        var expected = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(expected, catalog.Version, folder + ".inf", drop.Read(folder + ".inf"));
        foreach (InfCopiedFile copied in inf.CopiedFiles(InfArchitectureOf(cell)))
        {
            string path = Path.GetDirectoryName(folder)?.Replace('\\', '/') + "/" + copied.SourceName;
            if (drop.Has(path))
                Add(expected, catalog.Version, path, drop.Read(path));
            else
                findings.Add(new Finding(FindingKind.Contents, path, -1, "no such file", $"a file that {folder}.inf copies"));
        }
        var found = catalog.Members.Select(member => Convert.ToHexString(member.Identifier.Span)).ToHashSet();
        foreach ((string identifier, string file) in expected.Where(pair => !found.Contains(pair.Key)))
            findings.Add(new Finding(FindingKind.Catalog, file, -1, "a digest that is no member of " + name,
                $"member {Shorten(identifier)}"));
        foreach (CatalogMember member in catalog.Members.Where(member => !expected.ContainsKey(Convert.ToHexString(member.Identifier.Span))))
            findings.Add(new Finding(FindingKind.Catalog, name, -1, $"a member {member.File} whose digest no file here has",
                "only the INF and the files it copies"));
        Expect(findings, name, catalog.Version == os.Version, $"version {catalog.Version}", os.Version.ToString());
        Expect(findings, name, catalog.Attribute("OS")?.Text == os.Attribute, $"OS {catalog.Attribute("OS")?.Text}", os.Attribute);
        Expect(findings, name, catalog.HardwareIds.SequenceEqual(inf.HardwareIds()),
            "hardware ids " + string.Join(' ', catalog.HardwareIds), string.Join(' ', inf.HardwareIds()));
    }

    /// <summary>The identifiers that a file has in a catalog of a version: catalog-format, section on members.</summary>
    private static void Add(Dictionary<string, string> expected, CatalogVersion version, string path, ReadOnlyMemory<byte> bytes)
    {
        CatalogSubject subject = CatalogSubject.FromFile(path, bytes);
        if (version == CatalogVersion.V1)
        {
            string text = Convert.ToHexString(subject.Sha1.Span) + '\0';
            expected[Convert.ToHexString(System.Text.Encoding.Unicode.GetBytes(text))] = path;
            return;
        }
        expected[Convert.ToHexString(subject.Sha1.Span)] = path;
        expected[Convert.ToHexString(subject.Sha256.Span)] = path;
    }

    private static void Expect(List<Finding> findings, string file, bool holds, string found, string expected)
    {
        if (!holds)
            findings.Add(new Finding(FindingKind.Catalog, file, -1, found, expected));
    }

    private T? Read<T>(List<Finding> findings, string path, Func<ReadOnlyMemory<byte>, T> read) where T : class
    {
        if (!drop.Has(path))
        {
            findings.Add(new Finding(FindingKind.Contents, path, -1, "no such file", "a file of every package"));
            return null;
        }
        T? result = null;
        Guard(findings, path, () => result = read(drop.Read(path)));
        return result;
    }

    private static void Guard(List<Finding> findings, string path, Action check)
    {
        try
        {
            check();
        }
        catch (MalformedFileException broken)
        {
            findings.Add(new Finding(FindingKind.Format, path, broken.Offset, broken.Found, broken.Expected));
        }
    }

    private static InfArchitecture InfArchitectureOf(Cell cell) =>
        cell.Architecture == Architecture.X64 ? InfArchitecture.Amd64 : InfArchitecture.X86;

    private static string Shorten(string identifier) => identifier.Length > 20 ? identifier[..20] + "..." : identifier;
}
