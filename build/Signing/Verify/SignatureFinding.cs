// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Signing.Verify;

/// <summary>Classes of failure; the values are the exit codes of a verification that fails with them first.</summary>
public enum FindingClass
{
    /// <summary>The file or its signature breaks its format.</summary>
    Structure = 10,

    /// <summary>There is no signature.</summary>
    Unsigned = 11,

    /// <summary>The file is not what was signed.</summary>
    FileDigest = 12,

    /// <summary>The signature was not made by the signer's key over these attributes.</summary>
    Signature = 13,

    /// <summary>The signer's certificate does not lead to a trusted root.</summary>
    Chain = 14,

    /// <summary>A certificate is not meant for this use.</summary>
    Usage = 15,

    /// <summary>A certificate was not valid at the time of signing.</summary>
    Validity = 16,

    /// <summary>The timestamp is missing or does not hold.</summary>
    Timestamp = 17,

    /// <summary>An algorithm or a key too weak to prove anything.</summary>
    Weak = 18,

    /// <summary>Bytes that no signature covers.</summary>
    Appended = 19,

    /// <summary>The image's checksum is not that of its bytes.</summary>
    Checksum = 20,

    /// <summary>A file that its catalog does not list, or a catalog that lists another file.</summary>
    Membership = 21,

    /// <summary>Signatures of one package that name different signers.</summary>
    Signers = 22,
}

/// <param name="File">Name of the file.</param>
/// <param name="Offset">Offset in it; -1 where there is none.</param>
/// <param name="Class">What kind of failure.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What should.</param>
/// <param name="IsWarning">Worth a look, but no reason to refuse the file.</param>
public sealed record SignatureFinding(string File, long Offset, FindingClass Class, string Found, string Expected,
    bool IsWarning = false)
{
    public override string ToString() =>
        $"{File}{(Offset < 0 ? "" : $"+0x{Offset:X}")}: {(IsWarning ? "warning, " : "")}{Found}, expected {Expected}";
}
