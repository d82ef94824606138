// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Formats.Cat;
using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Verify;

/// <summary>A file of a driver package: its name without folders, and its bytes.</summary>
public sealed record PackageFile(string Name, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// A driver package as a whole: the catalog's signature, every file a member of it, every member a file, and signatures
/// inside images by the catalog's signer.
/// </summary>
public static class PackageVerifier
{
    /// <param name="files">All files of the package's folder.</param>
    /// <param name="notListed">Names of files that a catalog does not list although they lie beside it, such as symbols.</param>
    /// <param name="policy">Whom to trust.</param>
    public static IReadOnlyList<SignatureFinding> Verify(IReadOnlyList<PackageFile> files,
        IReadOnlyCollection<string> notListed, VerifyPolicy policy)
    {
        List<SignatureFinding> findings = [];
        List<PackageFile> catalogs = [.. files.Where(f => HasExtension(f, ".cat"))];
        if (catalogs.Count != 1)
        {
            findings.Add(new SignatureFinding(catalogs.Count == 0 ? "the package" : catalogs[1].Name, -1,
                FindingClass.Membership, $"{catalogs.Count} catalogs", "one catalog beside the INF"));
            return findings;
        }
        VerifyResult catalog = SignatureVerifier.Verify(catalogs[0].Bytes, catalogs[0].Name, policy);
        findings.AddRange(catalog.Findings);
        List<PackageFile> listed = [.. files.Where(f => f != catalogs[0]
            && !notListed.Contains(f.Name, StringComparer.OrdinalIgnoreCase))];
        findings.AddRange(CheckMembership(catalogs[0], listed));
        foreach (PackageFile file in listed.Where(f => SignableKinds.TryDetect(f.Bytes.Span) == SignableKind.Image))
        {
            VerifyResult image = SignatureVerifier.Verify(file.Bytes, file.Name, policy with { AllowUnsigned = true });
            findings.AddRange(image.Findings);
            CompareSigners(file.Name, image.Signatures, catalogs[0].Name, catalog.Signatures, findings);
        }
        return findings;
    }

    /// <summary>
    /// Every file against the members by digest, and every member against the files. Digests decide: a name in a catalog
    /// is only a remark.
    /// </summary>
    public static IReadOnlyList<SignatureFinding> CheckMembership(PackageFile catalogFile, IReadOnlyList<PackageFile> files)
    {
        Catalog catalog;
        try
        {
            catalog = CatalogFile.Read(catalogFile.Bytes, catalogFile.Name).Catalog;
        }
        catch (MalformedFileException error)
        {
            return [new SignatureFinding(catalogFile.Name, error.Offset, FindingClass.Structure, error.Found, error.Expected)];
        }
        List<SignatureFinding> findings = [];
        HashSet<string> present = [];
        foreach (PackageFile file in files)
        {
            IReadOnlyList<string> wanted = DigestsOf(file, catalog.Version, findings);
            present.UnionWith(wanted);
            foreach (string digest in wanted)
                if (!catalog.Members.Any(m => DigestText(m) == digest))
                    findings.Add(new SignatureFinding(file.Name, -1, FindingClass.Membership,
                        $"digest {digest}, which {catalogFile.Name} does not list", "a member of the catalog"));
        }
        foreach (CatalogMember member in catalog.Members)
            if (DigestText(member) is not { } digest || !present.Contains(digest))
                findings.Add(new SignatureFinding(catalogFile.Name, -1, FindingClass.Membership,
                    $"member {member.File ?? "without a name"} with digest {DigestText(member)}, which no file has",
                    "only files of the package"));
        return findings;
    }

    private static string? DigestText(CatalogMember member) =>
        member.Digest is { } digest ? Convert.ToHexString(digest.Span) : null;

    private static List<string> DigestsOf(PackageFile file, CatalogVersion version, List<SignatureFinding> findings)
    {
        CatalogSubject subject;
        try
        {
            // An image is digested without its signature, so that signing it later does not stale the catalog.
            subject = CatalogSubject.FromFile(file.Name, file.Bytes);
        }
        catch (MalformedFileException error)
        {
            findings.Add(new SignatureFinding(file.Name, error.Offset, FindingClass.Structure, error.Found, error.Expected));
            return [];
        }
        string sha1 = Convert.ToHexString(subject.Sha1.Span);
        return version == CatalogVersion.V1 ? [sha1] : [sha1, Convert.ToHexString(subject.Sha256.Span)];
    }

    private static void CompareSigners(string image, IReadOnlyList<SignatureInfo> embedded, string catalog,
        IReadOnlyList<SignatureInfo> signatures, List<SignatureFinding> findings)
    {
        if (signatures is not [{ Signer: { } expected }])
            return;
        foreach (SignatureInfo signature in embedded.SelectMany(s => s.Flatten()))
            if (signature.Signer is { } signer && signer.Subject != expected.Subject)
                findings.Add(new SignatureFinding(image, signature.Offset, FindingClass.Signers,
                    $"signer {signer.Subject}", $"{expected.Subject}, who signed {catalog}", true));
    }

    private static bool HasExtension(PackageFile file, string extension) =>
        file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
