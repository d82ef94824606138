// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

public sealed class ImportTableTests
{
    private const string Good =
        "# comment\n" +
        "HAL.dll\tKeGetCurrentIrql\tstdcall\t0\tx86\t5.2\n" +
        "ntoskrnl.exe\tDbgPrint\tcdecl\t0\tany\t5.2\n" +
        "ntoskrnl.exe\tExAllocatePool2\tstdcall\t16\tany\t10.0\n" +
        "ntoskrnl.exe\tIofCallDriver\tfastcall\t8\tany\t5.2\n" +
        "ntoskrnl.exe\tKdDebuggerEnabled\tdata\t0\tany\t6.0\n" +
        "ntoskrnl.exe\tMmMapIoSpace\tstdcall\t16\tany\t5.2\n";

    [Fact]
    public void Definition_WhenForX86_DecoratesByConvention() => Assert.Equal(
        "LIBRARY ntoskrnl.exe\nEXPORTS\nDbgPrint\n@IofCallDriver@8\nKdDebuggerEnabled DATA\nMmMapIoSpace@16\n",
        ImportTable.Parse(Good, "imports.tsv").DefinitionFor("ntoskrnl.exe", "6.3", "x86"));

    [Fact]
    public void Definition_WhenForX64_HoldsPlainNames() => Assert.Equal(
        "LIBRARY ntoskrnl.exe\nEXPORTS\nDbgPrint\nIofCallDriver\nMmMapIoSpace\n",
        ImportTable.Parse(Good, "imports.tsv").DefinitionFor("NTOSKRNL.EXE", "5.2", "x64"));

    [Theory]
    [InlineData("5.2", "x64", "ntoskrnl.exe")]
    [InlineData("5.2", "x86", "HAL.dll|ntoskrnl.exe")]
    public void Dlls_WhenAskedForACell_AreThoseItMayImport(string os, string architecture, string expected) =>
        Assert.Equal(expected, string.Join('|', ImportTable.Parse(Good, "imports.tsv").DllsOf(os, architecture)));

    [Fact]
    public void AllowedIn_WhenAFunctionCameLater_LeavesItOut()
    {
        ImportTable table = ImportTable.Parse(Good, "imports.tsv");
        Assert.DoesNotContain(table.AllowedIn("6.3", "x64"), entry => entry.Name == "ExAllocatePool2");
        Assert.Contains(table.AllowedIn("10.0", "x64"), entry => entry.Name == "ExAllocatePool2");
    }

    [Theory]
    [InlineData("too few fields", "a.dll\tF\tstdcall\t0\tany", 1, 1)]
    [InlineData("unknown convention", "a.dll\tF\tpascal\t0\tany\t5.2", 1, 9)]
    [InlineData("a number for a convention", "a.dll\tF\t1\t0\tany\t5.2", 1, 9)]
    [InlineData("odd bytes", "a.dll\tF\tstdcall\t6\tany\t5.2", 1, 17)]
    [InlineData("bytes of a cdecl function", "a.dll\tF\tcdecl\t4\tany\t5.2", 1, 15)]
    [InlineData("unknown architecture", "a.dll\tF\tcdecl\t0\tarm\t5.2", 1, 17)]
    [InlineData("unknown version", "a.dll\tF\tcdecl\t0\tany\t7", 1, 21)]
    [InlineData("wrong order", "a.dll\tG\tcdecl\t0\tany\t5.2\na.dll\tF\tcdecl\t0\tany\t5.2", 2, 1)]
    [InlineData("twice", "a.dll\tF\tcdecl\t0\tany\t5.2\na.dll\tF\tcdecl\t0\tany\t5.2", 2, 1)]
    public void Parse_WhenALineIsBroken_NamesThePlace(string defect, string text, int line, int column)
    {
        MalformedFileException error = Assert.Throws<MalformedFileException>(() => ImportTable.Parse(text, "imports.tsv"));
        Assert.True((line, column) == (error.Line, error.Column), $"{defect}: {error.Message}");
    }

    /// <summary>The real list: it parses, in the order it promises.</summary>
    [Fact]
    public void Parse_WhenGivenTheDriversTable_ReadsIt()
    {
        string path = Path.Combine(Repository.Root, "drivers", "nt", "imports.tsv");
        ImportTable table = ImportTable.Parse(File.ReadAllText(path), path);
        Assert.Contains("ntoskrnl.exe", table.DllsOf("5.2", "x86"));
    }
}
