// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset;
using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Tests.Toolset;

/// <summary>Every failure names the file and the place, and says what to do.</summary>
public sealed class DiagnosticsTests
{
    private static readonly BuildCell Cell = new("6.1", "x64");

    [SkippableFact]
    public void DriverBuild_WhenASourceHasErrors_ReportsEachWithLineAndColumn()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("sample/pnp.c", "    return STATUS_NOT_SUPPORTED;", "    return Missing;");
        tree.Edit("sample/main.c", "    return STATUS_SUCCESS;", "    int Unused;\n    return STATUS_SUCCESS;");
        tree.Edit("nt/log.c", "OS_NAME, Number", "OS_NAME, , Number");
        IReadOnlyList<ToolDiagnostic> errors = tree.BuildErrors(Cell);

        Assert.Equal(3, errors.Count);
        ToolDiagnostic unused = errors.Single(error => error.Code == "Wunused-variable");
        Assert.Equal((tree.Source("sample/main.c"), 16, 9), (unused.File, unused.Line, unused.Column));
        ToolDiagnostic undeclared = errors.Single(error => error.Message.Contains("undeclared", StringComparison.Ordinal));
        Assert.Equal((tree.Source("sample/pnp.c"), 11, 12), (undeclared.File, undeclared.Line, undeclared.Column));
        Assert.Contains(errors, error => error.File == tree.Source("nt/log.c") && error.Message.Contains("expected expression", StringComparison.Ordinal));
        Assert.Equal($"{tree.Source("sample/pnp.c")}(11,12): error clang: {undeclared.Message}", undeclared.ToString());
    }

    [SkippableFact]
    public void DriverBuild_WhenAHeaderIsMissing_ReportsTheFatalErrorWithItsTrail()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("sample/pnp.h", "#pragma once", "#pragma once\n#include \"sample/absent.h\"");
        IReadOnlyList<ToolDiagnostic> errors = tree.BuildErrors(Cell);
        Assert.All(errors, error => Assert.Equal((tree.Source("sample/pnp.h"), 4), (error.File, error.Line)));
        Assert.Contains(errors, error => error.Message.Contains("In file included from drivers/sample/pnp.c:4", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void DriverBuild_WhenTheFamilyHeaderIsBroken_ReportsIt()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("nt/ovm_wdm.h", "#endif", "int Broken\n#endif");
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Equal(tree.Source("nt/ovm_wdm.h"), error.File);
        Assert.True(error.Line > 0 && error.Column > 0);
    }

    [SkippableFact]
    public void DriverBuild_WhenAFunctionIsNotAllowed_ReportsWhoCallsIt()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("sample/pnp.c", "IoDeleteDevice(Driver->DeviceObject);", "KeBugCheck(Driver->Size);");
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Contains("KeBugCheck", error.Message, StringComparison.Ordinal);
        Assert.Equal((tree.Source("sample/pnp.c"), 17), (error.File, error.Line));
    }

    [SkippableFact]
    public void DriverBuild_WhenAResourceIsBroken_ReportsTheScript()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("sample/sample.rc", "FILEOS 0x40004L", "FILEOS what");
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Equal(tree.Source("sample/sample.rc"), error.File);
        Assert.Contains("what", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DriverBuild_WhenTheImportTableIsBroken_ReportsLineAndColumn()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("nt/imports.tsv", "IoDeleteDevice\tstdcall\t4", "IoDeleteDevice\tstdcall\t3");
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Equal((tree.Source("nt/imports.tsv"), 3, 37), (error.File, error.Line, error.Column));
        Assert.Contains("expected a multiple of 4", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DriverBuild_WhenAProjectIsNotXml_ReportsTheProject()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("sample/sample.vcxproj", "</Project>\n", "");
        File.AppendAllText(tree.Source("sample/sample.vcxproj"), "<");
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Equal(tree.Source("sample/sample.vcxproj"), error.File);
        Assert.StartsWith("MSB", error.Code, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DriverBuild_WhenASourceIsNotThere_NamesProjectAndFile()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        File.Delete(tree.Source("sample/pnp.c"));
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Equal("PVT0004", error.Code);
        Assert.Equal(tree.Source("sample/sample.vcxproj"), error.File);
        Assert.Contains("pnp.c", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DriverBuild_WhenTheCompilerCrashes_NamesTheFileAndHowToRepeatIt()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        // clang's own way to be made to crash, for those who test what happens then.
        tree.Edit("sample/pnp.c", "VOID NTAPI", "#pragma clang __debug crash\nVOID NTAPI");
        ToolDiagnostic error = Assert.Single(tree.BuildErrors(Cell));
        Assert.Equal("PVT0002", error.Code);
        Assert.Equal(tree.Source("sample/pnp.c"), error.File);
        Assert.Contains("crashed", error.Message, StringComparison.Ordinal);
        Assert.Contains($"cd {tree.Root} && ", error.Message, StringComparison.Ordinal);
        Assert.Contains("drivers/sample/pnp.c", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DriverBuild_WhenAToolIsNotExecutable_SaysWhatIsMissing()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        LlvmTools tools = LlvmTools.Find() with { LldLink = Path.Combine(tree.Root, "no-such-linker") };
        DriverBuildResult result = DriverBuild.Run(tree.Request(Cell) with { Tools = tools });
        Assert.False(result.Succeeded);
        Assert.Contains(result.Diagnostics, error => error.Code == "PVT0001" && error.Message.Contains("no-such-linker", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void DriverBuild_WhenAnErrorWasMended_BuildsOnlyWhatIsLeft()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("sample/pnp.c", "return STATUS_NOT_SUPPORTED;", "return Missing;");
        tree.BuildErrors(Cell);
        tree.Edit("sample/pnp.c", "return Missing;", "return STATUS_NOT_SUPPORTED;");
        DriverBuildResult result = tree.Build(Cell);
        Assert.DoesNotContain("6.1/x64/sample/main.o", result.Ran);
        Assert.Contains("6.1/x64/sample/pnp.o", result.Ran);
        Assert.Contains("6.1/x64/sample/sample.sys", result.Ran);
    }
}
