// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Cat.Inf2Cat;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Cat.Inf2Cat;

/// <summary>A small package that passes every rule, to be broken by the tests one line at a time.</summary>
internal static class Inf2CatSample
{
    public const string Inf = """
        [Version]
        Signature = "$WINDOWS NT$"
        Class = System
        ClassGuid = {4D36E97D-E325-11CE-BFC1-08002BE10318}
        Provider = %Vendor%
        CatalogFile = Sample.cat
        DriverVer = 11/20/2026,3.4.4.1882

        [SourceDisksNames]
        1 = %Disk%,,,

        [SourceDisksFiles.amd64]
        Sample.sys = 1,x64
        [SourceDisksFiles.x86]
        Sample.sys = 1,x86

        [DestinationDirs]
        DefaultDestDir = 12

        [Manufacturer]
        %Vendor% = Models, NTamd64, NTx86

        [Models.NTamd64]
        %Device% = Install, PCI\VEN_1234&DEV_0001, *PNP0A03
        [Models.NTx86]
        %Device% = Install, PCI\VEN_1234&DEV_0001

        [Install]
        CopyFiles = Files

        [Files]
        Sample.sys

        [Install.Services]
        AddService = sample, 2, Service

        [Service]
        ServiceType = 1

        [Strings]
        Vendor = "Vendor"
        Disk = "Disk"
        Device = "Device"

        """;

    public static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static readonly string[] Files = ["sample.inf", "x64/sample.sys", "x86/sample.sys", "readme.txt",
        "x64/sample.pdb"];

    public static Inf2CatPlan Check(string inf = Inf, string os = "10_X64", IReadOnlyCollection<string>? files = null,
        DateTimeOffset? now = null, bool local = false) =>
        Check([("sample.inf", inf)], os, files ?? Files, now ?? Now, local);

    public static Inf2CatPlan Check(IEnumerable<(string Path, string Text)> infs, string os,
        IReadOnlyCollection<string> files,
        DateTimeOffset? now = null, bool local = false) => Inf2CatRules.Check(new Inf2CatRequest
        {
            Infs = [.. infs.Select(i => new Inf2CatInf(i.Path, InfFile.Read(Encoding.ASCII.GetBytes(i.Text), i.Path)))],
            Files = files,
            Os = OsCatalog.Parse(os),
            Now = now ?? Now,
            UseLocalTime = local,
        });

    /// <summary>Findings as "22.9.1 Error sample.inf(31)".</summary>
    public static IEnumerable<string> Short(Inf2CatPlan plan) =>
        plan.Findings.Select(f => $"{f.Rule} {f.Severity} {f.File}({f.Line})");

    /// <summary>Number of the first line that starts so.</summary>
    public static int Line(string inf, string start) =>
        1 + Array.FindIndex(inf.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));
}
