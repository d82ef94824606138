// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Data;
using PvDrivers.Formats;

namespace PvDrivers.Stages.Session;

/// <summary>
/// One run of the build: where it works, for which cells, drivers and version. Stages read it and never change it.
/// </summary>
public sealed class BuildSession
{
    public BuildSession(string root, BuildOptions options, IReporter report, CancellationToken cancel)
    {
        Root = root;
        Options = options;
        Report = report;
        Cancel = cancel;
        Data = CertificationData.Load(Path.Combine(root, "certification"));
        Version = VersionOf(Data.Product, options.BuildNumber);
        Cells = [.. Data.Cells.Where(cell => Chosen(options.OsTargets, cell.Os.ToString())
            && Chosen(options.Architectures, cell.Architecture.Name()))];
        Drivers = [.. Data.Drivers.Where(driver => Chosen(options.Drivers, driver.Name))];
        if (Cells.Count == 0 || Drivers.Count == 0)
            throw new UsageException("no cell is left: --os-target, --arch and --driver together exclude all of "
                + string.Join(", ", Data.Cells.Select(cell => cell.Folder)));
        Commit = SourceCommit.Read(root);
    }

    /// <summary>The repository.</summary>
    public string Root { get; }

    public string Artifacts => Options.Artifacts ?? Path.Combine(Root, "artifacts");

    /// <summary>Where compilers keep what they can use again; no part of any artifact.</summary>
    public string Objects => Path.Combine(Artifacts, "obj");

    public BuildOptions Options { get; }

    public IReporter Report { get; }

    public CancellationToken Cancel { get; }

    public CertificationData Data { get; }

    /// <summary>Four numbers, the same everywhere in a drop.</summary>
    public Version Version { get; }

    public IReadOnlyList<Cell> Cells { get; }

    public IReadOnlyList<Driver> Drivers { get; }

    public SourceCommit Commit { get; }

    /// <summary>Every package of this build: a driver in a cell.</summary>
    public IEnumerable<(Cell Cell, Driver Driver)> Packages =>
        from cell in Cells from driver in Drivers select (cell, driver);

    private static bool Chosen(IReadOnlyList<string> names, string name) =>
        names.Count == 0 || names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static Version VersionOf(Product product, int? buildNumber)
    {
        if (buildNumber is < 0 or > 65535)
            throw new UsageException($"--build-number is {buildNumber}, expected 0 to 65535: "
                + "a version resource holds each number in 16 bits");
        return new Version(product.Release.Major, product.Release.Minor, product.Release.Build,
            buildNumber ?? product.BuildNumber);
    }
}
