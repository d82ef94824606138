// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;

namespace PvDrivers.Signing.Timestamps;

/// <summary>Confirms that a signature existed at a time (RFC 3161).</summary>
public interface ITimestampAuthority
{
    /// <summary>A verified TimeStampToken (a DER ContentInfo) over the digest of a signature's octets.</summary>
    /// <param name="signature">The octets of encryptedDigest.</param>
    /// <param name="algorithm">Digest to ask for: that of the signature, so that what verifies one verifies the other.</param>
    byte[] Confirm(ReadOnlySpan<byte> signature, HashAlgorithmName algorithm);
}
