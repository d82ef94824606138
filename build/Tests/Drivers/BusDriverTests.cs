// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using PvDrivers.Formats.Pe;
using PvDrivers.Toolset;

namespace PvDrivers.Tests.Drivers;

/// <summary>The bus driver: its pure parts on the host, its image as a file, and the built image executed in a process.</summary>
public sealed class BusDriverTests : IClassFixture<BusDriverTests.BuiltBus>
{
    private const uint Discardable = 0x02000000, Executable = 0x20000000, Writable = 0x80000000;

    private readonly BuiltBus _bus;

    public BusDriverTests(BuiltBus bus) => _bus = bus;

    /// <summary>Builds xenbus once for the cells that differ in code: pool, mapping, architecture.</summary>
    public sealed class BuiltBus : IDisposable
    {
        private readonly string _folder = Repository.NewTemporaryDirectory();
        private readonly Lazy<DriverBuildResult> _result;

        public BuiltBus() => _result = new Lazy<DriverBuildResult>(() => DriverBuild.Run(new DriverBuildRequest
        {
            Root = Repository.Root,
            ObjectDirectory = Path.Combine(_folder, "obj"),
            OutputDirectory = Path.Combine(_folder, "1-bin"),
            Cells = [new("5.2", "x64"), new("10.0", "x64"), new("5.2", "x86")],
            Drivers = ["xenbus"],
            Version = "3.4.4.1882",
            Parallelism = 2,
        }));

        public string Image(string osTarget, string architecture)
        {
            Skip.If(LlvmTools.TryFind(out IReadOnlyList<string> missing) is null,
                $"the LLVM toolset is incomplete, missing: {string.Join(", ", missing)}; on Debian: apt-get install clang-19 lld-19 llvm-19 mingw-w64-common mingw-w64-x86-64-dev mingw-w64-i686-dev");
            Assert.True(_result.Value.Succeeded, string.Join('\n', _result.Value.Diagnostics.Select(diagnostic => diagnostic.ToString())));
            return Path.Combine(_folder, "1-bin", osTarget, architecture, "xenbus.sys");
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData("test_bus_rules")]
    [InlineData("test_store_wire")]
    [InlineData("test_rt_x86")]
    public void PureParts_WhenRunOnTheHost_PassUnderSanitizers(string suite)
    {
        SkipWithoutHostCompiler("gcc");
        string output = Run("drivers/tests/unit/run.sh", Path.Combine(Repository.Root, "drivers", "tests", "unit", suite + ".c"));
        Assert.Contains($"{suite}: ", output, StringComparison.Ordinal);
        Assert.Contains(" 0 failed", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("5.2")]
    [InlineData("10.0")]
    public void Image_WhenExecutedInAProcess_KeepsTheContractsOfTheKernel(string osTarget)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the load tests run on an x86-64 Linux");
        SkipWithoutHostCompiler("cc");
        string output = Run("drivers/tests/load/xenbus/run.sh", osTarget, _bus.Image(osTarget, "x64"));
        Assert.Contains("Disks_WhenNotUnplugged_AreNotListed", output, StringComparison.Ordinal);
        Assert.Contains(" checks, 0 failed", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("5.2", "x64")]
    [InlineData("5.2", "x86")]
    [InlineData("10.0", "x64")]
    public void Image_WhenReadAsAFile_IsWhatTheKernelLoads(string osTarget, string architecture)
    {
        string file = _bus.Image(osTarget, architecture);
        PeImage image = PeImage.Read(File.ReadAllBytes(file), file);
        Assert.Equal(new Version(3, 4, 4, 1882), image.VersionInfo?.FileVersion);
        Assert.Equal("Oracle VM Virtual PCI Bus", image.VersionInfo?.Strings["FileDescription"]);
        Assert.Equal(image.ComputeCheckSum(), image.CheckSum);
        Assert.DoesNotContain(image.Sections, section => (section.Characteristics & (Writable | Executable)) == (Writable | Executable));
        Assert.NotEqual(0u, image.Sections.Single(section => section.Name == "INIT").Characteristics & Discardable);
        Assert.Equal(0u, image.Sections.Single(section => section.Name == "PAGE").Characteristics & Discardable);
        Assert.Equal(architecture == "x64", image.Sections.Any(section => section.Name == ".pdata"));
        // Every other dependency would be one more thing that must be loaded before the boot disk is there.
        Assert.Equal(architecture == "x64" ? ["ntoskrnl.exe"] : ["hal.dll", "ntoskrnl.exe"],
            image.Imports.Select(import => import.Dll.ToLowerInvariant()).Order(StringComparer.Ordinal));
    }

    private static void SkipWithoutHostCompiler(string name) => Skip.If(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).All(folder => !File.Exists(Path.Combine(folder, name))),
        $"no {name} on PATH; on Debian: apt-get install gcc");

    private static string Run(string script, params string[] arguments)
    {
        ProcessStartInfo start = new(Path.Combine(Repository.Root, script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{script} was not started");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} exits with {process.ExitCode}\n{output}\n{errors.Result}");
        return output;
    }
}
