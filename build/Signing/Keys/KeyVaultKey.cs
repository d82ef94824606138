// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// A key that never leaves Azure Key Vault: the certificate is fetched once, each signature is one request. RSA only;
/// the service signs SHA-256, SHA-384 and SHA-512 digests and no SHA-1.
/// </summary>
public sealed class KeyVaultKey : ISigningKey
{
    private readonly KeyVaultClient _client;
    private readonly Uri _key;

    private KeyVaultKey(KeyVaultClient client, Uri key, X509Certificate2 certificate, KeyVaultOptions options)
    {
        _client = client;
        _key = key;
        Certificate = certificate;
        Chain = CodeSigningCertificate.OrderChain(certificate, options.Issuers);
        Description = $"{certificate.GetNameInfo(X509NameType.SimpleName, false)} in {options.Vault.Host}";
    }

    public X509Certificate2 Certificate { get; }

    public IReadOnlyList<X509Certificate2> Chain { get; }

    public string Description { get; }

    public static KeyVaultKey Open(KeyVaultOptions options)
    {
        KeyVaultClient client = new(options);
        try
        {
            string version = options.Version is null ? "" : $"/{Uri.EscapeDataString(options.Version)}";
            JsonElement answer = client.Get(new Uri(options.Vault,
                $"/certificates/{Uri.EscapeDataString(options.Certificate)}{version}"));
            byte[] encoded = Convert.FromBase64String(client.Text(answer, "cer"));
            X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(encoded);
            CodeSigningCertificate.ThrowIfUnusable(certificate, $"{options.Vault.Host}, certificate {options.Certificate}");
            return new KeyVaultKey(client, KeyAddress(client.Text(answer, "kid"), options), certificate, options);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            client.Dispose();
            throw new ToolFailedException(KeyVaultClient.Name, [options.Vault.ToString()], "the network", 1,
                "the answer holds no certificate", [error.Message]);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public bool Supports(HashAlgorithmName algorithm) => SignatureName(algorithm) is not null;

    public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm)
    {
        string name = SignatureName(algorithm)
            ?? throw new UsageException($"{Description}: Key Vault makes no {algorithm.Name} signatures");
        JsonElement answer = _client.Post(new Uri($"{_key.ToString().TrimEnd('/')}/sign"),
            $$"""{"alg":"{{name}}","value":"{{Base64Url.EncodeToString(hash)}}"}""");
        try
        {
            return Base64Url.DecodeFromChars(_client.Text(answer, "value"));
        }
        catch (FormatException error)
        {
            throw new ToolFailedException(KeyVaultClient.Name, [_key.ToString()], "the network", 1,
                "the answer holds no signature", [error.Message]);
        }
    }

    public void Dispose() => _client.Dispose();

    // RFC 7518, 3.3: RSASSA-PKCS1-v1_5 by digest.
    private static string? SignatureName(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA256 ? "RS256"
        : algorithm == HashAlgorithmName.SHA384 ? "RS384"
        : algorithm == HashAlgorithmName.SHA512 ? "RS512"
        : null;

    // The token goes wherever the key's address points, so it must point into the vault that was named.
    private static Uri KeyAddress(string kid, KeyVaultOptions options)
    {
        if (Uri.TryCreate(kid, UriKind.Absolute, out Uri? key) && key.Authority == options.Vault.Authority
            && key.Scheme == options.Vault.Scheme)
            return key;
        throw new ToolFailedException(KeyVaultClient.Name, [options.Vault.ToString()], "the network", 1,
            "the key lies outside the vault", [$"key id {kid}"]);
    }
}
