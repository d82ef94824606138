// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Provision;

namespace PvDrivers.Tests.Provisioning;

/// <summary>What is found of tools, on machines made of a few files.</summary>
public sealed class ToolInventoryTests : IDisposable
{
    private readonly string _root = Repository.NewTemporaryDirectory();

    [SkippableFact]
    public void Probe_WhenTheVersionedNameIsThere_StartsNothing()
    {
        SkipOnWindows();
        WriteProgram("clang-19", "echo started >> \"$0.log\"");
        ToolStatus status = Find("clang");

        Assert.True(status.IsPresent);
        Assert.Equal(Path.Combine(_root, "clang-19"), status.Path);
        Assert.False(File.Exists(Path.Combine(_root, "clang-19.log")));
    }

    [SkippableTheory]
    [InlineData("clang", "echo clang version 18.1.8", "is 18.1.8, expected 19.0 or newer")]
    [InlineData("clang", "echo clang version 20.1.2 'Ubuntu clang'", null)]
    [InlineData("clang", "exit 3", "does not tell its version, expected 19.0 or newer")]
    [InlineData("osslsigncode", "echo 'osslsigncode 2.2, using:'", "is 2.2, expected 2.5 or newer")]
    [InlineData("osslsigncode", "echo 'osslsigncode 2.9, using:'", null)]
    [InlineData("makensis", "echo v3.08-3+deb12u1", null)]
    [InlineData("makensis", "echo v2.46", "is 2.46, expected 3.0 or newer")]
    [InlineData("openssl", "echo 'OpenSSL 3.0.20 7 Apr 2026 (Library: OpenSSL 3.0.20)'", null)]
    public void Probe_WhenTheNameTellsNoVersion_AsksTheProgram(string tool, string script, string? problem)
    {
        SkipOnWindows();
        WriteProgram(tool, script);
        ToolStatus status = Find(tool);

        Assert.Equal(problem is null, status.IsPresent);
        if (problem is not null)
            Assert.EndsWith(problem, status.Problem, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Probe_WhenAnOldProgramStandsBeforeANewOne_TakesTheNewOne()
    {
        SkipOnWindows();
        WriteProgram("old/osslsigncode", "echo osslsigncode 2.1");
        WriteProgram("new/osslsigncode", "echo osslsigncode 2.9");
        ToolStatus status = Find("osslsigncode", Path.Combine(_root, "old") + ":" + Path.Combine(_root, "new"));

        Assert.True(status.IsPresent);
        Assert.Equal(Path.Combine(_root, "new", "osslsigncode"), status.Path);
    }

    [SkippableFact]
    public void Versions_WhenAskedAgain_ComeFromTheCacheUntilTheProgramChanges()
    {
        SkipOnWindows();
        string cache = Path.Combine(_root, "cache", "tool-versions");
        WriteProgram("openssl", "echo x >> \"$0.log\"; echo OpenSSL 3.1.0");
        Version? First() => Ask(cache, Path.Combine(_root, "openssl"));

        Assert.Equal(new Version(3, 1, 0), First());
        Assert.Equal(new Version(3, 1, 0), First());
        Assert.Single(File.ReadAllLines(Path.Combine(_root, "openssl.log")));
        WriteProgram("openssl", "echo x >> \"$0.log\"; echo OpenSSL 3.2.1 longer");
        Assert.Equal(new Version(3, 2, 1), First());
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_root, "openssl.log")).Length);
    }

    [SkippableFact]
    public void Probe_WhenAFileIsUnpackedForTheUser_FindsItThere()
    {
        SkipOnWindows();
        string kernel = Path.Combine(_root, "boot", "vmlinuz-6.1.0-1-amd64");
        Assert.Null(Find("dom0-kernel").Path);
        Directory.CreateDirectory(Path.GetDirectoryName(kernel)!);
        File.WriteAllText(kernel, "");
        Assert.Equal(kernel, Find("dom0-kernel").Path);
    }

    [Fact]
    public void Require_WhenToolsAreMissing_NamesAllOfThemAndTheCommand()
    {
        ToolInventory inventory = ToolInventory.Probe([ToolSet.Hsm, ToolSet.Judge], Empty(), allVersions: false);
        List<string> missing = [.. inventory.Missing.Select(m => m.Tool.Name)];
        // Its file has a fixed place, so this machine may have it.
        missing.Remove("asan");
        missing.Remove("pkcs11-engine");
        MissingToolsException error = Assert.Throws<MissingToolsException>(() => inventory.Require());

        Assert.Contains("softhsm2", missing);
        Assert.All(missing, name => Assert.Contains($"  {name} ", error.Message, StringComparison.Ordinal));
        Assert.Contains(
            "osslsigncode   2.5 or newer     verifies signatures and catalogs", error.Message,
            StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Matches(
                @"install: sudo apt-get update && sudo apt-get install --no-install-recommends osslsigncode openssl cabextract .*softhsm2 opensc", error.Message);
        Assert.EndsWith("or run the same command with --provision", error.Message, StringComparison.Ordinal);
        Assert.Throws<MissingToolsException>(() => inventory.Paths.Osslsigncode);
        Assert.Throws<InvalidOperationException>(() => inventory.Paths.Clang);
    }

    [Fact]
    public void Table_WhenPrinted_HasALineForEachToolAndACommandForEachSet()
    {
        string table = ToolInventory.Probe([ToolSet.Docs, ToolSet.Xen], Empty(), allVersions: false).Table();

        Assert.Contains(
            "docs   chromium       -         missing  prints the guide as PDF (package chromium)", table,
            StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains(
                "--provision unpacks xen-hypervisor-4.17-amd64, linux-image-amd64, xen-utils-4.17 into a folder", table,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_WhenTheSetIsUnknown_IsAUsageError()
        => Assert.Contains(
            "tool set 'pakc' is not known, expected one of pack, judge",
            Assert.Throws<UsageException>(() => ToolInventory.Probe("pakc")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("v3.08-3+deb12u1", "3.8")]
    [InlineData("OpenSSL 3.0.20 7 Apr 2026", "3.0.20")]
    [InlineData("clang version 19.1.7 (3~deb12u1)", "19.1.7")]
    [InlineData("wine-8.0 (Debian 8.0~repack-4)", "8.0")]
    [InlineData("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)", "7.2.22")]
    [InlineData("no number", null)]
    public void Version_WhenRead_IsTheFirstNumberWithADot(string text, string? expected)
        => Assert.Equal(expected, VersionCache.Read(text)?.ToString());

    [Theory]
    [InlineData("Inst lld-19 (1:19.1.7-3~deb12u1 Debian:12.11/stable [amd64])", "lld-19=1:19.1.7-3~deb12u1")]
    [InlineData("Inst libssl3 [3.0.15-1] (3.0.20-1 Debian-Security:12/stable-security [amd64]) []", "libssl3=3.0.20-1")]
    public void Apt_WhenItSimulates_TellsNameAndVersion(string line, string expected)
        => Assert.Equal(expected, Apt.Pinned(line));

    [Theory]
    [InlineData(
        100, "E: Failed to fetch http://x  File has unexpected size (346968 != 365336). Mirror sync in progress?",
        true)]
    [InlineData(100, "E: Unable to locate package nosuch", false)]
    [InlineData(0, "W: Failed to fetch http://x", false)]
    public void Apt_WhenItFails_KnowsTheMirrorsFaultFromOurs(int exitCode, string text, bool hiccup)
        => Assert.Equal(hiccup, Apt.IsHiccup(new ToolRun(exitCode, text)));

    [SkippableFact]
    public void Install_WhenNothingIsMissing_DoesNothing()
    {
        Skip.If(ToolInventory.Probe(ToolSet.Pack).Missing.Count > 0,
            "the set pack is not installed: ./build.cmd Pack --provision");
        List<string> lines = [];

        ToolInventory inventory = Provisioner.Install([ToolSet.Pack], lines.Add);

        Assert.Empty(lines);
        Assert.True(File.Exists(inventory.Paths.Clang));
        Assert.True(File.Exists(Path.Combine(inventory.Paths.MingwInclude, "ddk", "ntddk.h")));
        Assert.True(File.Exists(Path.Combine(inventory.Paths.MingwLibX86, "libkernel32.a")));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void SkipOnWindows()
        => Skip.If(OperatingSystem.IsWindows(), "the programs of this test are shell scripts");

    private ToolSearch Empty() => new(_root, Path.Combine(_root, "none"), Path.Combine(_root, "none"));

    private ToolStatus Find(string name, string? path = null)
    {
        // Programs with a fixed folder must not be found on this machine instead.
        Tool tool = ToolTable.All.First(t => t.Name == name) with { Folders = [] };
        return new ToolSearch(path ?? _root, _root, Path.Combine(_root, "none"))
            .Find(tool, VersionCache.Open(Path.Combine(_root, "versions")), allVersions: false);
    }

    private static Version? Ask(string cache, string program)
    {
        VersionCache versions = VersionCache.Open(cache);
        Version? version = versions.Of(program, ["version"]);
        versions.Save();
        return version;
    }

    private void WriteProgram(string name, string script)
    {
        string file = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
