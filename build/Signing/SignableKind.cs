// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing;

/// <summary>The kinds of file that carry a signature here.</summary>
public enum SignableKind
{
    /// <summary>Portable Executable: .sys, .exe, .dll.</summary>
    Image,

    /// <summary>Security catalog: .cat.</summary>
    Catalog,

    /// <summary>Cabinet: .cab.</summary>
    Cabinet,
}

public static class SignableKinds
{
    /// <summary>Tells the kind by content, never by name; null where it is none of them.</summary>
    public static SignableKind? TryDetect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("MZ"u8))
            return SignableKind.Image;
        if (bytes.StartsWith("MSCF"u8))
            return SignableKind.Cabinet;
        return SignedData.LooksLike(bytes) ? SignableKind.Catalog : null;
    }

    public static SignableKind Detect(ReadOnlySpan<byte> bytes, string name) => TryDetect(bytes)
        ?? throw new MalformedFileException(name, 0, $"a file that starts with {Start(bytes)}",
            "an image (MZ), a cabinet (MSCF) or a catalog (DER SignedData)");

    private static string Start(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "nothing" : Convert.ToHexString(bytes[..Math.Min(bytes.Length, 8)]);
}
