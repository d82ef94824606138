// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// The key of a developer's machine: made there once, never leaving it, trusted by nobody until somebody installs its root
/// by hand. Its issuer is a root made with it whose private key is thrown away at once, so that trusting the root trusts
/// exactly this one key: nothing else can ever be issued under it.
/// </summary>
public sealed class DevelopmentKey : ISigningKey
{
    /// <summary>Environment variable that moves the folder.</summary>
    public const string DirectoryVariable = "OVM_PV_SIGNING_DIR";

    /// <summary>Organization in the subject of every development certificate: how a verifier recognises one.</summary>
    public const string Organization = "Development only, not for release";

    private readonly SoftwareKey _key;

    private DevelopmentKey(SoftwareKey key, string rootPath, string? notice)
    {
        _key = key;
        RootCertificatePath = rootPath;
        Notice = notice;
    }

    public X509Certificate2 Certificate => _key.Certificate;

    public IReadOnlyList<X509Certificate2> Chain => _key.Chain;

    public string Description => _key.Description;

    /// <summary>PEM file of the root, to be given to a verifier or installed on a test guest.</summary>
    public string RootCertificatePath { get; }

    /// <summary>What the user should know: a key was made or renewed. Null where an existing key was opened.</summary>
    public string? Notice { get; }

    public bool Supports(HashAlgorithmName algorithm) => _key.Supports(algorithm);

    public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm) => _key.SignHash(hash, algorithm);

    public void Dispose() => _key.Dispose();

    public static bool IsDevelopmentCertificate(X509Certificate2 certificate) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Any(name => !name.HasMultipleElements && name.GetSingleElementValue() == Organization);

    /// <summary>$OVM_PV_SIGNING_DIR, else a folder of the user's local data ($XDG_DATA_HOME or %LOCALAPPDATA%).</summary>
    public static string DefaultDirectory()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0)
            throw new UsageException("this user has no home folder to keep a development key in: " +
                $"set {DirectoryVariable} to a folder outside the repository");
        return Path.Combine(data, "oracle-vm-pv-drivers", "signing");
    }

    /// <summary>
    /// Opens the key in a folder; makes one where there is none or where it has run out. Several processes may do so at
    /// once: one makes the key, the others wait and open it.
    /// </summary>
    /// <param name="directory">The folder; made with mode 0700 where it is missing.</param>
    /// <param name="now">The time by which validity is judged.</param>
    public static DevelopmentKey OpenOrCreate(string directory, DateTimeOffset now)
    {
        DevelopmentKeyStore store = new(directory);
        if (store.TryOpen() is { } present)
        {
            if (!DevelopmentKeyStore.HasRunOut(present, now))
                return new DevelopmentKey(present, store.RootPath, null);
            present.Dispose();
        }
        using IDisposable exclusive = store.Lock();
        string notice = $"made a development key in {store.KeyPath}; no Windows trusts it until {store.RootPath} is installed";
        if (store.TryOpen() is { } other)
        {
            if (!DevelopmentKeyStore.HasRunOut(other, now))
                return new DevelopmentKey(other, store.RootPath, null);
            notice = $"the development key of {other.Certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} has run out: {notice}; " +
                "guests that trusted the old root must be given the new one";
            other.Dispose();
        }
        store.Write(DevelopmentCertificates.Make(now));
        SoftwareKey made = store.TryOpen()
            ?? throw new IOException($"{store.KeyPath} disappeared right after it was written");
        return new DevelopmentKey(made, store.RootPath, notice);
    }
}
