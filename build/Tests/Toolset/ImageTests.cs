// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Toolset;

/// <summary>What comes out, as LLVM's own reader sees it.</summary>
public sealed class ImageTests
{
    private static string Readobj(params string[] arguments)
    {
        string program = "/usr/bin/llvm-readobj-19";
        Skip.IfNot(File.Exists(program), $"{program} is missing: apt-get install llvm-19");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static string[] Values(string output, string key) =>
        [.. output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(key + ":", StringComparison.Ordinal)).Select(line => line[(key.Length + 1)..].Trim().Split(' ')[0])];

    [SkippableTheory]
    [InlineData("5.2", "x86", "IMAGE_FILE_MACHINE_I386", "5", "2")]
    [InlineData("6.1", "x64", "IMAGE_FILE_MACHINE_AMD64", "6", "1")]
    [InlineData("10.0", "x86", "IMAGE_FILE_MACHINE_I386", "10", "0")]
    public void Driver_WhenBuiltForACell_IsAnImageOfThatCell(string os, string architecture, string machine, string major, string minor)
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        string image = tree.Build(new BuildCell(os, architecture)).Outputs.Single(file => file.Path.EndsWith(".sys", StringComparison.Ordinal)).Path;
        string headers = Readobj("--file-headers", "--sections", image);
        Assert.Equal([machine], Values(headers, "Machine"));
        Assert.Equal([major], Values(headers, "MajorSubsystemVersion"));
        Assert.Equal([minor], Values(headers, "MinorSubsystemVersion"));
        Assert.Equal([major], Values(headers, "MajorOperatingSystemVersion"));
        Assert.Equal(["3"], Values(headers, "MajorImageVersion"));
        Assert.Equal(["44"], Values(headers, "MinorImageVersion"));
        Assert.Equal(["IMAGE_SUBSYSTEM_NATIVE"], Values(headers, "Subsystem"));
        Assert.Contains("IMAGE_DLL_CHARACTERISTICS_WDM_DRIVER", headers, StringComparison.Ordinal);
        Assert.NotEqual(["0x0"], Values(headers, "CheckSum"));

        string[] sections = [.. Values(headers, "Name")];
        Assert.Contains("INIT", sections);
        Assert.Contains("PAGE", sections);
        Assert.Equal(architecture == "x64", sections.Contains(".pdata"));
        Assert.DoesNotContain(sections, name => name.StartsWith('/'));
    }

    [SkippableFact]
    public void Driver_WhenBuiltForX86_ImportsPlainNames()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        // One of each convention that the loader looks up by its plain name.
        tree.Edit("sample/pnp.c", "    IoDeleteDevice(Driver->DeviceObject);",
            "    IoDeleteDevice(Driver->DeviceObject);\n    IoCompleteRequest(Driver->DeviceObject->CurrentIrp, IO_NO_INCREMENT);");
        string image = tree.Build(new BuildCell("5.2", "x86")).Outputs.Single(file => file.Path.EndsWith(".sys", StringComparison.Ordinal)).Path;
        string[] imports = Values(Readobj("--coff-imports", image), "Symbol");
        Assert.Equal(["DbgPrint", "IoDeleteDevice", "IofCompleteRequest"], imports.Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("x64", "5", "2")]
    [InlineData("x86", "5", "1")]
    public void Program_WhenBuilt_RunsOnTheOldestWindowsOfItsArchitecture(string architecture, string major, string minor)
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        string image = tree.Build(new BuildCell("6.1", architecture)).Outputs.Single(file => file.Path.EndsWith(".exe", StringComparison.Ordinal)).Path;
        Assert.Equal(Path.Combine(tree.Outputs, "tools", architecture, "hello.exe"), image);
        string headers = Readobj("--file-headers", "--coff-imports", image);
        Assert.Equal(["IMAGE_SUBSYSTEM_WINDOWS_CUI"], Values(headers, "Subsystem"));
        Assert.Equal([major], Values(headers, "MajorSubsystemVersion"));
        Assert.Equal([minor], Values(headers, "MinorSubsystemVersion"));
        // No C runtime: what it imports is what it asked for.
        Assert.Equal(["ExitProcess", "GetStdHandle", "SetupDiDestroyDeviceInfoList", "WriteFile"], Values(headers, "Symbol").Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Core_WhenItIncludesAnNtHeader_DoesNotCompile()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        tree.Edit("core/sum.c", "#include \"core/sum.h\"", "#include <ntddk.h>\n#include \"core/sum.h\"");
        Assert.Contains(tree.BuildErrors(new BuildCell("6.1", "x64")),
            error => error.File == tree.Source("core/sum.c") && error.Message.Contains("'ntddk.h' file not found", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Libraries_WhenAllCellsAreBuilt_AreMadeOncePerArchitectureAndOncePerCell()
    {
        SampleTree.SkipWithoutTools();
        using SampleTree tree = new();
        DriverBuildResult result = tree.Build(SampleTree.AllCells);
        Assert.Equal(2, result.Ran.Count(name => name.EndsWith("/core.lib", StringComparison.Ordinal)));
        Assert.Equal(12, result.Ran.Count(name => name.EndsWith("/nt.lib", StringComparison.Ordinal)));
        Assert.Equal(12, result.Ran.Count(name => name.EndsWith(".pch", StringComparison.Ordinal)));
        Assert.Equal(26, result.Outputs.Count);
    }
}
