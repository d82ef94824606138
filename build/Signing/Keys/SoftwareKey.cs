// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Signing.Keys;

/// <summary>A key that this process holds, or that the system's key store uses on its behalf.</summary>
internal sealed class SoftwareKey : ISigningKey
{
    private readonly X509Certificate2 _withPrivateKey;
    private readonly RsaPool _pool;

    /// <param name="withPrivateKey">The certificate with its private key; owned by this object from here on.</param>
    /// <param name="chain">Certificates above it, in any order; those that do not belong to its chain are left out.</param>
    /// <param name="description">Where the key is.</param>
    public SoftwareKey(X509Certificate2 withPrivateKey, IEnumerable<X509Certificate2> chain, string description)
    {
        CodeSigningCertificate.ThrowIfUnusable(withPrivateKey, description);
        _withPrivateKey = withPrivateKey;
        Certificate = X509CertificateLoader.LoadCertificate(withPrivateKey.RawData);
        Chain = CodeSigningCertificate.OrderChain(Certificate, chain);
        Description = $"{Certificate.GetNameInfo(X509NameType.SimpleName, false)} in {description}";
        _pool = new RsaPool(() => _withPrivateKey.GetRSAPrivateKey()
            ?? throw new CryptographicException($"{description} holds no RSA private key"));
    }

    public X509Certificate2 Certificate { get; }

    public IReadOnlyList<X509Certificate2> Chain { get; }

    public string Description { get; }

    public bool Supports(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA1 || algorithm == HashAlgorithmName.SHA256
        || algorithm == HashAlgorithmName.SHA384 || algorithm == HashAlgorithmName.SHA512;

    public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm) => _pool.SignHash(hash, algorithm);

    public void Dispose()
    {
        _pool.Dispose();
        _withPrivateKey.Dispose();
    }
}
