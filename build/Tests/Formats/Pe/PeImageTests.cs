// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Tests.Formats.Pe;

/// <summary>Compiled drivers, read here and by llvm-readobj and osslsigncode.</summary>
public sealed class PeImageTests
{
    [SkippableTheory]
    [InlineData("x64")]
    [InlineData("x86")]
    [InlineData("arm64")]
    public void PeImage_WhenReadBesideReadobj_SaysTheSame(string machine)
    {
        SampleDriver driver = SampleDriver.For(machine);
        Tool.Need("llvm-readobj-19");
        string theirs = Tool.Run(driver.Folder, "llvm-readobj-19", "--file-headers", "--sections", "--coff-imports",
            "--coff-debug-directory", "s.sys");

        PeImage image = PeImage.Read(driver.Sys, "s.sys");

        Assert.Equal(Number(theirs, @"Machine: \S+ \((0x[0-9A-F]+)\)"), image.Machine);
        Assert.Equal(Number(theirs, @"TimeDateStamp: .*\((0x[0-9A-F]+)\)"), image.TimeDateStamp);
        Assert.Equal(Number(theirs, @"SizeOfHeaders: (\d+)"), image.SizeOfHeaders);
        Assert.Equal(Number(theirs, @"Subsystem: \S+ \((0x[0-9A-F]+)\)"), image.Subsystem);
        Assert.Equal((6, 1), (image.MajorSubsystemVersion, image.MinorSubsystemVersion));
        Assert.Equal(Matches(theirs, @"Section \{[^}]*?Name: (\S+)"), image.Sections.Select(s => s.Name));
        Assert.Equal(Matches(theirs, @"PointerToRawData: (0x[0-9A-F]+)").Take(image.Sections.Count),
            image.Sections.Select(s => $"0x{s.RawOffset:X}"));
        Assert.Equal(machine == "x86" ? ["ByName@4", "#12"] : ["ByName", "#12"],
            image.Imports.Single(i => i.Dll == "kernel.exe").Names.OrderDescending());
        Assert.Contains("PDBFileName: s.pdb", theirs, StringComparison.Ordinal);
        Assert.Equal("s.pdb", image.CodeView?.PdbPath);
    }

    [SkippableTheory]
    [InlineData("x64")]
    [InlineData("x86")]
    public void PeImage_WhenResourceIsCompiled_ReadsItsVersion(string machine)
    {
        PeVersionInfo? version = PeImage.Read(SampleDriver.For(machine).Sys, "s.sys").VersionInfo;

        Assert.Equal(new Version(3, 4, 4, 1882), version?.FileVersion);
        Assert.Equal(new Version(3, 4, 4, 7), version?.ProductVersion);
        Assert.Equal(["CompanyName=Nobody", "FileDescription=Sample of the tests", "Odd=123"],
            version!.Strings.Select(s => $"{s.Key}={s.Value}"));
    }

    [SkippableTheory]
    [InlineData("x64")]
    [InlineData("x86")]
    [InlineData("arm64")]
    public void PdbIdentity_WhenImageIsLinkedWithIt_IsTheImages(string machine)
    {
        SampleDriver driver = SampleDriver.For(machine);

        PdbIdentity identity = PdbFile.ReadIdentity(driver.Pdb, "s.pdb");

        PeCodeView? codeView = PeImage.Read(driver.Sys, "s.sys").CodeView;
        Assert.Equal((codeView?.Guid, codeView?.Age), (identity.Guid, identity.Age));
        Tool.Need("llvm-pdbutil-19");
        string theirs = Tool.Run(driver.Folder, "llvm-pdbutil-19", "dump", "-summary", "s.pdb");
        Assert.Contains(identity.Guid.ToString("B").ToUpperInvariant(), theirs, StringComparison.OrdinalIgnoreCase);
    }

    [SkippableTheory]
    [InlineData("x64")]
    [InlineData("x86")]
    [InlineData("arm64")]
    public void CheckSum_WhenLinkerWroteOne_IsTheLinkers(string machine)
    {
        PeImage image = PeImage.Read(SampleDriver.For(machine).Sys, "s.sys");

        Assert.NotEqual(0u, image.CheckSum);
        Assert.Equal(image.CheckSum, image.ComputeCheckSum());
    }

    [SkippableTheory]
    [InlineData("x64", "SHA256", 0)]
    [InlineData("x86", "SHA1", 0)]
    [InlineData("arm64", "SHA384", 0)]
    [InlineData("x64", "SHA256", 3)]
    [InlineData("x86", "SHA1", 7)]
    public void AuthenticodeDigest_WhenOsslsigncodeDigests_IsEqual(string machine, string algorithm, int overlay)
    {
        Tool.Need("osslsigncode");
        string folder = Tool.NewFolder();
        byte[] file = [.. SampleDriver.For(machine).Sys, .. new byte[overlay]];
        File.WriteAllBytes(Path.Combine(folder, "o.sys"), file);

        Tool.Run(folder, "osslsigncode", "extract-data", "-h", algorithm.ToLowerInvariant(), "-in", "o.sys", "-out",
            "data.der");

        byte[] ours = PeImage.Read(file, "o.sys").AuthenticodeDigest(new HashAlgorithmName(algorithm));
        Assert.Contains(Convert.ToHexString(ours),
            Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, "data.der"))), StringComparison.Ordinal);
    }

    private static uint Number(string text, string pattern)
    {
        string found = Regex.Match(text, pattern).Groups[1].Value;
        return found.StartsWith("0x", StringComparison.Ordinal)
            ? uint.Parse(found[2..], NumberStyles.HexNumber)
            : uint.Parse(found);
    }

    private static IEnumerable<string> Matches(string text, string pattern) =>
        Regex.Matches(text, pattern).Select(match => match.Groups[1].Value);
}
