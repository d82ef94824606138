// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Inf;
using PvDrivers.Formats.Pe;

namespace PvDrivers.Fuzz;

internal static class PeTarget
{
    // The smallest SEQUENCE with content: what stands in it does not matter to the image.
    private static readonly byte[] AnySignature = [0x30, 0x03, 0x02, 0x01, 0x05];

    public static void Run(byte[] bytes)
    {
        PeImage image = PeImage.Read(bytes, "fuzz.sys");
        FuzzTarget.Attempt(() => _ = image.Imports.Count);
        FuzzTarget.Attempt(() => _ = image.CodeView);
        FuzzTarget.Attempt(() => _ = image.VersionInfo);
        FuzzTarget.Attempt(() => _ = image.Signatures().Count);
        FuzzTarget.Attempt(() => _ = image.PageHashes(HashAlgorithmName.SHA1));
        _ = image.ComputeCheckSum();
        FuzzTarget.Attempt(() => Sign(image));
    }

    /// <summary>Signing and taking the signature off leave the digest alone, and write a true checksum.</summary>
    private static void Sign(PeImage image)
    {
        byte[] digest = image.AuthenticodeDigest(HashAlgorithmName.SHA1);
        PeImage signed = PeImage.Read(image.WithSignature(AnySignature), "signed.sys");
        FuzzTarget.Hold(signed.Signatures()[0].Span.SequenceEqual(AnySignature),
            "the signature put in is the one read back");
        FuzzTarget.Hold(signed.CheckSum == signed.ComputeCheckSum(), "a signed image has a true checksum");
        bool padded = image.CertificateTable is null || (image.Bytes.Length - image.CertificateTable.Size) % 8 == 0;
        FuzzTarget.Hold(!padded || digest.AsSpan().SequenceEqual(signed.AuthenticodeDigest(HashAlgorithmName.SHA1)),
            "signing leaves the digest alone");
        PeImage bare = PeImage.Read(signed.WithoutSignature(), "bare.sys");
        FuzzTarget.Hold(bare.CertificateTable is null, "an image without its signature has no certificate table");
        FuzzTarget.Hold(bare.AuthenticodeDigest(HashAlgorithmName.SHA1).AsSpan()
            .SequenceEqual(signed.AuthenticodeDigest(HashAlgorithmName.SHA1)),
            "taking the signature off leaves the digest alone");
    }
}

internal static class PdbTarget
{
    public static void Run(byte[] bytes) => _ = PdbFile.ReadIdentity(bytes, "fuzz.pdb");
}

internal static class CatTarget
{
    public static void Run(byte[] bytes)
    {
        CatalogFile file = CatalogFile.Read(bytes, "fuzz.cat");
        FuzzTarget.Hold(file.ToBytes().AsSpan().SequenceEqual(bytes),
            "a catalog that was read is written back byte for byte");
        _ = file.Catalog.HardwareIds.Count + file.Catalog.OsTokens.Count;
        foreach (CatalogMember member in file.Catalog.Members)
            _ = (member.Kind, member.File, member.OsAttr, member.Digest);
        FuzzTarget.Hold(CatalogFile.Read(file.Catalog.EncodeUnsigned(), "unsigned.cat")
            .Ctl.Span.SequenceEqual(file.Ctl.Span), "the unsigned form holds the same CTL");
    }
}

internal static class CabTarget
{
    private const int MostExpansion = 8;

    private static readonly byte[] AnySignature = [0x30, 0x03, 0x02, 0x01, 0x05];

    public static void Run(byte[] bytes)
    {
        CabFile file = CabFile.Read(bytes, "fuzz.cab");
        FuzzTarget.Attempt(() => _ = file.Extract(Math.Min(bytes.Length * (long)MostExpansion, int.MaxValue)).Count);
        FuzzTarget.Attempt(() => _ = file.Signature);
        _ = file.CatalogDigest(HashAlgorithmName.SHA1);
        FuzzTarget.Attempt(() => Sign(file));
    }

    private static void Sign(CabFile file)
    {
        byte[] digest = file.AuthenticodeDigest(HashAlgorithmName.SHA1);
        CabFile signed = CabFile.Read(file.WithSignature(AnySignature), "signed.cab");
        FuzzTarget.Hold(signed.Signature is { } found && found.Span.SequenceEqual(AnySignature),
            "the signature put in is the one read back");
        FuzzTarget.Hold(digest.AsSpan().SequenceEqual(signed.AuthenticodeDigest(HashAlgorithmName.SHA1)),
            "signing leaves the digest alone");
    }
}

internal static class InfTarget
{
    public static void Run(byte[] bytes)
    {
        InfFile file = InfFile.Read(bytes, "fuzz.inf");
        FuzzTarget.Hold(file.ToBytes().AsSpan().SequenceEqual(bytes),
            "an INF that was read is written back byte for byte");
        InfPackage package = InfPackage.From(file);
        FuzzTarget.Attempt(() => _ = package.HardwareIds().Count);
        foreach (InfArchitecture architecture in Enum.GetValues<InfArchitecture>())
            FuzzTarget.Attempt(() => _ = (package.CatalogFile(architecture), package.CopiedFiles(architecture).Count));
    }
}
