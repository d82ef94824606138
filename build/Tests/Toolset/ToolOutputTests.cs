// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Tests.Toolset;

/// <summary>What the tools print, read without running them.</summary>
public sealed class ToolOutputTests
{
    [Fact]
    public void ClangOutput_WhenAnErrorHasNotes_AppendsThem()
    {
        const string Text = """
            In file included from drivers/a.c:3:
            drivers/a.h:7:5: error: conflicting types for 'F'
            drivers/b.h:2:6: note: previous declaration is here
            1 error generated.
            """;
        ToolDiagnostic error = Assert.Single(ClangOutput.Parse(Text, "/src"));
        Assert.Equal(new ToolDiagnostic(true, "clang", "/src/drivers/a.h", 7, 5,
            "conflicting types for 'F'\n  In file included from drivers/a.c:3\n  note: drivers/b.h(2,6): previous declaration is here"), error);
    }

    [Theory]
    [InlineData("a.c:1:2: warning: unused variable 'x' [-Wunused-variable]", false, "Wunused-variable", 1)]
    [InlineData("a.c:1:2: error: unused variable 'x' [-Werror,-Wunused-variable]", true, "Wunused-variable", 1)]
    [InlineData("a.c:1:2: fatal error: 'x.h' file not found", true, "clang", 1)]
    [InlineData("clang-19: error: no such file or directory: 'a.c'", true, "clang", 0)]
    [InlineData("error: unable to open output file 'a.o': 'No space left on device'", true, "clang", 0)]
    public void ClangOutput_WhenOneLineIsGiven_ReadsItsKindAndFlag(string line, bool isError, string code, int lineNumber)
    {
        ToolDiagnostic found = Assert.Single(ClangOutput.Parse(line, "/src"));
        Assert.Equal((isError, code, lineNumber), (found.IsError, found.Code, found.Line));
    }

    [Fact]
    public void ClangOutput_WhenThePathIsOfWindows_KeepsItsColon()
    {
        ToolDiagnostic found = Assert.Single(ClangOutput.Parse(@"C:\src\a.c:10:20: error: expected ';'", "/src"));
        Assert.Equal((10, 20), (found.Line, found.Column));
        Assert.EndsWith(@"C:\src\a.c", found.File, StringComparison.Ordinal);
    }

    [Fact]
    public void LinkerOutput_WhenASymbolIsUndefined_PointsAtTheCaller()
    {
        const string Text = """
            lld-link: error: undefined symbol: KeBugCheck
            >>> referenced by .\drivers\xenbus\pnp.c:41
            >>>               6.1/x64/xenbus/pnp.o:(SampleUnload)
            lld-link: error: could not open 'a.lib': No such file or directory
            """;
        List<ToolDiagnostic> found = LinkerOutput.Parse(Text, "/obj/xenbus.sys", "/src");
        Assert.Equal(2, found.Count);
        Assert.Equal(("/src/drivers/xenbus/pnp.c", 41), (found[0].File, found[0].Line));
        Assert.Equal(("/obj/xenbus.sys", 0), (found[1].File, found[1].Line));
    }

    [Theory]
    [InlineData("a.o: a.c b.h\n", "/src/a.c|/src/b.h")]
    [InlineData("a.o: a.c \\\n  /inc/b.h \\\n  a.c\n", "/src/a.c|/inc/b.h")]
    [InlineData("a.o: with\\ space.h dollar$$.h hash\\#.h", "/src/with space.h|/src/dollar$.h|/src/hash#.h")]
    [InlineData("C:/obj/a.o: a.c\r\n", "/src/a.c")]
    [InlineData("a.o:", "")]
    [InlineData("", "")]
    public void Depfile_WhenParsed_ListsWhatWasRead(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Depfile.Parse(text, "/src")));
}
