// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats.Cat;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>A real package of another vendor: its INF, its catalog, and the digests of its binaries.</summary>
internal sealed class GoldenPackage
{
    private const string Missing =
        "shared/golden (catalogs of other vendors) is not beside the repository; nothing is proven against real catalogs here";

    private GoldenPackage(string folder)
    {
        CatalogPath = Directory.GetFiles(folder, "*.cat").Single();
        InfPath = Directory.GetFiles(folder, "*.inf").Single();
        Rows = [.. File.ReadLines(Path.Combine(folder, "digests.tsv")).Skip(1).Select(line => line.Split('\t'))];
    }

    public string CatalogPath { get; }

    public string InfPath { get; }

    private string[][] Rows { get; }

    /// <summary>Skips the test, loudly, where the folder is absent.</summary>
    public static GoldenPackage Open(string name)
    {
        Skip.If(Repository.Golden is null, Missing);
        return new GoldenPackage(Path.Combine(Repository.Golden!, name));
    }

    public CatalogFile ReadCatalog() => CatalogFile.Read(File.ReadAllBytes(CatalogPath), Path.GetFileName(CatalogPath));

    /// <summary>By file name: the INF, hashed here, and the binaries, whose digests came with the sample.</summary>
    public IReadOnlyDictionary<string, CatalogSubject> Subjects()
    {
        byte[] inf = File.ReadAllBytes(InfPath);
        CatalogSubject[] subjects =
        [
            new(Path.GetFileName(InfPath), SubjectKind.Flat, SHA1.HashData(inf), SHA256.HashData(inf)),
            .. Rows.Select(row => new CatalogSubject(row[0], Enum.Parse<SubjectKind>(row[1], ignoreCase: true),
                Convert.FromHexString(row[3]), Convert.FromHexString(row[4]))),
        ];
        return subjects.ToDictionary(s => s.Name);
    }
}
