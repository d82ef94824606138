// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Certification.Data;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Tests.Formats.Inf;

public sealed class OwnInfTests
{
    /// <summary>Version, build and edition that the books of each Windows give; both editions where both exist.</summary>
    private static readonly (string Os, int Major, int Minor, int Build)[] Systems =
    [
        ("5.2", 5, 2, 3790), ("6.0", 6, 0, 6002), ("6.1", 6, 1, 7601), ("6.2", 6, 2, 9200), ("6.3", 6, 3, 9600),
        ("10.0", 10, 0, 14393),
    ];

    private static readonly CertificationData Data =
        CertificationData.Load(Path.Combine(Repository.Root, "certification"));

    public static IEnumerable<object[]> Cells() => OwnInfs.Cells();

    [Theory]
    [MemberData(nameof(Cells))]
    public void Models_OfEveryInfOnEveryWindows_ServeItsOwnAndEveryNewerAndNoOlder(string driver, string os,
        InfArchitecture architecture)
    {
        InfPackage package = InfPackage.From(OwnInfs.Read(driver, os, architecture));
        int own = Array.FindIndex(Systems, s => s.Os == os);
        for (int i = 0; i < Systems.Length; i++)
            foreach (InfArchitecture running in OwnInfs.Architectures)
                foreach (WindowsProductType product in Enum.GetValues<WindowsProductType>())
                {
                    WindowsVersion windows = new(Systems[i].Major, Systems[i].Minor, Systems[i].Build, running, product, 0x110);
                    IEnumerable<string> found = package.ModelsFor(windows).Select(m => m.HardwareId);
                    bool expected = i >= own && running == architecture;
                    Assert.Equal(expected ? Ids(driver) : [], found);
                }
    }

    [Theory]
    [InlineData(5, 0, 2195)]
    [InlineData(5, 1, 2600)]
    public void Models_OnWindows2000AndXp_AreNoneOfAnyCell(int major, int minor, int build)
    {
        WindowsVersion old = new(major, minor, build, InfArchitecture.X86);
        foreach (object[] cell in OwnInfs.Cells())
            Assert.Empty(InfPackage.From(OwnInfs.Read((string)cell[0], (string)cell[1], (InfArchitecture)cell[2])).ModelsFor(old));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Render_ForACell_GivesAsciiCrlfWithTheFactsOfTheCell(string driver, string os, InfArchitecture architecture)
    {
        byte[] bytes = OwnInfs.Bytes(driver, os, architecture);
        string text = Encoding.ASCII.GetString(bytes);
        Assert.All(bytes, b => Assert.True(b is >= 0x20 and < 0x7F or 0x0D or 0x0A or 0x09));
        Assert.Equal(text.Count(c => c == '\n'), text.Split("\r\n").Length - 1);
        Assert.Empty(InfFile.Read(bytes, driver).Notices);

        InfPackage package = InfPackage.From(InfFile.Read(bytes, driver));
        InfPackageEntry entry = OwnInfs.Packages.Packages.Single(p => p.Driver == driver);
        Assert.Equal("11/22/2026,3.4.4.1882", package.VersionSection!.Find("DriverVer")!.Value(0) + ","
            + package.VersionSection.Find("DriverVer")!.Value(1));
        Assert.Equal($"{driver}.cat", package.CatalogFile(architecture));
        Assert.Equal(entry.Files, package.CopiedFiles(architecture).Select(f => f.SourcePath));
        Assert.All(package.CopiedFiles(architecture), f => Assert.True(f.IsListed && f.DestinationDir == "12"));
        Assert.Equal(os != "5.2", package.VersionSection.Find("PnpLockdown") is not null);
    }

    [Fact]
    public void Packages_OfTheList_AreTheDriversOfTheProduct() => Assert.Equal(Data.Product.Drivers.Select(d => (d.Name, d.File)),
        OwnInfs.Packages.Packages.Select(p => (p.Driver, p.Files.Single())));

    [Theory]
    [InlineData("xenbus", "0", "Boot Bus Extender", "IoLogMsg.dll")]
    [InlineData("xenvbd", "0", "SCSI Miniport", "IoLogMsg.dll")]
    [InlineData("xennet", "3", "NDIS", "netevent.dll")]
    public void Package_OfADriver_HasTheNamesOfTheProductAndItsService(string driver, string startType, string group, string texts)
    {
        Driver product = Data.Product.Drivers.Single(d => d.Name == driver);
        foreach (string os in OwnInfs.OsTargets)
        {
            InfPackage package = InfPackage.From(OwnInfs.Read(driver, os, InfArchitecture.X86));
            Assert.Equal((product.Class, product.ClassGuid, Data.Product.Publisher),
                (package.Class, package.ClassGuid, package.Provider));
            Assert.All(package.Models, m => Assert.Equal(product.DeviceName, m.Description));
            Assert.Equal(product.HardwareIds, package.Models.Select(m => m.HardwareId));
            string install = package.Models.First().InstallSection;
            InfEntry add = package.File.Section($"{install}.NT.Services")!.Find("AddService")!;
            InfSection service = package.File.Section(add.Value(2))!;
            Assert.Equal((driver, "0x00000002"), (add.Value(0), add.Value(1)));
            Assert.Equal((startType, group), (service.Find("StartType")!.Value(0), service.Find("LoadOrderGroup")!.Value(0)));
            Assert.Equal(product.BootStart, startType == "0");
            Assert.Equal($@"%12%\{product.File}", service.Find("ServiceBinary")!.Value(0));
            InfSection log = package.File.Section(package.File.Section(add.Value(3))!.Find("AddReg")!.Value(0))!;
            Assert.Equal($@"%SystemRoot%\System32\{texts};%SystemRoot%\System32\drivers\{product.File}", log.Entries[0].Value(4));
        }
    }

    [Theory]
    [InlineData("5.2", 1u, null)]
    [InlineData("6.0", 10u, null)]
    [InlineData("6.1", 10u, null)]
    [InlineData("6.2", 10u, 600u)]
    [InlineData("6.3", 10u, 600u)]
    [InlineData("10.0", 10u, 600u)]
    public void ServiceParameters_OfXenvbd_AreWhatStorportOfThatWindowsReads(string os, uint busType, uint? ioTimeout)
    {
        IEnumerable<InfEntry> lines = OwnInfs.Read("xenvbd", os, InfArchitecture.Amd64).Section("Disk_Service_Registry")!.Entries;
        uint? Get(string key, string name) => lines.SingleOrDefault(e => e.Value(1) == key && e.Value(2) == name) is { } e
            ? Convert.ToUInt32(e.Value(4), e.Value(4).StartsWith("0x", StringComparison.Ordinal) ? 16 : 10) : null;
        Assert.Equal((busType, ioTimeout), (Get("Parameters", "BusType"), Get("Parameters", "IoTimeoutValue")));
        // INTERFACE_TYPE Internal, which the miniport names, and PCIBus.
        Assert.Equal((1u, 1u), (Get(@"Parameters\PnpInterface", "0"), Get(@"Parameters\PnpInterface", "5")));
    }

    [Fact]
    public void MtuProperty_OfXennet_HasEveryDocumentedSizeOnItsGrid()
    {
        foreach (string os in OwnInfs.OsTargets)
        {
            InfSection parameters = OwnInfs.Read("xennet", os, InfArchitecture.Amd64).Section("Net_Parameters")!;
            int Get(string key, string name) => int.Parse(parameters.Entries.Single(e =>
                e.Value(1) == $@"Ndi\params\{key}" && e.Value(2) == name).Value(4));
            int minimum = Get("MTU", "Min"), step = Get("MTU", "Step");
            Assert.Equal((600, 9000, 100, 1500), (minimum, Get("MTU", "Max"), step, Get("MTU", "Default")));
            Assert.All(new[] { 1500, 8900, 9000 }, size => Assert.Equal(0, (size - minimum) % step));
            bool jumbo = parameters.Entries.Any(e => e.Value(1) == @"Ndi\params\*JumboPacket");
            Assert.Equal(os != "5.2", jumbo);
            if (jumbo)
                Assert.Equal(Get("MTU", "Max") + 14, Get("*JumboPacket", "Max"));
        }
    }

    private static IEnumerable<string> Ids(string driver) => Data.Product.Drivers.Single(d => d.Name == driver).HardwareIds;
}
