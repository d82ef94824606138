// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Formats.Cat;

/// <summary>Object identifiers and fixed values of catalogs; names as in wincrypt.h, wintrust.h and mssip.h.</summary>
internal static class CatalogOids
{
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string CertificateTrustList = "1.3.6.1.4.1.311.10.1";
    public const string CatalogList = "1.3.6.1.4.1.311.12.1.1";
    public const string CatalogListMember = "1.3.6.1.4.1.311.12.1.2";
    public const string CatalogListMember2 = "1.3.6.1.4.1.311.12.1.3";
    public const string NameValue = "1.3.6.1.4.1.311.12.2.1";
    public const string MemberInfo = "1.3.6.1.4.1.311.12.2.2";
    public const string MemberInfo2 = "1.3.6.1.4.1.311.12.2.3";
    public const string IndirectData = "1.3.6.1.4.1.311.2.1.4";
    public const string PeImageData = "1.3.6.1.4.1.311.2.1.15";
    public const string CabData = "1.3.6.1.4.1.311.2.1.25";
    public const string Link = "1.3.6.1.4.1.311.2.1.28";
    public const string PageHashesSha1 = "1.3.6.1.4.1.311.2.3.1";
    public const string PageHashesSha256 = "1.3.6.1.4.1.311.2.3.2";
    public const string EnhancedHash = "1.3.6.1.4.1.311.2.5.1";
    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>CRYPTCAT_ATTR_AUTHENTICATED, _DATAASCII, _NAMEASCII.</summary>
    public const long PlainFlags = 0x10010001;

    /// <summary>certVersion of CAT_MEMBERINFO in every catalog seen.</summary>
    public const long MemberVersion = 0x0200;

    public const string PeGuid = "{C689AAB8-8E78-11D0-8C47-00C04FC295EE}";
    public const string CabGuid = "{C689AABA-8E78-11D0-8C47-00C04FC295EE}";
    public const string FlatGuid = "{DE351A42-8E59-11D0-8C47-00C04FC295EE}";

    /// <summary>classId of the SpcSerializedObject that carries page hashes or an enhanced hash.</summary>
    public static ReadOnlySpan<byte> SerializedClass =>
        [0xA6, 0xB5, 0x86, 0xD5, 0xB4, 0xA1, 0x24, 0x66, 0xAE, 0x05, 0xA2, 0x17, 0xDA, 0x8E, 0x60, 0xD6];

    public static Asn1Tag Context(int number, bool constructed = true) =>
        new(TagClass.ContextSpecific, number, constructed);
}
