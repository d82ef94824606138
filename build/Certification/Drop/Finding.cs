// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Drop;

/// <summary>What a finding is about; the exit code and a reader's first question depend on it.</summary>
public enum FindingKind
{
    /// <summary>Missing, unexpected, or not the bytes the checksums say.</summary>
    Contents,

    /// <summary>Bytes that break their format.</summary>
    Format,

    /// <summary>A signature that is missing, wrong, or leads to no trusted root.</summary>
    Signature,

    /// <summary>A catalog that does not belong to its package.</summary>
    Catalog,

    /// <summary>A file of another version or build.</summary>
    Version,

    /// <summary>A driver image that breaks a rule of its OS target.</summary>
    Image,

    /// <summary>Symbols that are not those of their image.</summary>
    Symbols,
}

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="File">Path as the user knows it.</param>
/// <param name="Offset">Offset in bytes, or -1 where the whole file is meant.</param>
/// <param name="Found">What stands there.</param>
/// <param name="Expected">What should.</param>
public sealed record Finding(FindingKind Kind, string File, long Offset, string Found, string Expected)
{
    public override string ToString() => Offset < 0
        ? $"{File}: {Found}, expected {Expected}"
        : $"{File}+0x{Offset:X}: {Found}, expected {Expected}";
}
