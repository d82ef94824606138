// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Text;
using PvDrivers.Formats.Cat;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>Requests for small catalogs of our own.</summary>
internal static class CatalogSamples
{
    public static readonly DateTimeOffset Time = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static CatalogSubject Flat(string name, string content) =>
        CatalogSubject.FromFile(name, Encoding.ASCII.GetBytes(content));

    public static CatalogSubject Pe(string name, byte seed) =>
        new(name, SubjectKind.Pe, SHA1.HashData([seed]), SHA256.HashData([seed]));

    public static CatalogRequest Request(params CatalogSubject[] files) => new()
    {
        Files = files,
        OsNames = ["10_X64", "Server10_X64"],
        HardwareIds = [@"pci\ven_5853&dev_0001", "pnp0a03"],
        Time = Time,
    };

    public static CatalogRequest Both() => Request(Flat("xenbus.inf", "[Version]\r\n"), Pe("xenbus.sys", 1));
}
