// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// A key that signs code and the certificate that goes with it. The key itself may be in a file, a token or a service and
/// is never handed out. <see cref="SignHash"/> may be called from several threads at once.
/// </summary>
public interface ISigningKey : IDisposable
{
    /// <summary>The signer's certificate, without a private key attached.</summary>
    X509Certificate2 Certificate { get; }

    /// <summary>Certificates above the signer's, nearest first, as they shall stand in a signature.</summary>
    IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>Where the key is and whose it is, for messages; never a secret.</summary>
    string Description { get; }

    /// <summary>Whether the key can sign a digest of this algorithm: a cloud key, for one, knows no SHA-1.</summary>
    bool Supports(HashAlgorithmName algorithm);

    /// <summary>RSASSA-PKCS1-v1_5 over a digest (RFC 8017, 8.2): the same input gives the same signature.</summary>
    byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm);
}
