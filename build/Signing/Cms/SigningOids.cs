// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Signing.Cms;

/// <summary>Object identifiers of PKCS#7, Authenticode and timestamps.</summary>
public static class SigningOids
{
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string ContentTypeAttribute = "1.2.840.113549.1.9.3";
    public const string MessageDigestAttribute = "1.2.840.113549.1.9.4";
    public const string SigningTimeAttribute = "1.2.840.113549.1.9.5";
    public const string CounterSignature = "1.2.840.113549.1.9.6";

    public const string SpcIndirectData = "1.3.6.1.4.1.311.2.1.4";
    public const string SpcStatementType = "1.3.6.1.4.1.311.2.1.11";
    public const string SpcOpusInfo = "1.3.6.1.4.1.311.2.1.12";
    public const string SpcPeImageData = "1.3.6.1.4.1.311.2.1.15";
    public const string SpcIndividualPurpose = "1.3.6.1.4.1.311.2.1.21";
    public const string SpcCabData = "1.3.6.1.4.1.311.2.1.25";
    public const string SpcSipInfo = "1.3.6.1.4.1.311.2.1.30";
    public const string PageHashesSha1 = "1.3.6.1.4.1.311.2.3.1";
    public const string PageHashesSha256 = "1.3.6.1.4.1.311.2.3.2";
    public const string NestedSignature = "1.3.6.1.4.1.311.2.4.1";
    public const string Rfc3161Timestamp = "1.3.6.1.4.1.311.3.3.1";
    public const string CertificateTrustList = "1.3.6.1.4.1.311.10.1";
    public const string TimestampInfo = "1.2.840.113549.1.9.16.1.4";

    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    public const string EllipticCurveKey = "1.2.840.10045.2.1";

    /// <summary>Extended key usages.</summary>
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string WhqlDriver = "1.3.6.1.4.1.311.10.3.5";
    public const string AttestedDriver = "1.3.6.1.4.1.311.10.3.5.1";
    public const string LifetimeSigning = "1.3.6.1.4.1.311.10.3.13";
}
