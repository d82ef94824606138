// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Drop;
using PvDrivers.Formats;

namespace PvDrivers.Tests.Stages;

public sealed class DropVerifierTests(DropFixture fixture) : IClassFixture<DropFixture>, IDisposable
{
    /// <summary>Printed by a failing test, so that it can be run again.</summary>
    private const int Seed = 20200324;

    private string? _drop;

    public void Dispose()
    {
        if (_drop is not null)
            Directory.Delete(_drop, recursive: true);
    }

    [SkippableFact]
    public void Verify_WhenDropIsUntouched_FindsNothing()
    {
        DropVerdict verdict = fixture.Verify(Copy());

        Assert.Empty(verdict.Findings);
        // Two cells of three drivers, each image and catalog signed; older guests' images twice.
        Assert.True(verdict.Signatures >= 12, $"{verdict.Signatures} signatures");
    }

    [SkippableFact]
    public void Verify_WhenAnyFileHasOneFlippedByte_NamesThatFile()
    {
        string drop = Copy();
        var random = new Random(Seed);
        foreach (string file in Directory.EnumerateFiles(drop, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(file);
            int at = random.Next(bytes.Length);
            Flip(file, bytes, at);

            string name = Path.GetRelativePath(drop, file).Replace('\\', '/');
            Assert.True(Names(drop, name), $"seed {Seed}: byte {at} of {name} flipped, and not told");
            File.WriteAllBytes(file, bytes);
        }
        Assert.Empty(fixture.Verify(drop).Findings);
    }

    [SkippableTheory]
    [InlineData(".sys", 60)]
    [InlineData(".inf", 40)]
    [InlineData(".cat", 60)]
    [InlineData(".cab", 20)]
    [InlineData(".exe", 20)]
    public void Verify_WhenListsWereMadeAgainAfterAFlip_StillNamesTheFile(string extension, int flips)
    {
        string drop = Copy();
        var random = new Random(Seed);
        string[] files = [.. Directory.EnumerateFiles(drop, "*" + extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        for (int i = 0; i < flips; i++)
        {
            string file = files[i % files.Length];
            byte[] bytes = File.ReadAllBytes(file);
            int at = random.Next(bytes.Length);
            Flip(file, bytes, at);
            ForgeLists(drop);

            string name = Path.GetRelativePath(drop, file).Replace('\\', '/');
            Assert.True(Names(drop, name, exceptLists: true), $"seed {Seed}: byte {at} of {name} flipped, lists made again, and not told");
            File.WriteAllBytes(file, bytes);
        }
    }

    [SkippableFact]
    public void Verify_WhenImageOfAnotherCellStandsInAPackage_NamesIt()
    {
        string drop = Copy();
        File.Copy(Path.Combine(drop, "drivers/6.1/x64/xennet/xennet.sys"), Path.Combine(drop, "drivers/10.0/x64/xennet/xennet.sys"), overwrite: true);
        ForgeLists(drop);

        Assert.True(Names(drop, "drivers/10.0/x64/xennet/xennet.sys", exceptLists: true));
    }

    [SkippableFact]
    public void Verify_WhenFileIsAdded_NamesIt()
    {
        string drop = Copy();
        File.WriteAllText(Path.Combine(drop, "drivers/10.0/x64/xennet/extra.dll"), "x");
        ForgeLists(drop);

        Assert.True(Names(drop, "drivers/10.0/x64/xennet/extra.dll", exceptLists: true));
    }

    [SkippableFact]
    public void Verify_WhenSymbolsAreOfAnotherBuild_NamesThem()
    {
        string drop = Copy();
        File.Copy(Path.Combine(drop, "symbols/6.1/x64/xenbus.pdb"), Path.Combine(drop, "symbols/10.0/x64/xenbus.pdb"), overwrite: true);
        ForgeLists(drop);

        Assert.Contains(fixture.Verify(drop).Findings, finding => finding.Kind == FindingKind.Symbols && finding.File == "symbols/10.0/x64/xenbus.pdb");
    }

    [SkippableFact]
    public void Verify_WhenSignatureOverTheListsIsTaken_Refuses()
    {
        string drop = Copy();
        File.Delete(Path.Combine(drop, Checksums.SignatureFileName));

        Assert.Throws<MalformedFileException>(() => fixture.Verify(drop));
    }

    private string Copy() => _drop = fixture.NewCopy();

    private bool Names(string drop, string file, bool exceptLists = false)
    {
        try
        {
            return fixture.Verify(drop).Findings.Any(finding => finding.File == file
                && (!exceptLists || finding.Kind != FindingKind.Contents || finding.File.EndsWith(".dll", StringComparison.Ordinal)));
        }
        catch (MalformedFileException refused)
        {
            return refused.Message.Contains(file, StringComparison.Ordinal);
        }
    }

    private static void Flip(string file, byte[] bytes, int at)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= 0x40;
        File.WriteAllBytes(file, changed);
    }

    /// <summary>Makes SHA256SUMS and drop.json agree with the files, as a thief would; only the signature over them he cannot make.</summary>
    private static void ForgeLists(string drop)
    {
        string manifestPath = Path.Combine(drop, DropManifest.FileName);
        DropManifest manifest = DropManifest.Decode(File.ReadAllBytes(manifestPath), manifestPath);
        string[] own = [DropManifest.FileName, Checksums.FileName, Checksums.SignatureFileName];
        string[] paths = [.. Directory.EnumerateFiles(drop, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(drop, path).Replace('\\', '/')).Except(own).Order(StringComparer.Ordinal)];
        DropFile[] files = [.. paths.Select(path => new DropFile(path, new FileInfo(Path.Combine(drop, path)).Length, Sha256(drop, path), null))];
        File.WriteAllBytes(manifestPath, (manifest with { Files = files }).Encode());
        File.WriteAllBytes(Path.Combine(drop, Checksums.FileName), Checksums.Encode(paths.Append(DropManifest.FileName)
            .Select(path => (path, Sha256(drop, path)))));
    }

    private static string Sha256(string drop, string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(drop, path))));
}
