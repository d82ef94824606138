// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Formats;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class InfStampTests
{
    private static readonly StampOptions Full = new()
    {
        Date = new DateOnly(2026, 11, 2),
        Version = new Version(3, 4, 4, 1882),
        Architecture = InfArchitecture.Amd64,
        CatalogFile = "x.cat",
        Kmdf = new Version(1, 15),
        Umdf = new Version(2, 15, 0),
        Today = new DateOnly(2026, 11, 2),
    };

    [Theory]
    [InlineData("[Version]\r\nDriverVer=\r\nCatalogFile = old.cat ; c\r\n[M.NT$ARCH$]\r\n$KMDFVERSION$ $KMDFCOINSTALLERVERSION$\r\n",
        "[Version]\r\nDriverVer= 11/02/2026,3.4.4.1882\r\nCatalogFile = x.cat ; c\r\n[M.NTamd64]\r\n1.15 01015\r\n")]
    [InlineData("[Version]\nDriverVer = 01/01/2001 , 1.2 ; c\n\n[b]\nu=$UMDFVERSION$,$UMDFCOINSTALLERVERSION$",
        "[Version]\nDriverVer = 11/02/2026,3.4.4.1882 ; c\nCatalogFile = x.cat\n\n[b]\nu=2.15.0,02015")]
    [InlineData("[version]", "[version]\r\nCatalogFile = x.cat\r\nDriverVer = 11/02/2026,3.4.4.1882")]
    [InlineData("[a]\n[Version]\n\n[b]\n",
        "[a]\n[Version]\nCatalogFile = x.cat\nDriverVer = 11/02/2026,3.4.4.1882\n\n[b]\n")]
    public void Apply_WithEverySwitch_ChangesTheValuesAndNothingElse(string before, string after)
    {
        InfFile stamped = InfStamp.Apply(InfFile.Read(Encoding.ASCII.GetBytes(before), "x.inf"), Full).File;
        Assert.Equal(after, stamped.Text);
        StampResult again = InfStamp.Apply(stamped, Full);
        Assert.Equal(after, again.File.Text);
        Assert.Empty(again.Changes);
    }

    [Theory]
    [InlineData(InfEncoding.Utf16LittleEndian)]
    [InlineData(InfEncoding.Utf16BigEndian)]
    [InlineData(InfEncoding.Utf8)]
    public void Apply_OnAnEncodedFile_KeepsTheEncoding(InfEncoding encoding)
    {
        Encoding writer = encoding switch
        {
            InfEncoding.Utf16LittleEndian => Encoding.Unicode,
            InfEncoding.Utf16BigEndian => Encoding.BigEndianUnicode,
            _ => new UTF8Encoding(true),
        };
        byte[] bytes = [.. writer.GetPreamble(), .. writer.GetBytes("[Version]\r\nDriverVer=\r\n; \u00E9\r\n")];
        InfFile stamped = InfStamp.Apply(InfFile.Read(bytes, "x.inf"), Full).File;
        Assert.Equal(encoding, InfFile.Read(stamped.ToBytes(), "x.inf").Encoding);
        Assert.Contains("; \u00E9\r\n", InfFile.Read(stamped.ToBytes(), "x.inf").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WithADateAfterToday_IsRefused()
    {
        UsageException error = Assert.Throws<UsageException>(() => InfStamp.Apply(InfFile.Read("[Version]\n"u8, "x.inf"),
            Full with { Date = new DateOnly(2026, 11, 3) }));
        Assert.Contains("11/03/2026", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_WithOnlyAVersion_KeepsTheDate() =>
        Assert.Equal("[Version]\nDriverVer=01/02/2003,1.2.0.0", InfStamp.Apply(
            InfFile.Read("[Version]\nDriverVer=01/02/2003"u8, "x.inf"), new StampOptions { Version = new Version(1, 2) }).File.Text);

    [Fact]
    public void Apply_WithAnotherSection_PutsDriverVerThere() =>
        Assert.Equal("[Version]\n[Ext]\nDriverVer = 11/02/2026,3.4.4.1882\n", InfStamp.Apply(
            InfFile.Read("[Version]\n[Ext]\n"u8, "x.inf"), new StampOptions
            {
                Section = "Ext",
                Date = Full.Date,
                Version = Full.Version,
            }).File.Text);

    [Fact]
    public void Apply_WithoutTheSection_SaysWhichIsMissing() =>
        Assert.Throws<UsageException>(() => InfStamp.Apply(InfFile.Read("[a]\n"u8, "x.inf"), Full));
}
