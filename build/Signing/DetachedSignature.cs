// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Signing.Keys;

namespace PvDrivers.Signing;

/// <summary>
/// A detached CMS signature (RFC 5652, content type id-data) over a plain file such as SHA256SUMS; openssl cms -verify and
/// any other reader of CMS checks it.
/// </summary>
public static class DetachedSignature
{
    /// <summary>DER of SignedData, with the signer's chain inside and SHA-256 throughout.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> content, ISigningKey key)
    {
        using var adapter = new KeyAdapter(key);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, key.Certificate, adapter)
        {
            DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1"),
            IncludeOption = X509IncludeOption.EndCertOnly,
        };
        foreach (X509Certificate2 certificate in key.Chain)
            signer.Certificates.Add(certificate);
        var cms = new SignedCms(new ContentInfo(content.ToArray()), detached: true);
        cms.ComputeSignature(signer, silent: true);
        return cms.Encode();
    }

    /// <summary>What is wrong with a detached signature; null where it holds and leads to the root.</summary>
    public static string? Problem(ReadOnlySpan<byte> content, ReadOnlyMemory<byte> signature, X509Certificate2 root)
    {
        var cms = new SignedCms(new ContentInfo(content.ToArray()), detached: true);
        try
        {
            cms.Decode(signature.Span);
            // SignedCms stops at the end of its structure; bytes after it would be in no signature.
            if (!cms.Encode().AsSpan().SequenceEqual(signature.Span))
                return "bytes that are not the encoding of the signature they hold";
            cms.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException broken)
        {
            return $"no valid signature ({broken.Message})";
        }
        if (cms.SignerInfos.Count != 1 || cms.SignerInfos[0].Certificate is not { } signer)
            return $"{cms.SignerInfos.Count} signers, or none whose certificate is present";
        if (EmbeddedCertificates.Stranger(cms.Certificates, root) is { } stranger)
            return $"a certificate {stranger} that does not lead there";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(cms.Certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(signer) ? null
            : $"a signer {signer.Subject} that does not lead there ({chain.ChainStatus[0].StatusInformation.Trim()})";
    }

    /// <summary>Gives SignedCms the RSA it wants; the private operation stays behind the seam.</summary>
    private sealed class KeyAdapter(ISigningKey key) : RSA
    {
        private readonly RSA _public = key.Certificate.GetRSAPublicKey()
            ?? throw new CryptographicException("the signer's certificate holds no RSA key");

        public override int KeySize => _public.KeySize;

        public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
            ? throw new CryptographicException("the key does not leave its store")
            : _public.ExportParameters(false);

        public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();

        public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
            padding == RSASignaturePadding.Pkcs1
                ? key.SignHash(hash, hashAlgorithm)
                : throw new CryptographicException($"{padding} is not what Windows reads");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _public.Dispose();
            base.Dispose(disposing);
        }
    }
}
