// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfFileTests
{
    [Theory]
    [InlineData("EFBBBF5B615D0D0A", InfEncoding.Utf8, true)]
    [InlineData("FFFE5B0061005D000A00", InfEncoding.Utf16LittleEndian, true)]
    [InlineData("FEFF005B0061005D000A", InfEncoding.Utf16BigEndian, true)]
    [InlineData("5B0061005D000D000A00", InfEncoding.Utf16LittleEndian, false)]
    [InlineData("005B0061005D", InfEncoding.Utf16BigEndian, false)]
    [InlineData("5B615D0A783DC3A90A", InfEncoding.Utf8, false)]
    [InlineData("5B615D0A783DE90A", InfEncoding.Ansi, false)]
    [InlineData("5B615D0D0A", InfEncoding.Ansi, false)]
    [InlineData("", InfEncoding.Ansi, false)]
    [InlineData("FFFE", InfEncoding.Utf16LittleEndian, true)]
    [InlineData("5B615D0A3B80818D8F9099FF0D0A0A0D1A3B00", InfEncoding.Ansi, false)]
    [InlineData("FFFE5B0061005D000A003B0000D80A00", InfEncoding.Utf16LittleEndian, true)]
    public void ToBytes_OfAnUneditedFile_IsByteEqual(string hex, InfEncoding encoding, bool mark)
    {
        byte[] bytes = Convert.FromHexString(hex);
        InfFile file = InfFile.Read(bytes, "x.inf");
        Assert.Equal((encoding, mark), (file.Encoding, file.HasByteOrderMark));
        Assert.Equal(hex, Convert.ToHexString(file.ToBytes()));
    }

    [Fact]
    public void Text_OfAnAnsiFile_IsCodePage1252()
    {
        InfFile file = InfFile.Read([(byte)'[', (byte)'a', (byte)']', 10, 0x99, (byte)'=', 0x80, 0xE9], "x.inf");
        Assert.Equal(("\u2122", "\u20AC\u00E9"), (file.Section("a")!.Entries[0].Key, file.Section("a")!.Entries[0].Value(0)));
    }

    [Theory]
    [InlineData("a = b", "a", new[] { "b" })]
    [InlineData("  a=b , c,d  ; comment", "a", new[] { "b", "c", "d" })]
    [InlineData("a,b=c", null, new[] { "a", "b=c" })]
    [InlineData("a =", "a", new string[0])]
    [InlineData("a = ,b,", "a", new[] { "", "b", "" })]
    [InlineData("a = b=c", "a", new[] { "b=c" })]
    [InlineData("\"a;b\" = \"c,d\",\"say \"\"no\"\"\"", "a;b", new[] { "c,d", "say \"no\"" })]
    [InlineData("a = \" padded \"", "a", new[] { " padded " })]
    [InlineData("a = one \"two\" three", "a", new[] { "one two three" })]
    [InlineData("a = \"\"\"\"", "a", new[] { "\"" })]
    [InlineData("a = \"\"", "a", new[] { "" })]
    [InlineData("a = b\\\r\n  c", "a", new[] { "bc" })]
    [InlineData("a = b, \\\r\n  c", "a", new[] { "b", "c" })]
    [InlineData("a = \"Dir\\\"\\ ; comment\r\n  ,File", "a", new[] { "Dir\\", "File" })]
    [InlineData("a = Dir\\\\\r\n  ,File", "a", new[] { "Dir", "File" })]
    [InlineData("a = %12%\\x.sys", "a", new[] { "%12%\\x.sys" })]
    [InlineData("a = C:\\x\\y", "a", new[] { "C:\\x\\y" })]
    [InlineData("a = \"%%SystemRoot%%\\x\"", "a", new[] { "%SystemRoot%\\x" })]
    [InlineData("%name% = %NAME%,%unknown%,50%", "Oracle", new[] { "Oracle", "%unknown%", "50%" })]
    [InlineData("a = 50% of %name%", "a", new[] { "50% of Oracle" })]
    [InlineData("a = %semi;colon%", "a", new[] { "x" })]
    [InlineData("a = %comma,name%", "a", new[] { "%comma", "name%" })]
    [InlineData("a = \"unterminated", "a", new[] { "unterminated" })]
    public void Entry_OfALine_HasItsKeyAndValues(string line, string? key, string[] values)
    {
        string text = $"[s]\r\n{line}\r\n[Strings]\r\nname=Oracle\r\n\"semi;colon\"=x\r\n";
        InfEntry entry = Assert.Single(InfFile.Read(Encoding.ASCII.GetBytes(text), "x.inf").Section("S")!.Entries);
        Assert.Equal(key, entry.Key);
        Assert.Equal(values, entry.Values);
    }

    [Fact]
    public void Fields_OfAnEntry_PointIntoTheText()
    {
        InfFile file = InfFile.Read("[s]\r\n key = one , \"two\" ; c\r\n"u8, "x.inf");
        InfEntry entry = file.Section("s")!.Entries[0];
        Assert.Equal(["one", "\"two\""], entry.Fields.Select(f => file.Text.Substring(f.Offset, f.Length)));
        Assert.Equal((2, 8), file.Place(entry.Fields[0].Offset));
    }

    [Fact]
    public void Sections_OfOneName_AreMergedInOrder()
    {
        InfFile file = InfFile.Read("[A]\nx=1\n[b]\ny=2\n[a] ; again\nz=3\n"u8, "x.inf");
        Assert.Equal(["A", "b"], file.Sections.Select(s => s.Name));
        Assert.Equal(["x", "z"], file.Section("a")!.Entries.Select(e => e.Key));
        Assert.Equal(2, file.Section("A")!.Headers.Count());
    }

    [Theory]
    [InlineData("Strings", 0x407, "neutral")]
    [InlineData("Strings.0407", 0x407, "chosen")]
    [InlineData("Strings.0407", 0x409, "neutral")]
    [InlineData("Strings.0007", 0x407, "chosen")]
    public void Find_ForALanguage_PrefersTheExactThenThePrimaryThenNeutral(string section, int language, string expected)
    {
        string text = $"[Strings]\nk=neutral\n[{section}]\nk=chosen\n";
        Assert.Equal(expected, InfFile.Read(Encoding.ASCII.GetBytes(text), "x.inf").Strings.Find("K", language));
    }

    [Fact]
    public void Entries_AfterControlZ_AreKeptButNotRead()
    {
        byte[] bytes = "[a]\r\nx=1\r\n\u001A[b]\r\ny=2"u8.ToArray();
        InfFile file = InfFile.Read(bytes, "x.inf");
        Assert.Null(file.Section("b"));
        Assert.Equal(bytes, file.ToBytes());
    }

    [Fact]
    public void Entries_BeforeTheFirstSection_AreKeptButNotRead()
    {
        byte[] bytes = "/*++\r\n\xA0\r\nx = 1\r\n[a]\r\ny = 2"u8.ToArray();
        InfFile file = InfFile.Read(bytes, "x.inf");
        Assert.Equal("y", Assert.Single(file.Sections.SelectMany(s => s.Entries)).Key);
        Assert.Equal(bytes, file.ToBytes());
    }

    [Theory]
    [InlineData("; c\n\n  [b", 3, 3)]
    [InlineData("[a]\n [b\n", 2, 2)]
    public void Read_OfAFileThatSetupApiRefuses_NamesLineAndColumn(string text, int line, int column)
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(
            () => InfFile.Read(Encoding.ASCII.GetBytes(text), "x.inf"));
        Assert.Equal((line, column, "x.inf"), (error.Line, error.Column, error.File));
    }

    [Fact]
    public void Read_OfASectionNameAboveTheLimit_Fails()
    {
        Assert.Equal(255, InfFile.Read(Encoding.ASCII.GetBytes($"[{new string('a', 255)}]"), "x").Sections[0].Name.Length);
        Assert.Throws<MalformedFileException>(() => InfFile.Read(Encoding.ASCII.GetBytes($"[{new string('a', 256)}]"), "x"));
    }

    [Theory]
    [InlineData("EFBBBF5BFF")]
    [InlineData("FFFE5B")]
    public void Read_OfBrokenBytes_SaysWhatIsBroken(string hex) =>
        Assert.Throws<MalformedFileException>(() => InfFile.Read(Convert.FromHexString(hex), "x.inf"));

    [Fact]
    public void Value_WhoseTokensGrowBeyondTheLimit_Fails()
    {
        string text = $"[s]\na={string.Concat(Enumerable.Repeat("%b%", 1000))}\n[Strings]\nb={new string('x', 1000)}\n";
        InfEntry entry = InfFile.Read(Encoding.ASCII.GetBytes(text), "x.inf").Section("s")!.Entries[0];
        Assert.Throws<MalformedFileException>(() => entry.Value(0));
    }

    [Fact]
    public void Notices_OfAnUnterminatedString_NameItsPlace()
    {
        InfNotice notice = Assert.Single(InfFile.Read("[s]\na = b, \"c\n"u8, "x.inf").Notices);
        Assert.Equal((2, 8), (notice.Line, notice.Column));
    }
}
