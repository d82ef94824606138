// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// A named choice of key, read from settings. Everything that can be wrong with it is found before any work starts and
/// without touching the key; secrets are named by the variable that holds them and never stand in a profile.
/// </summary>
public sealed record SigningProfile
{
    private const string Secret = "secret-variable";
    private static readonly string[] Everywhere = ["key", "timestamps"];

    /// <summary>Settings by kind of key: those it needs, then those it may have.</summary>
    private static readonly Dictionary<string, (string[] Needs, string[] May)> Kinds = new(StringComparer.Ordinal)
    {
        ["development"] = ([], ["directory"]),
        ["pfx"] = (["file"], [Secret]),
        ["pem"] = (["file", "certificate"], [Secret]),
        ["pkcs11"] = (["module", Secret], ["token", "label", "id", "certificate", "issuers"]),
        ["keyvault"] = (["vault", "certificate"], ["version", "issuers"]),
        ["store"] = (["thumbprint"], ["location"]),
    };

    private readonly IReadOnlyDictionary<string, string> _settings;

    private SigningProfile(string name, string kind, IReadOnlyDictionary<string, string> settings)
    {
        Name = name;
        Kind = kind;
        _settings = settings;
        TimestampServers = [.. Optional("timestamps")?.Split([';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(s => new Uri(s)) ?? []];
    }

    public string Name { get; }

    /// <summary>development, pfx, pem, pkcs11, keyvault or store.</summary>
    public string Kind { get; }

    public IReadOnlyList<Uri> TimestampServers { get; }

    /// <summary>The default: the key of this machine, no timestamp.</summary>
    public static SigningProfile Development { get; } =
        new("development", "development", new Dictionary<string, string> { ["key"] = "development" });

    /// <summary>Reads a profile; an unknown or missing setting is an error that names all of them at once.</summary>
    public static SigningProfile From(string name, IReadOnlyDictionary<string, string> settings)
    {
        string kind = settings.GetValueOrDefault("key") is { Length: > 0 } chosen
            ? chosen
            : throw new UsageException($"signing profile '{name}' has no setting 'key', expected one of {string.Join(", ", Kinds.Keys)}");
        if (!Kinds.TryGetValue(kind, out (string[] Needs, string[] May) known))
            throw new UsageException($"signing profile '{name}': key '{kind}' is not known, expected one of {string.Join(", ", Kinds.Keys)}");
        List<string> problems =
        [
            .. known.Needs.Where(n => string.IsNullOrEmpty(settings.GetValueOrDefault(n))).Select(n => $"'{n}' is missing"),
            .. settings.Keys.Except(known.Needs).Except(known.May).Except(Everywhere).Select(k => $"'{k}' means nothing for a key of kind {kind}"),
        ];
        foreach (string server in (settings.GetValueOrDefault("timestamps") ?? "").Split([';', ' '], StringSplitOptions.RemoveEmptyEntries))
            if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
                problems.Add($"timestamp server '{server}' is no http:// or https:// address");
        problems.AddRange(MissingInputs(kind, settings));
        if (problems.Count > 0)
            throw new UsageException($"signing profile '{name}' cannot be used: {string.Join("; ", problems)}");
        return new SigningProfile(name, kind, settings);
    }

    /// <summary>Opens the key; the certificate has to be valid at the time given.</summary>
    public ISigningKey Open(DateTimeOffset now)
    {
        ISigningKey key = OpenKey(now);
        try
        {
            CodeSigningCertificate.ThrowIfNotValidAt(key.Certificate, now, key.Description);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private ISigningKey OpenKey(DateTimeOffset now) => Kind switch
    {
        "development" => DevelopmentKey.OpenOrCreate(Optional("directory") ?? DevelopmentKey.DefaultDirectory(), now),
        "pfx" => PfxKey.Open(Needed("file"), OptionalSecret()),
        "pem" => PemKey.Open(Needed("file"), Needed("certificate"), OptionalSecret()),
        "pkcs11" => Pkcs11Key.Open(new Pkcs11Options
        {
            Module = Needed("module"),
            Token = Optional("token"),
            KeyLabel = Optional("label"),
            KeyId = Optional("id"),
            Pin = Keys.Secret.FromEnvironmentOrPrompt(Needed(Secret), $"PIN of {Optional("token") ?? "the token"}"),
            Certificate = Optional("certificate") is { } file ? ReadCertificates(file)[0] : null,
            Issuers = Issuers(),
        }),
        "keyvault" => KeyVaultKey.Open(new KeyVaultOptions
        {
            Vault = new Uri(Needed("vault")),
            Certificate = Needed("certificate"),
            Version = Optional("version"),
            Issuers = Issuers(),
        }),
        _ => OperatingSystem.IsWindows()
            ? WindowsStoreKey.Open(Needed("thumbprint"),
                Optional("location") == "machine" ? StoreLocation.LocalMachine : StoreLocation.CurrentUser)
            : throw new UsageException($"signing profile '{Name}': the certificate store is a matter of Windows"),
    };

    // A file that is not there, or a variable that is not set where nobody could be asked, is known before any work.
    private static IEnumerable<string> MissingInputs(string kind, IReadOnlyDictionary<string, string> settings)
    {
        string[] files = kind switch
        {
            "pfx" => ["file"],
            "pem" => ["file", "certificate"],
            "pkcs11" => ["certificate", "issuers"],
            "keyvault" => ["issuers"],
            _ => [],
        };
        foreach (string setting in files)
            if (settings.GetValueOrDefault(setting) is { Length: > 0 } path && !File.Exists(path))
                yield return $"'{setting}' names {path}, which is not there";
        if (settings.GetValueOrDefault(Secret) is { Length: > 0 } variable && Console.IsInputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            yield return $"environment variable {variable} is not set, and there is no terminal to ask at";
        if (kind == "keyvault" && settings.GetValueOrDefault("vault") is { Length: > 0 } vault && !Uri.TryCreate(vault, UriKind.Absolute, out _))
            yield return $"'vault' is {vault}, which is no address";
    }

    private Secret? OptionalSecret() =>
        Optional(Secret) is { } variable ? Keys.Secret.FromEnvironmentOrPrompt(variable, $"password of {Needed("file")}") : null;

    private List<X509Certificate2> Issuers() => Optional("issuers") is { } file ? ReadCertificates(file) : [];

    private string Needed(string setting) => _settings[setting];

    private string? Optional(string setting) => _settings.GetValueOrDefault(setting) is { Length: > 0 } value ? value : null;

    private static List<X509Certificate2> ReadCertificates(string path)
    {
        try
        {
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(path);
            return all.Count > 0 ? [.. all] : throw new UsageException($"{path} holds no certificate, expected PEM");
        }
        catch (Exception error) when (error is CryptographicException or IOException)
        {
            throw new UsageException($"{path}: {error.Message.TrimEnd('.')}, expected certificates in PEM");
        }
    }
}
