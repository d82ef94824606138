// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Tests.Signing;

/// <summary>Certificates of every quality, made while the tests run: right ones, and ones with exactly one fault.</summary>
public sealed class TestPki : IDisposable
{
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private readonly List<IDisposable> _owned = [];
    private readonly RSA _rootKey;
    private readonly RSA _leafKey;

    public TestPki()
    {
        _rootKey = Own(RSA.Create(2048));
        _leafKey = Own(RSA.Create(2048));
        Root = MakeRoot("Test root", _rootKey);
        ForeignRoot = MakeRoot("Foreign root", Own(RSA.Create(2048)));
        Folder = Repository.NewTemporaryDirectory();
        RootPem = Path.Combine(Folder, "root.pem");
        File.WriteAllText(RootPem, Root.ExportCertificatePem() + "\n");
    }

    public DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    public string Folder { get; }

    public string RootPem { get; }

    public X509Certificate2 Root { get; }

    public X509Certificate2 ForeignRoot { get; }

    /// <summary>A certificate with its key, issued by the root.</summary>
    public X509Certificate2 Issue(string name, string? usage, bool critical = false, int fromDays = -10, int untilDays = 365,
        int bits = 2048, HashAlgorithmName? digest = null, X509KeyUsageFlags keyUsage = X509KeyUsageFlags.DigitalSignature,
        string? extraUsage = null)
    {
        RSA key = bits == 2048 ? _leafKey : Own(RSA.Create(bits));
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(keyUsage, true));
        OidCollection usages = [];
        foreach (string? oid in new[] { usage, extraUsage })
            if (oid is not null)
                usages.Add(new Oid(oid));
        if (usages.Count > 0)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical));
        byte[] serial = RandomNumberGenerator.GetBytes(12);
        serial[0] = (byte)((serial[0] & 0x7F) | 1);
        using X509Certificate2 issued = request.Create(Root.SubjectName,
            digest == HashAlgorithmName.SHA1
                ? new Sha1Generator(_rootKey)
                : X509SignatureGenerator.CreateForRSA(_rootKey, RSASignaturePadding.Pkcs1), Now.AddDays(fromDays),
            Now.AddDays(untilDays), serial);
        return Own(issued.CopyWithPrivateKey(key));
    }

    /// <summary>A key with that certificate, past all checks a real key would be refused by.</summary>
    public ISigningKey KeyOf(X509Certificate2 certificate) => Own(new UncheckedKey(certificate, [Root]));

    public ISigningKey GoodKey() => KeyOf(Issue("Good signer", CodeSigning));

    public void Dispose()
    {
        _owned.ForEach(o => o.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    private X509Certificate2 MakeRoot(string name, RSA key)
    {
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        // Old enough for certificates that have expired since.
        using X509Certificate2 withKey = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-5), DateTimeOffset.UtcNow.AddYears(5));
        return Own(X509CertificateLoader.LoadCertificate(withKey.RawData));
    }

    private T Own<T>(T item)
        where T : IDisposable
    {
        _owned.Add(item);
        return item;
    }

    private sealed class UncheckedKey(X509Certificate2 withKey, IReadOnlyList<X509Certificate2> chain) : ISigningKey
    {
        private readonly RSA _rsa = withKey.GetRSAPrivateKey()!;

        public X509Certificate2 Certificate { get; } = X509CertificateLoader.LoadCertificate(withKey.RawData);

        public IReadOnlyList<X509Certificate2> Chain => chain;

        public string Description => withKey.Subject;

        public bool Supports(HashAlgorithmName algorithm) => true;

        public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm) =>
            _rsa.SignHash(hash.ToArray(), algorithm, RSASignaturePadding.Pkcs1);

        public void Dispose() => _rsa.Dispose();
    }

    /// <summary>The platform issues nothing with SHA-1 any more; certificates of that kind are what old guests know.</summary>
    private sealed class Sha1Generator(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            Convert.FromHexString("300D06092A864886F70D0101050500");

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
            key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => new(key);
    }
}
