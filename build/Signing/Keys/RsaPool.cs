// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// RSA objects promise nothing about use from several threads, and a lock would serialise the one slow step of signing:
/// each signature borrows an object, and there are never more of them than signatures at one time.
/// </summary>
internal sealed class RsaPool(Func<RSA> create) : IDisposable
{
    private readonly ConcurrentBag<RSA> _idle = [];
    private volatile bool _disposed;

    public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RSA rsa = _idle.TryTake(out RSA? idle) ? idle : create();
        try
        {
            byte[] signature = new byte[(rsa.KeySize + 7) / 8];
            return rsa.TrySignHash(hash, signature, algorithm, RSASignaturePadding.Pkcs1, out int written)
                   && written == signature.Length
                ? signature
                : throw new CryptographicException($"the RSA signature is not {signature.Length} bytes long");
        }
        finally
        {
            _idle.Add(rsa);
            if (_disposed)
                Drain();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryTake(out RSA? rsa))
            rsa.Dispose();
    }
}
