// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Signing.Timestamps;

/// <summary>Confirms that a signature existed at a time (RFC 3161). May be called from several threads at once.</summary>
public interface ITimestampAuthority
{
    /// <summary>A verified TimeStampToken (a DER ContentInfo) over the digest of a signature's octets.</summary>
    /// <param name="signature">The octets of encryptedDigest.</param>
    byte[] Confirm(ReadOnlySpan<byte> signature);
}
