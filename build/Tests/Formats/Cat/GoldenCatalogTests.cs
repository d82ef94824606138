// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Cat.Inf2Cat;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>Catalogs that Microsoft's tools made, rebuilt from INF, digests, OS list, list id and time.</summary>
public sealed class GoldenCatalogTests
{
    public static TheoryData<string, bool> Inf2CatPackages => new()
    {
        { "netkvm-2003-x64-2012", true },
        { "netkvm-vista-x86-2018", false },
        { "scream-win10-x64-vendor-2022", false },
        { "scream-win7-x64-vendor-2021", false },
        { "vioprot-win81-x64-dll-exe-2023", false },
        { "vioscsi-win7-x64-2018", false },
        { "vioscsi-win8-x64-2023", false },
        { "vioscsi-win81-x64-2023", false },
        { "viostor-vista-x64-2018", false },
        { "viostor-win7-x86-2019", false },
        { "viostor-win81-x86-2023", false },
        { "viostor-xp-x86-2012", true },
    };

    public static TheoryData<string> ReadWritePackages =>
        ["softether-neo6-win10-x64-whql-2018", "softether-wfp-x64-pagehash-2018",
            .. Inf2CatPackages.Select(row => (string)row[0])];

    [SkippableTheory]
    [MemberData(nameof(Inf2CatPackages))]
    public void Builder_WhenGivenWhatInf2CatWasGiven_MakesTheSameCtl(string package, bool legacyLink)
    {
        GoldenPackage golden = GoldenPackage.Open(package);
        CatalogFile real = golden.ReadCatalog();
        IReadOnlyDictionary<string, CatalogSubject> subjects = golden.Subjects();
        string inf = Path.GetFileName(golden.InfPath);

        Inf2CatPlan plan = Inf2CatRules.Check(new Inf2CatRequest
        {
            Infs = [new Inf2CatInf(inf, InfFile.Read(File.ReadAllBytes(golden.InfPath), inf))],
            Files = [.. subjects.Keys],
            // Backwards and in another case: the catalog has its own order.
            Os = OsCatalog.Resolve(real.Catalog.OsTokens.Reverse()
                .Select(token => OsCatalog.FromToken(token)!.Name.ToLowerInvariant())),
            Now = real.Catalog.ThisUpdate,
        });
        PlannedCatalog planned = Assert.Single(plan.Catalogs);
        Catalog ours = CatalogBuilder.Build(planned.ToRequest(path => subjects[path], real.Catalog.ThisUpdate) with
        {
            ListIdentifier = real.Catalog.ListIdentifier,
            LegacySpcLink = legacyLink,
        });

        Assert.Empty(plan.Findings);
        Assert.Equal(Path.GetFileName(golden.CatalogPath), planned.Path);
        Assert.Equal(Convert.ToHexString(real.Ctl.Span), Convert.ToHexString(ours.EncodeCtl()));
    }

    [SkippableTheory]
    [MemberData(nameof(ReadWritePackages))]
    public void CatalogFile_WhenReadAndWritten_IsByteEqual(string package)
    {
        GoldenPackage golden = GoldenPackage.Open(package);

        CatalogFile file = golden.ReadCatalog();

        Assert.Equal(File.ReadAllBytes(golden.CatalogPath), file.ToBytes());
        Assert.True(file.IsSigned);
    }
}
