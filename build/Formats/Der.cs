// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats;

/// <summary>Small helpers over System.Formats.Asn1 that the formats share.</summary>
internal static class Der
{
    /// <summary>Length, with its header, of the SEQUENCE at the start of the bytes. Signers may write BER, too.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        try
        {
            return AsnDecoder.TryReadEncodedValue(bytes, AsnEncodingRules.BER, out Asn1Tag tag, out _, out _,
                out length)
                && tag == Asn1Tag.Sequence;
        }
        catch (AsnContentException)
        {
            // An indefinite length whose end is not to be found throws in spite of the method's name.
            return false;
        }
    }
}
