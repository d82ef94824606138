// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats;

/// <summary>Small helpers over System.Formats.Asn1 that the formats share.</summary>
internal static class Der
{
    /// <summary>Length, with its header, of the definite-length SEQUENCE at the start of the bytes.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (!AsnDecoder.TryReadEncodedValue(bytes, AsnEncodingRules.BER, out Asn1Tag tag, out _, out _, out int consumed)
            || tag != Asn1Tag.Sequence)
            return false;
        length = consumed;
        return true;
    }
}
