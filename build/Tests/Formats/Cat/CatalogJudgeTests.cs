// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.Pkcs;
using PvDrivers.Formats.Cat;
using PvDrivers.Tests.Formats.Pe;

namespace PvDrivers.Tests.Formats.Cat;

/// <summary>Catalogs of ours before openssl, osslsigncode and the runtime's CMS reader.</summary>
public sealed class CatalogJudgeTests
{
    public static TheoryData<string, bool> Kinds =>
        new() { { "10_X64", false }, { "10_X64", true }, { "7_X64", false } };

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Catalog_WhenOsslsigncodeSignsAndVerifies_CoversItsDriver(string os, bool pageHashes)
    {
        Tool.Need("osslsigncode");
        string folder = Tool.NewFolder();
        SampleDriver driver = SampleDriver.For("x64");
        File.WriteAllBytes(Path.Combine(folder, "s.sys"), driver.Sys);
        byte[] unsigned = Write(folder, driver, os, pageHashes);
        TestKey.WritePem(folder);

        Tool.Run(folder, "osslsigncode", "sign", "-certs", "cert.pem", "-key", "key.pem", "-h", "sha256", "-in",
            "s.cat", "-out", "signed.cat");
        Tool.Run(folder, "osslsigncode", "verify", "-CAfile", "cert.pem", "-catalog", "signed.cat", "-in", "s.sys");

        byte[] signed = File.ReadAllBytes(Path.Combine(folder, "signed.cat"));
        CatalogFile file = CatalogFile.Read(signed, "signed.cat");
        Assert.True(file.IsSigned);
        Assert.Equal(signed, file.ToBytes());
        Assert.Equal(CatalogFile.Read(unsigned, "s.cat").Ctl.ToArray(), file.Ctl.ToArray());
    }

    [SkippableFact]
    public void Catalog_WhenDriverIsAnother_IsNotTakenByOsslsigncode()
    {
        Tool.Need("osslsigncode");
        string folder = Tool.NewFolder();
        SampleDriver driver = SampleDriver.For("x64");
        File.WriteAllBytes(Path.Combine(folder, "s.sys"), [.. driver.Sys, 1]);
        Write(folder, driver, "10_X64", pageHashes: false);
        TestKey.WritePem(folder);
        Tool.Run(folder, "osslsigncode", "sign", "-certs", "cert.pem", "-key", "key.pem", "-h", "sha256", "-in",
            "s.cat", "-out", "signed.cat");

        (int code, _) = Tool.Try(folder, "osslsigncode", "verify", "-CAfile", "cert.pem", "-catalog", "signed.cat",
            "-in", "s.sys");

        Assert.NotEqual(0, code);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Catalog_WhenOpensslParses_IsSoundDer(string os, bool pageHashes)
    {
        Tool.Need("openssl");
        string folder = Tool.NewFolder();
        byte[] bytes = Write(folder, SampleDriver.For("x64"), os, pageHashes);

        string parsed = Tool.Run(folder, "openssl", "asn1parse", "-inform", "DER", "-in", "s.cat");
        string printed = Tool.Run(folder, "openssl", "pkcs7", "-inform", "DER", "-in", "s.cat", "-print");

        Assert.Contains("1.3.6.1.4.1.311.12.1.1", parsed, StringComparison.Ordinal);
        Assert.Contains("pkcs7-signedData", printed, StringComparison.Ordinal);
        SignedCms cms = new();
        cms.Decode(bytes);
        Assert.Equal("1.3.6.1.4.1.311.10.1", cms.ContentInfo.ContentType.Value);
        Assert.Empty(cms.SignerInfos);
    }

    private static byte[] Write(string folder, SampleDriver driver, string os, bool pageHashes)
    {
        CatalogSubject sys = CatalogSubject.FromFile("s.sys", driver.Sys, pageHashes);
        byte[] bytes = CatalogBuilder.Build(CatalogSamples.Request(sys,
            CatalogSamples.Flat("s.inf", "[Version]\r\n")) with { OsNames = [os] }).EncodeUnsigned();
        File.WriteAllBytes(Path.Combine(folder, "s.cat"), bytes);
        return bytes;
    }
}
