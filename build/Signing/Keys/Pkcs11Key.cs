// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// A key on a token or HSM, through its vendor's PKCS#11 library, called directly: neither an OpenSSL engine nor a
/// further program is needed, and several signatures can be under way at once.
/// </summary>
public sealed class Pkcs11Key : ISigningKey
{
    private readonly Pkcs11Session _session;
    private readonly CULong _handle;
    private readonly bool _alwaysAuthenticate;
    private readonly int _signatureSize;

    private Pkcs11Key(Pkcs11Session session, CULong handle, X509Certificate2 certificate, Pkcs11Options options)
    {
        _session = session;
        _handle = handle;
        _alwaysAuthenticate = session.Attribute(handle, Pkcs11Codes.AlwaysAuthenticateAttribute) is [not 0, ..];
        Certificate = certificate;
        Chain = CodeSigningCertificate.OrderChain(certificate, options.Issuers);
        using RSA? key = certificate.GetRSAPublicKey();
        _signatureSize = ((key?.KeySize ?? 0) + 7) / 8;
        Description = $"{certificate.GetNameInfo(X509NameType.SimpleName, false)} on " +
            $"{(options.Token is null ? "a token" : $"token '{options.Token}'")} of {Path.GetFileName(options.Module)}";
    }

    public X509Certificate2 Certificate { get; }

    public IReadOnlyList<X509Certificate2> Chain { get; }

    public string Description { get; }

    public static Pkcs11Key Open(Pkcs11Options options)
    {
        Pkcs11Session session = new(new Pkcs11Native(options.Module), options);
        try
        {
            CULong handle = FindKey(session, options);
            X509Certificate2 certificate = options.Certificate is null
                ? FindCertificate(session, handle, options)
                : X509CertificateLoader.LoadCertificate(options.Certificate.RawData);
            CodeSigningCertificate.ThrowIfUnusable(certificate, options.Module);
            CheckPair(session, handle, certificate, options);
            return new Pkcs11Key(session, handle, certificate, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public bool Supports(HashAlgorithmName algorithm) => algorithm == HashAlgorithmName.SHA1
        || algorithm == HashAlgorithmName.SHA256 || algorithm == HashAlgorithmName.SHA384 || algorithm == HashAlgorithmName.SHA512;

    public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm)
    {
        // RFC 8017, 9.2: the token pads, the DigestInfo in front of the digest is ours to write.
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            DerDocument.WriteAlgorithm(writer, DigestAlgorithms.OidOf(algorithm));
            writer.WriteOctetString(hash);
        }
        return _session.Sign(_handle, writer.Encode(), _signatureSize, _alwaysAuthenticate);
    }

    public void Dispose() => _session.Dispose();

    private static CULong FindKey(Pkcs11Session session, Pkcs11Options options)
    {
        List<(uint, byte[]?, int)> wanted =
        [
            (Pkcs11Codes.ClassAttribute, Pkcs11Template.Word(Pkcs11Codes.PrivateKeyClass), 0),
            // CKK_RSA
            (Pkcs11Codes.KeyTypeAttribute, Pkcs11Template.Word(0), 0),
        ];
        if (options.KeyLabel is not null)
            wanted.Add((Pkcs11Codes.LabelAttribute, System.Text.Encoding.UTF8.GetBytes(options.KeyLabel), 0));
        if (options.KeyId is not null)
            wanted.Add((Pkcs11Codes.IdAttribute, Convert.FromHexString(options.KeyId), 0));
        IReadOnlyList<CULong> found = session.Find([.. wanted]);
        return found.Count == 1
            ? found[0]
            : throw new UsageException($"{options.Module}: {found.Count} private RSA keys with label '{options.KeyLabel ?? "any"}' and id " +
                $"'{options.KeyId ?? "any"}', expected one");
    }

    private static X509Certificate2 FindCertificate(Pkcs11Session session, CULong key, Pkcs11Options options)
    {
        byte[]? id = session.Attribute(key, Pkcs11Codes.IdAttribute);
        if (id is not null)
            foreach (CULong handle in session.Find(
                         (Pkcs11Codes.ClassAttribute, Pkcs11Template.Word(Pkcs11Codes.CertificateClass), 0),
                         (Pkcs11Codes.IdAttribute, id, 0)))
                if (session.Attribute(handle, Pkcs11Codes.ValueAttribute) is { } encoded)
                    return X509CertificateLoader.LoadCertificate(encoded);
        throw new UsageException($"{options.Module}: no certificate with the key's id " +
            $"{(id is null ? "(it has none)" : Convert.ToHexString(id))} on the token: put it there, or name its file");
    }

    private static void CheckPair(Pkcs11Session session, CULong key, X509Certificate2 certificate, Pkcs11Options options)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        byte[]? modulus = session.Attribute(key, Pkcs11Codes.ModulusAttribute);
        if (modulus is not null && rsa?.ExportParameters(false).Modulus is { } expected
            && !modulus.AsSpan().TrimStart((byte)0).SequenceEqual(expected.AsSpan().TrimStart((byte)0)))
            throw new UsageException($"{options.Module}: the key is not that of certificate {certificate.Subject}");
    }
}
