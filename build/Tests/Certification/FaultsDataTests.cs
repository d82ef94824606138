// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;
using System.Security.Cryptography;
using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Certification;

public sealed class FaultsDataTests
{
    private static readonly Faults Data = DataFixture.Real.Faults;
    private static readonly string Numbers = Path.Combine(Repository.Data, "book", "numbers-3.4.4.tsv");

    [Fact]
    public void Numbers_WhenHeldAgainstTheBook_AreEveryOneInEveryPlace()
    {
        string[] places = File.ReadAllLines(Numbers);
        Assert.Equal(60, places.Length);
        Assert.Equal(places,
            Data.Listed.SelectMany(fault => fault.Places.Order(StringComparer.Ordinal)
            .Select(place => $"{fault.Number}\t{place}"))
            .OrderByDescending(line => line[..8], StringComparer.Ordinal));
        Assert.Equal(57, Data.Listed.Count);
    }

    [Fact]
    public void Numbers_WhenTheirFileIsHashed_AreThoseOfTheReadme() => Assert.Contains(
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Numbers))),
        File.ReadAllText(Path.Combine(Repository.Data, "book", "README.md")), StringComparison.Ordinal);

    [Fact]
    public void Kinds_WhenCounted_AreTwoReferencesOnePatchAndBugs() => Assert.Equal("27996456 28447799; 23346086; 54",
        $"{Of(FaultKind.Reference)}; {Of(FaultKind.Patch)}; {Data.Listed.Count(fault => fault.Kind == FaultKind.Bug)}");

    [Fact]
    public void Duplicates_WhenRead_AreTheThreeOfTheBook() => Assert.Equal("22243923 18361346 24594337",
        string.Join(' ', Data.Duplicates.Select(duplicate => duplicate.Number)));

    [Fact]
    public void Patch_WhenRead_IsThatOfTheProduct() =>
        Assert.Equal(DataFixture.Real.Product.PatchId,
            Data.Listed.Single(fault => fault.Kind == FaultKind.Patch).Number);

    [Fact]
    public void Guards_WhenTheyNameATest_NameOneThatExists()
    {
        foreach (Fault fault in Data.Listed)
            foreach (TestGuard guard in fault.Guards.OfType<TestGuard>())
                foreach (string name in guard.Names)
                    Assert.True(guard.IsSuite ? IsSuite(name) : IsTest(name),
                        $"certification/faults.json: {fault.Number} is guarded by {name}, which does not exist");
    }

    [Fact]
    public void Guards_WhenAMethodIsNoTest_AreNotTakenForOne()
    {
        Assert.False(IsTest(typeof(FaultsDataTests).FullName + "." + nameof(IsTest)));
        Assert.False(IsTest(typeof(FaultsDataTests).FullName + ".Nothing"));
        Assert.False(IsTest("Nothing"));
        Assert.False(IsSuite("drivers/tests/unit/test_scsi.c#Nothing"));
        Assert.False(IsSuite("drivers/tests/unit/test_nothing.c"));
    }

    [Fact]
    public void Faults_WhenOneHasNoGuard_AreRefused()
    {
        MalformedFileException error = DataFixture.With("faults.json", root => root["faults"]![3]!["guards"]!.AsArray()
            .Clear()).Error("faults.json");
        Assert.Equal("an empty array", error.Found);
    }

    [Fact]
    public void Faults_WhenOneStandsInTwoSections_NeedAWordOnIt()
    {
        MalformedFileException error = DataFixture.With("faults.json", root => root["duplicates"]!.AsArray()
            .RemoveAt(0)).Error("faults.json");
        Assert.StartsWith("22243923, which stands in 3.3 and 3.4", error.Found, StringComparison.Ordinal);
    }

    private static string Of(FaultKind kind) =>
        string.Join(' ', Data.Listed.Where(fault => fault.Kind == kind).Select(fault => fault.Number).Order());

    /// <summary>
    /// The path of a C suite, alone or with one of its tests: <c>drivers/tests/unit/test_scsi.c#Vpd_WhenAsked</c>.
    /// </summary>
    private static bool IsSuite(string name)
    {
        string[] parts = name.Split('#');
        string path = Path.Combine(Repository.Root, parts[0]);
        if (!File.Exists(path) || parts.Length == 1)
            return File.Exists(path);
        string text = File.ReadAllText(path);
        return text.Contains($"static void {parts[1]}(void)", StringComparison.Ordinal)
            && text.Contains($"RUN({parts[1]});", StringComparison.Ordinal);
    }

    private static bool IsTest(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot > 0 && typeof(FaultsDataTests).Assembly.GetType(name[..dot]) is Type type
            && type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
                .Any(method => method.Name == name[(dot + 1)..]
                    && method.IsDefined(typeof(FactAttribute), inherit: true));
    }
}
