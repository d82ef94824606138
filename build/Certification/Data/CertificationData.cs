// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Certification.Data;

/// <summary>
/// Everything under certification/, typed: the one place the build, the INFs, the catalogs, the installer, the signing
/// policy, the notes and the guide take facts from. A file is read when it is first asked for, and checked then,
/// against the files it refers to as well; every error is a <see cref="MalformedFileException"/> with file, line and
/// column.
/// </summary>
public sealed class CertificationData
{
    private readonly Func<string, byte[]> _read;
    private readonly Lazy<Product> _product;
    private readonly Lazy<Targets> _targets;
    private readonly Lazy<CatalogOs> _catalogOs;
    private readonly Lazy<Guests> _guests;
    private readonly Lazy<Hosts> _hosts;
    private readonly Lazy<Limits> _limits;
    private readonly Lazy<SigningPolicy> _signing;
    private readonly Lazy<Faults> _faults;
    private readonly Lazy<IReadOnlyList<Limitation>> _limitations;

    private CertificationData(Func<string, byte[]> read)
    {
        _read = read;
        _product = new(() => ProductReader.Read(Open("product.json")));
        _targets = new(() => TargetsReader.Read(Open("targets.json")));
        _catalogOs = new(() => CatalogOsReader.Read(Open("catalog-os.json"), Cells));
        _guests = new(() => GuestsReader.Read(Open("guests.json"), Cells));
        _hosts = new(() => HostsReader.Read(Open("hosts.json")));
        _limits = new(() => LimitsReader.Read(Open("limits.json"), Guests));
        _signing = new(() => SigningPolicyReader.Read(Open("signing-policy.json"), Guests, Cells));
        _faults = new(() => FaultsReader.Read(Open("faults.json")));
        _limitations = new(() => LimitationsReader.Read(Open("limitations.json"), Guests, Faults));
    }

    /// <summary>Reads nothing yet. <paramref name="folder"/> is the repository's certification folder.</summary>
    public static CertificationData Load(string folder) => new(name => File.ReadAllBytes(Path.Combine(folder, name)));

    /// <summary>
    /// For data that is not in a folder; <paramref name="read"/> gets a file name such as <c>product.json</c>.
    /// </summary>
    public static CertificationData Load(Func<string, byte[]> read) => new(read);

    public Product Product => _product.Value;

    /// <summary>xenbus, xenvbd, xennet.</summary>
    public IReadOnlyList<Driver> Drivers => Product.Drivers;

    /// <summary>The 12 cells, by version, x64 before x86.</summary>
    public IReadOnlyList<Cell> Cells => _targets.Value.Cells;

    public IReadOnlyList<CompilerSet> Toolsets => _targets.Value.Toolsets;

    public CatalogOs CatalogOs => _catalogOs.Value;

    /// <summary>Table 2.2, with what Setup refuses.</summary>
    public Guests Guests => _guests.Value;

    /// <summary>Table 2.1, with what single features ask of the host.</summary>
    public Hosts Hosts => _hosts.Value;

    /// <summary>Section 2.4.</summary>
    public Limits Limits => _limits.Value;

    /// <summary>Who must sign what for which guest.</summary>
    public SigningPolicy SigningPolicy => _signing.Value;

    /// <summary>The eight-digit numbers of the book.</summary>
    public Faults Faults => _faults.Value;

    /// <summary>Chapter 9, section by section.</summary>
    public IReadOnlyList<Limitation> Limitations => _limitations.Value;

    public Cell Cell(CellId id) => Cells.First(cell => cell.Id == id);

    /// <summary>The <c>/os:</c> names of a cell's catalogs, in the order to give them.</summary>
    public IReadOnlyList<string> CatalogOsNames(CellId cell) =>
        CatalogOs.Cells.First(entry => entry.Cell == cell).Names;

    /// <summary>Reads every file and returns the first error of each; empty when all is well.</summary>
    public IReadOnlyList<MalformedFileException> Check()
    {
        List<MalformedFileException> errors = [];
        foreach (Func<object> read in (Func<object>[])[() => Product, () => Cells, () => CatalogOs, () => Guests,
            () => Hosts, () => Limits,
            () => SigningPolicy, () => Faults, () => Limitations])
        {
            try
            {
                _ = read();
            }
            catch (MalformedFileException error)
            {
                // A file that others refer to would be told once for each of them.
                if (!errors.Exists(earlier => earlier.Message == error.Message))
                    errors.Add(error);
            }
        }
        return errors;
    }

    private DataValue Open(string name)
    {
        string shown = "certification/" + name;
        try
        {
            return DataFile.Read(shown, _read(name));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new MalformedFileException(shown, -1, $"a file that cannot be read ({missing.Message})",
                "a readable data file", missing);
        }
    }
}
