// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>What is released: names as the book prints them. From certification/product.json.</summary>
public sealed record Product
{
    /// <summary>Oracle VM PV Drivers for Microsoft Windows.</summary>
    public required string Name { get; init; }

    /// <summary>The long form of the name, as on the book's cover.</summary>
    public required string Title { get; init; }

    /// <summary>The entry in Programs and Features: Oracle VM Windows PV Drivers.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>The product's owner. Never who signed a file: that is read from the file.</summary>
    public required string Publisher { get; init; }

    /// <summary>CompanyName of every VERSIONINFO.</summary>
    public required string Company { get; init; }

    /// <summary>
    /// The published release, three numbers: 3.4.4. A build takes its own from the head of the changelog.
    /// </summary>
    public required Version Release { get; init; }

    /// <summary>The published build, 1882; a build takes it where no --build-number is given.</summary>
    public required int BuildNumber { get; init; }

    public required DateOnly Published { get; init; }

    public required int PatchId { get; init; }

    public required SetupProgram Setup { get; init; }

    /// <summary>In the order of installation: bus, disk, network.</summary>
    public required IReadOnlyList<Driver> Drivers { get; init; }

    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>Release and build number: 3.4.4.1882.</summary>
    public Version PublishedVersion => new(Release.Major, Release.Minor, Release.Build, BuildNumber);
}

public sealed record SetupProgram(string File, string Title, string Description);

/// <summary>A driver and the device it stands for, as Device Manager shows it.</summary>
public sealed record Driver
{
    /// <summary>
    /// xenbus, xenvbd or xennet; also the name of the service and the base name of its INF and catalog.
    /// </summary>
    public required string Name { get; init; }

    public required string File { get; init; }

    public required string DeviceName { get; init; }

    public required string DeviceManagerClass { get; init; }

    /// <summary>The setup class of the INF, such as SCSIAdapter.</summary>
    public required string Class { get; init; }

    public required Guid ClassGuid { get; init; }

    /// <summary>Most specific first, as in the INF.</summary>
    public required IReadOnlyList<string> HardwareIds { get; init; }

    /// <summary>
    /// Windows needs it to reach its boot disk, so the .sys itself must be signed where signatures are enforced.
    /// </summary>
    public required bool BootStart { get; init; }

    /// <summary>FileDescription of the VERSIONINFO.</summary>
    public required string FileDescription { get; init; }

    /// <summary>The disks behind the controller; null for the other drivers.</summary>
    public required DiskDevice? Disk { get; init; }
}

/// <summary>Windows itself composes the disk's name from the two inquiry strings.</summary>
public sealed record DiskDevice(string DeviceName, string DeviceManagerClass, string InquiryVendor,
    string InquiryProduct);

/// <summary>A place where the book is silent or contradicts itself, and what was decided.</summary>
public sealed record Decision(string About, string Found, string Decided);
