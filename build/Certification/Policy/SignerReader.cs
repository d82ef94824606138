// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Policy;

/// <summary>
/// Who signed a file, as its own bytes say: without roots only the development key is known by its name, and every
/// other signer is unknown. With roots: <see cref="SignerObserver"/>.
/// </summary>
public static class SignerReader
{
    public static ObservedSigner Read(ReadOnlyMemory<byte> bytes, string name) =>
        SignerObserver.Observe(bytes, name, SignerTrust.None);
}
