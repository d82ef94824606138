// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Tests.Formats.Pe;

/// <summary>One field wrong at a time; the error names the place, what stands there and what should.</summary>
public sealed class PeMalformedTests
{
    // Offsets in the headers of the corpus' x64.sys, relative to its PE signature.
    private const int SectionCount = 6;
    private const int OptionalSize = 20;
    private const int Magic = 24;
    private const int DirectoryCount = 24 + 108;
    private const int ImportRva = 24 + 112 + 8;
    private const int ResourceRva = 24 + 112 + 16;
    private const int DebugRva = 24 + 112 + 48;
    private const int SecurityOffset = 24 + 112 + 32;

    [Theory]
    [InlineData("empty", 0, "DOS header")]
    [InlineData("one byte", 1, "DOS header")]
    [InlineData("DOS header cut", 0x3E, "pointer to the PE header")]
    [InlineData("optional header cut", 0x100, "")]
    public void Read_WhenFileIsCut_Refuses(string defect, int length, string what)
    {
        byte[] file = PeCorpus.Read("x64.sys")[..length];

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => PeImage.Read(file, "cut.sys"));

        Assert.StartsWith("cut.sys+0x", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Contains(what, StringComparison.Ordinal), $"{defect}: {error.Message}");
    }

    [Fact]
    public void Read_WhenCutAnywhere_ThrowsNothingElse()
    {
        byte[] file = PeCorpus.Read("x64-signed-twice.sys");
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Exception? thrown = Record.Exception(() => PvDrivers.Fuzz.FuzzTarget.All.Single(t => t.Name == "pe")
                .Run(cut));
            Assert.True(thrown is null or MalformedFileException, $"cut to {length}: {thrown}");
        }
    }

    [Theory]
    [InlineData("signature", 0, 0x00004551u, "signature 0x00004551")]
    [InlineData("magic of a ROM image", Magic, 0x107u, "optional header magic 0x107")]
    [InlineData("too many sections", SectionCount, 0xFFFFu, "section table (65535 sections)")]
    [InlineData("optional header too small", OptionalSize, 0x10u, "optional header of 16 bytes")]
    [InlineData("table inside the headers", SecurityOffset, 0x40u,
        "certificate table starts at 0x40, inside the headers")]
    [InlineData("table past the end", SecurityOffset, 0xFFFFFFF0u, "certificate table ends at 0x100000")]
    public void Read_WhenHeaderLies_SaysWhatItFound(string defect, int field, uint value, string found)
    {
        byte[] file = Patched(field, value, bytes: field is SectionCount or OptionalSize or Magic ? 2 : 4);
        if (field == SecurityOffset)
            file[Pe(file) + field + 4] = 0x20;

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => PeImage.Read(file, "bad.sys"));

        Assert.True(error.Found.StartsWith(found, StringComparison.Ordinal), $"{defect}: {error.Message}");
    }

    [Fact]
    public void Digest_WhenImageHasFewDirectories_IsTakenAndSigningRefused()
    {
        PeImage image = PeImage.Read(Patched(DirectoryCount, 4), "few.sys");

        Assert.Equal(32, image.AuthenticodeDigest(HashAlgorithmName.SHA256).Length);
        Assert.Equal("4 data directories", Assert.Throws<MalformedFileException>(() => image.WithSignature([0x30, 0]))
            .Found);
    }

    [Fact]
    public void PageHashes_WhenSectionEndsBehindTheFile_RefuseAndTheDigestDoesNot()
    {
        byte[] file = PeCorpus.Read("x64.sys");
        BitConverter.GetBytes(0x10000).CopyTo(file, Pe(file) + 24 + 240 + 16);
        PeImage image = PeImage.Read(file, "short.sys");

        Assert.Equal(32, image.AuthenticodeDigest(HashAlgorithmName.SHA256).Length);
        Assert.Throws<MalformedFileException>(() => image.PageHashes(HashAlgorithmName.SHA256));
    }

    [Theory]
    [InlineData(ImportRva)]
    [InlineData(ResourceRva)]
    [InlineData(DebugRva)]
    public void Directories_WhenAddressLeadsNowhere_Refuse(int field)
    {
        PeImage image = PeImage.Read(Patched(field, 0x7FFFFFFF), "nowhere.sys");

        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            _ = (image.Imports, image.VersionInfo, image.CodeView));

        Assert.Contains("0x7FFFFFFF", error.Found, StringComparison.Ordinal);
        Assert.Equal(32, image.AuthenticodeDigest(HashAlgorithmName.SHA256).Length);
    }

    [Fact]
    public void Imports_WhenDescriptorsShareOneTable_StayWithinTheFile()
    {
        // 4,000 descriptors, each with the same 4,000 names: sixteen million imports in a file of 176 KB.
        byte[] file = SharedImports(4000);

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => PeImage.Read(file, "bomb.sys")
            .Imports);

        Assert.Equal("import tables that describe more than the file holds", error.Found);
    }

    [Fact]
    public void PageHashes_WhenSectionsOverlap_StayWithinTheFile()
    {
        byte[] file = PeCorpus.Read("x64.sys");
        int table = Pe(file) + 24 + 240;
        for (int i = 0; i < 4; i++)
        {
            BitConverter.GetBytes(file.Length - 16).CopyTo(file, table + i * 40 + 16);
            BitConverter.GetBytes(16).CopyTo(file, table + i * 40 + 20);
        }

        Assert.Contains("overlaps", Assert.Throws<MalformedFileException>(() => PeImage.Read(file, "overlap.sys")
            .PageHashes(HashAlgorithmName.SHA256)).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no magic", 0, 0x20u, "no MSF 7.00 signature")]
    [InlineData("block size", 32, 513u, "block size 513")]
    [InlineData("map past the end", 52, 0x00FFFFFFu, "block of the stream directory")]
    [InlineData("directory too small", 44, 8u, "a directory of 8 bytes")]
    public void PdbIdentity_WhenFileLies_SaysWhatItFound(string defect, int offset, uint value, string found)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.Root, "build", "Tests", "fuzz", "pdb", "small.pdb"));
        BitConverter.GetBytes(value).CopyTo(file, offset);

        MalformedFileException error = Assert.Throws<MalformedFileException>(() =>
            PdbFile.ReadIdentity(file, "bad.pdb"));

        Assert.True(error.Found.StartsWith(found, StringComparison.Ordinal), $"{defect}: {error.Message}");
    }

    [Fact]
    public void PdbIdentity_WhenBlocksAreScattered_IsRead()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.Root, "build", "Tests", "fuzz", "pdb", "small.pdb"));

        Assert.Equal(new PdbIdentity(new Guid("00112233-4455-6677-8899-aabbccddeeff"), 1),
            PdbFile.ReadIdentity(file, "small.pdb"));
    }

    private static int Pe(byte[] file) => BitConverter.ToInt32(file, 0x3C);

    private static byte[] Patched(int field, uint value, int bytes = 4)
    {
        byte[] file = PeCorpus.Read("x64.sys");
        BitConverter.GetBytes(value).AsSpan(0, bytes).CopyTo(file.AsSpan(Pe(file) + field));
        return file;
    }

    /// <summary>The corpus' image with its last section grown to hold descriptors, one table of thunks and one name.</summary>
    private static byte[] SharedImports(int count)
    {
        byte[] image = PeCorpus.Read("x64.sys");
        PeSection last = PeImage.Read(image, "x").Sections[^1];
        int start = (int)last.RawOffset;
        int thunks = start + (count + 1) * 20;
        int name = thunks + (count + 1) * 8;
        byte[] file = [.. image[..start], .. new byte[name + 8 - start]];
        uint Rva(int offset) => (uint)(offset - start) + last.VirtualAddress;
        for (int i = 0; i < count; i++)
        {
            BitConverter.GetBytes(Rva(thunks)).CopyTo(file, start + i * 20);
            BitConverter.GetBytes(Rva(name)).CopyTo(file, start + i * 20 + 12);
            BitConverter.GetBytes((ulong)Rva(name)).CopyTo(file, thunks + i * 8);
        }

        "__a\0"u8.CopyTo(file.AsSpan(name));
        int table = Pe(file) + 24 + 240 + (PeImage.Read(image, "x").Sections.Count - 1) * 40;
        BitConverter.GetBytes(file.Length - start).CopyTo(file, table + 16);
        BitConverter.GetBytes(Rva(start)).CopyTo(file, Pe(file) + ImportRva);
        return file;
    }
}
