// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats;
using PvDrivers.Formats.Cab;

namespace PvDrivers.Tests.Formats.Cab;

/// <summary>One field wrong at a time. The sample: 36 bytes of header, one folder, two files from 0x2C, blocks from
/// 0x5C.</summary>
public sealed class CabMalformedTests
{
    private const int Data = 0x2C + 16 + 6 + 16 + 10;

    private static readonly byte[] Good = CabWriter.Write(
    [
        new CabEntry("a.txt", CabSamples.Text(40_000), CabSamples.Time),
        new CabEntry(@"sub\b.txt", CabSamples.Noise(100, 1), CabSamples.Time),
    ]);

    [Theory]
    [InlineData("signature", 0, "58", "no cabinet signature")]
    [InlineData("version", 24, "0401", "cabinet version 1.4")]
    [InlineData("set", 30, "0200", "a cabinet that is part of a set")]
    [InlineData("size too large", 8, "FFFFFF7F", "a cabinet of 0x7FFFFFFF bytes")]
    [InlineData("size too small", 8, "40000000", "")]
    [InlineData("folders", 26, "FFFF", "65535 folders")]
    [InlineData("files", 28, "FFFF", "65535 files")]
    [InlineData("files elsewhere", 16, "FFFFFF00", "2 files")]
    [InlineData("folder of a file", 0x2C + 8, "0100", "folder 1")]
    [InlineData("name upwards", 0x2C + 16, "2E2E5C61", "file name '..\\at'")]
    [InlineData("name absolute", 0x2C + 16, "5C", "file name '\\.txt'")]
    [InlineData("name with a drive", 0x2C + 16, "633A", "file name 'c:txt'")]
    public void Read_WhenHeaderLies_SaysWhatItFound(string defect, int offset, string hex, string found)
    {
        byte[] file = Patched(offset, hex);

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => CabFile.Read(file, "bad.cab"));

        Assert.True(error.Found.StartsWith(found, StringComparison.Ordinal), $"{defect}: {error.Message}");
    }

    [Theory]
    [InlineData("LZX", 36 + 6, "0315", "compression 0x1503 (LZX)")]
    [InlineData("Quantum", 36 + 6, "7200", "compression 0x72 (Quantum)")]
    [InlineData("first block elsewhere", 36, "FFFFFF00", "data block of 4 bytes")]
    [InlineData("checksum", Data, "01020304", "data block with the checksum 0x04030201")]
    [InlineData("no mark", Data + 8, "4B43", "")]
    [InlineData("block too short", Data + 6, "FF7F", "a block of 32767 bytes")]
    [InlineData("block too long", Data + 4, "FFFF", "a data block that ends at")]
    [InlineData("file past its folder", 0x2C, "FFFFFF00", "a folder of 40100 bytes")]
    public void Extract_WhenBlocksLie_SaysWhatItFound(string defect, int offset, string hex, string found)
    {
        CabFile file = CabFile.Read(Patched(offset, hex), "bad.cab");

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => file.Extract());

        Assert.True(error.Found.StartsWith(found, StringComparison.Ordinal), $"{defect}: {error.Message}");
    }

    [Fact]
    public void Extract_WhenDeflateIsBroken_Refuses()
    {
        byte[] file = [.. Good];
        file[Data + 8 + 2] = 0xFF;
        // A sum of zero says "not summed": the decoder itself must notice.
        file.AsSpan(Data, 4).Clear();

        Assert.Equal("an MSZIP block that does not inflate",
            Assert.Throws<MalformedFileException>(() => CabFile.Read(file, "bad.cab").Extract()).Found);
    }

    [Fact]
    public void Extract_WhenLimitIsPassed_Refuses()
    {
        byte[] bomb = CabWriter.Write([new CabEntry("zeros", new byte[4_000_000], CabSamples.Time)]);
        Assert.True(bomb.Length < 20_000);

        MalformedFileException error = Assert.Throws<MalformedFileException>(() => CabFile.Read(bomb, "bomb.cab")
            .Extract(limit: 100_000));

        Assert.Equal("at most 100000", error.Expected);
    }

    [Fact]
    public void Read_WhenBytesFollowUnannounced_Refuses()
    {
        byte[] longer = [.. Good, 0];

        Assert.Equal("1 bytes behind the cabinet",
            Assert.Throws<MalformedFileException>(() => CabFile.Read(longer, "long.cab")).Found);
    }

    [Fact]
    public void Read_WhenCutAnywhere_Refuses()
    {
        for (int length = 0; length < Good.Length; length += length < 200 ? 1 : 37)
        {
            byte[] cut = Good[..length];
            Assert.Throws<MalformedFileException>(() => CabFile.Read(cut, "cut.cab"));
        }
    }

    [Fact]
    public void WithSignature_WhenHeaderReserveIsAnothers_Refuses()
    {
        byte[] reserved = [.. Good[..36], 4, 0, 0, 0, 1, 2, 3, 4, .. Good[36..]];
        foreach (int field in (int[])[8, 16, 36 + 8])
            BitConverter.GetBytes(BitConverter.ToInt32(reserved, field) + 8).CopyTo(reserved, field);
        reserved[30] = 4;
        CabFile file = CabFile.Read(reserved, "reserved.cab");

        Assert.Equal(2, file.Extract().Count);
        Assert.Equal("a header reserve that is no signature area",
            Assert.Throws<MalformedFileException>(() => file.WithSignature([0x30, 0])).Found);
    }

    [Fact]
    public void Read_WhenNameIsNotFlaggedAsUtf8_KeepsItsBytes()
    {
        byte[] file = Patched(0x2C + 16, Convert.ToHexString(Encoding.Latin1.GetBytes("ä")));

        Assert.Equal("ä.txt", CabFile.Read(file, "ansi.cab").Files[0].Name);
    }

    [Fact]
    public void Read_WhenDateIsNone_TakesTheFirst()
    {
        byte[] file = Patched(0x2C + 10, "00000000");

        Assert.Equal(new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero), CabFile.Read(file, "date.cab").Files[0]
            .Time);
    }

    private static byte[] Patched(int offset, string hex)
    {
        byte[] file = [.. Good];
        Convert.FromHexString(hex).CopyTo(file, offset);
        return file;
    }
}
