// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Inf;
using PvDrivers.Formats.Inf.Verif;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfGoldenTests
{
    private const string Missing = "shared/golden is not beside the repository: it holds INFs and catalogs of other vendors; "
        + "each ORIGIN.txt names the public repository and commit to fetch them from";

    [SkippableFact]
    public void RoundTrip_OfEveryGoldenInf_IsByteEqual()
    {
        Skip.If(Repository.Golden is null, Missing);
        string[] infs = Directory.GetFiles(Repository.Golden, "*.inf", SearchOption.AllDirectories);
        Assert.NotEmpty(infs);
        foreach (string path in infs)
        {
            byte[] bytes = File.ReadAllBytes(path);
            InfFile file = InfFile.Read(bytes, Path.GetFileName(path));
            Assert.Equal(bytes, file.ToBytes());
            Assert.NotEmpty(file.Section("Version")!.Entries);
            Assert.All(file.Sections.SelectMany(s => s.Entries), e => Assert.All(e.Values, v => Assert.NotNull(v)));
        }
    }

    /// <summary>
    /// Two catalogs are not made from their INF alone: Neo6's has the ids of the 128 INFs that were submitted together, wfp's
    /// was made by makecat and has none.
    /// </summary>
    [SkippableFact]
    public void HardwareIds_OfEveryGoldenInf_AreThoseOfItsCatalog()
    {
        Skip.If(Repository.Golden is null, Missing);
        int compared = 0;
        foreach (string inf in Directory.GetFiles(Repository.Golden, "*.inf", SearchOption.AllDirectories))
        {
            string folder = Path.GetDirectoryName(inf)!;
            Catalog catalog = CatalogFile.Read(File.ReadAllBytes(Directory.GetFiles(folder, "*.cat").Single()), folder).Catalog;
            IReadOnlyList<string> ids = InfPackage.From(InfFile.Read(File.ReadAllBytes(inf), inf)).HardwareIds();
            string name = Path.GetFileName(folder);
            if (name.StartsWith("softether-neo6", StringComparison.Ordinal))
                Assert.All(ids, id => Assert.Contains(id, catalog.HardwareIds));
            else if (!name.StartsWith("softether-wfp", StringComparison.Ordinal))
            {
                Assert.Equal(catalog.HardwareIds, ids);
                compared++;
            }
        }
        Assert.Equal(12, compared);
    }

    [SkippableFact]
    public void CopiedFiles_OfEveryGoldenInf_AreTheMembersOfItsCatalog()
    {
        Skip.If(Repository.Golden is null, Missing);
        foreach (string inf in Directory.GetFiles(Repository.Golden, "*.inf", SearchOption.AllDirectories))
        {
            string folder = Path.GetDirectoryName(inf)!;
            Catalog catalog = CatalogFile.Read(File.ReadAllBytes(Directory.GetFiles(folder, "*.cat").Single()), folder).Catalog;
            HashSet<string> members = [.. catalog.Members.Select(m => m.File).OfType<string>()];
            IEnumerable<InfCopiedFile> files = InfPackage.From(InfFile.Read(File.ReadAllBytes(inf), inf)).CopiedFiles();
            Assert.All(files, f => Assert.True(f.IsListed));
            // makecat wrote no names.
            if (members.Count > 0)
                Assert.Equal(members.Order(), files.Select(f => f.SourceName.ToLowerInvariant())
                    .Append(Path.GetFileName(inf).ToLowerInvariant()).Distinct().Order());
        }
    }

    [SkippableFact]
    public void Check_OfEveryGoldenInf_GivesNoErrorButKnownOnes()
    {
        Skip.If(Repository.Golden is null, Missing);
        Dictionary<string, int[]> known = new()
        {
            ["scream-win7-x64-vendor-2021"] = [1001],
            ["scream-win10-x64-vendor-2022"] = [1001],
            // The INF writes Neo.Service.Name where %Neo.Service.Name% is meant.
            ["softether-neo6-win10-x64-whql-2018"] = [2501],
            ["softether-wfp-x64-pagehash-2018"] = [1421, 1422, 1423],
        };
        foreach (string inf in Directory.GetFiles(Repository.Golden, "*.inf", SearchOption.AllDirectories))
            Assert.Equal(known.GetValueOrDefault(Path.GetFileName(Path.GetDirectoryName(inf)!), []),
                InfVerif.Check(File.ReadAllBytes(inf), inf, InfVerifMode.Declarative).Findings
                    .Where(f => f.Severity == InfSeverity.Error).Select(f => f.Code).Distinct().Order());
    }
}
