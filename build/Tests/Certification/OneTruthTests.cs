// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text.RegularExpressions;
using PvDrivers.Certification.Data;
using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Inf;
using PvDrivers.Tests.Formats.Inf;

namespace PvDrivers.Tests.Certification;

/// <summary>What stands in certification/ and again, for a reason, somewhere else: both must say the same.</summary>
public sealed partial class OneTruthTests
{
    private static readonly CertificationData Data = DataFixture.Real;

    [Fact]
    public void CatalogNames_WhenResolved_AreKnownInCanonicalOrderAndOfTheStatedVersion()
    {
        foreach (CatalogOsCell entry in Data.CatalogOs.Cells)
        {
            OsCatalog catalog = OsCatalog.Resolve(entry.Names);
            Assert.Equal(entry.Names, catalog.Names.Select(name => name.Name));
            Assert.Equal(entry.Version == 1 ? CatalogVersion.V1 : CatalogVersion.V2, catalog.Version);
            Assert.StartsWith($"2:{entry.Cell.Os}", catalog.OsAttr, StringComparison.Ordinal);
            Assert.Equal([entry.Cell.Architecture == Architecture.X64 ? "amd64" : "x86"], catalog.Architectures);
        }
        Assert.All(Data.CatalogOs.NotListed, omission => OsCatalog.Resolve([omission.Name]));
    }

    [Fact]
    public void Infs_WhenRendered_CarryIdsClassesAndNamesOfTheProduct()
    {
        foreach (Driver driver in Data.Drivers)
        {
            InfPackage package = InfPackage.From(OwnInfs.Read(driver.Name, "6.1", InfArchitecture.Amd64));
            Assert.Equal(driver.HardwareIds.Select(id => id.ToLowerInvariant()), package.HardwareIds());
            Assert.Equal(((string?)driver.Class, (Guid?)driver.ClassGuid), (package.Class, package.ClassGuid));
            Assert.All(package.Models, model => Assert.Equal(driver.DeviceName, model.Description));
        }
    }

    [Fact]
    public void Mtu_WhenReadFromInfAndDriver_IsThatOfTheLimits()
    {
        MtuRange mtu = Data.Limits.Mtu;
        InfSection parameters = OwnInfs.Read("xennet", "10.0", InfArchitecture.Amd64).Section("Net_Parameters")!;
        string Get(string name) =>
            parameters.Entries.Single(e => e.Value(1) == @"Ndi\params\MTU" && e.Value(2) == name).Value(4);
        Assert.Equal($"{mtu.Least} {mtu.Most} {mtu.Step} {mtu.Preset}",
            $"{Get("Min")} {Get("Max")} {Get("Step")} {Get("Default")}");
        string header = Source("xennet/net_config.h");
        foreach ((string name, int value) in ((string, int)[])[("MIN", mtu.Least), ("MAX", mtu.Most),
            ("STEP", mtu.Step), ("DEFAULT", mtu.Preset)])
            Assert.Matches($@"#define NET_MTU_{name}\s+{value}u\n", header);
    }

    [Fact]
    public void DriverSources_WhenRead_HaveVersionsAndPoolsOfTheCells()
    {
        string properties = Source("Directory.Build.props");
        foreach (Cell cell in Data.Cells)
        {
            Assert.Contains($"'{cell.Os}'\">0x{cell.Winnt:X4}</OvmWinNt>", properties, StringComparison.Ordinal);
            Assert.Contains($"'{cell.Os}'\">0x{cell.Ntddi:X8}</OvmNtddi>", properties, StringComparison.Ordinal);
            string header = Source($"nt/os_{cell.Os.Major}_{cell.Os.Minor}.h");
            // ndis6.h chooses the minor version of NDIS 6 by the OS target.
            if (cell.Os.Major > 5)
                Assert.Contains($"#define OVM_NDIS_MINOR {cell.Ndis.Registers.Split('.')[1]}\n", Source("nt/ndis6.h"),
                    StringComparison.Ordinal);
            Assert.Matches($@"#define OS_POOL_NONPAGED\s+{cell.Pool}\r?\n", header);
        }
    }

    [Fact]
    public void DeviceLimits_WhenReadFromTheBus_AreThoseOfTheBook()
    {
        DeviceLimits limits = Data.Limits.Devices;
        Assert.Equal(limits.Together, limits.Disks);
        string header = Source("xenbus/limits.h");
        Assert.Matches($@"#define LIMIT_DEVICES\s+{limits.Together}u\n", header);
        Assert.Matches($@"#define LIMIT_NICS\s+{limits.Adapters}u\n", header);
    }

    [Fact]
    public void VersionResources_WhenRead_HaveTheNamesOfTheProduct()
    {
        string shared = Source("nt/version.rc.h");
        Assert.Equal((Data.Product.Company, Data.Product.Name),
            (Defined(shared, "OVM_COMPANY_NAME"), Defined(shared, "OVM_PRODUCT_NAME")));
        foreach (Driver driver in Data.Drivers)
            if (File.Exists(PathOf($"{driver.Name}/{driver.Name}.rc")))
                Assert.Equal((driver.FileDescription, driver.File),
                    (Defined(Source($"{driver.Name}/{driver.Name}.rc"), "OVM_FILE_DESCRIPTION"),
                    Defined(Source($"{driver.Name}/{driver.Name}.rc"), "OVM_FILE_NAME")));
    }

    [Fact]
    public void InquiryStrings_WhenRead_MakeTheNameThatDeviceManagerShows()
    {
        DiskDevice disk = Data.Drivers.Single(driver => driver.Name == "xenvbd").Disk!;
        Assert.Equal(disk.DeviceName, $"{disk.InquiryVendor} {disk.InquiryProduct} SCSI Disk Device");
        string pages = Source("xenvbd/scsi_pages.h");
        Assert.Equal((disk.InquiryVendor.PadRight(8), disk.InquiryProduct.PadRight(16)),
            (Defined(pages, "SCSI_VENDOR_ID"), Defined(pages, "SCSI_PRODUCT_ID")));
    }

    private static string PathOf(string path) => Path.Combine(Repository.Root, "drivers", path);

    private static string Source(string path) => File.ReadAllText(PathOf(path));

    private static string Defined(string source, string name) =>
        StringDefine().Matches(source).Single(match => match.Groups[1].Value == name).Groups[2].Value;

    [GeneratedRegex("#define ([A-Z_]+)\\s+\"([^\"]*)\"")]
    private static partial Regex StringDefine();
}
