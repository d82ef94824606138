// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

internal static class ProductReader
{
    internal static Product Read(DataValue root) => root.Record(o => new Product
    {
        Name = o.Text("name"),
        Title = o.Text("title"),
        ApplicationName = o.Text("applicationName"),
        Publisher = o.Text("publisher"),
        Company = o.Text("company"),
        Release = o["release"].Release(),
        BuildNumber = o.Integer("buildNumber", 0, ushort.MaxValue),
        Published = o["published"].Date(),
        PatchId = o.Integer("patchId", 10_000_000, 99_999_999),
        Setup = o["setup"].Record(s => new SetupProgram(s.Text("file"), s.Text("title"), s.Text("description"))),
        Drivers = o["drivers"].Table("driver", ReadDriver, driver => driver.Name),
        Decisions = o["decisions"].Table("decision", CommonReader.Decision, decision => decision.About),
    });

    private static Driver ReadDriver(DataValue value) => value.Record(o =>
    {
        string name = o["name"].Choice(("xenbus", "xenbus"), ("xenvbd", "xenvbd"), ("xennet", "xennet"));
        return new Driver
        {
            Name = name,
            File = o["file"].Choice((name + ".sys", name + ".sys")),
            DeviceName = o.Text("deviceName"),
            DeviceManagerClass = o.Text("deviceManagerClass"),
            Class = o.Text("class"),
            ClassGuid = ReadGuid(o["classGuid"]),
            HardwareIds = o.Texts("hardwareIds", "hardware id"),
            BootStart = o.Flag("bootStart"),
            FileDescription = o.Text("fileDescription"),
            Disk = o.Optional("disk")?.Record(ReadDisk),
        };
    });

    private static Guid ReadGuid(DataValue value) =>
        Guid.TryParseExact(value.Text(), "B", out Guid guid) ? guid : throw value.Error("a GUID in braces");

    /// <summary>SPC-4, 6.4.2: 8 characters of vendor and 16 of product identification.</summary>
    private static DiskDevice ReadDisk(DataRecord o)
    {
        DiskDevice disk = new(o.Text("deviceName"), o.Text("deviceManagerClass"), o.Text("inquiryVendor"),
            o.Text("inquiryProduct"));
        if (disk.InquiryVendor.Length > 8)
            throw o["inquiryVendor"].Error("at most 8 characters");
        return disk.InquiryProduct.Length <= 16 ? disk : throw o["inquiryProduct"].Error("at most 16 characters");
    }
}
