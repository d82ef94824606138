// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;
using PvDrivers.Certification.Data;
using PvDrivers.Certification.Images;
using PvDrivers.Formats;
using PvDrivers.Formats.Pe;
using PvDrivers.Signing;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Certification.Drop;

/// <summary>What a drop was found to be.</summary>
/// <param name="Manifest">drop.json; null where it cannot be read.</param>
/// <param name="Findings">Everything wrong, in order of files.</param>
/// <param name="Files">How many files were hashed.</param>
/// <param name="Signatures">How many signatures were verified.</param>
/// <param name="Root">The root the signatures had to lead to.</param>
public sealed record DropVerdict(DropManifest? Manifest, IReadOnlyList<Finding> Findings, int Files, int Signatures,
    X509Certificate2 Root)
{
    public bool Holds => Findings.Count == 0;
}

/// <summary>
/// Reads a drop again, from nothing but its files: checksums, one version, packages that belong together, signatures to a
/// given root. It knows nothing of the build that made the drop and believes no manifest where a file can be asked.
/// </summary>
public sealed class DropVerifier(CertificationData data, ImportAllowList imports)
{
    /// <summary>Certificate of the root, in the drop; used only where the caller names no other.</summary>
    public const string RootFile = "certificates/root.pem";

    /// <param name="folder">The drop.</param>
    /// <param name="root">The root to trust; null takes the drop's own, which proves only that one key signed all of it.</param>
    /// <param name="now">Time by which certificates are judged.</param>
    public DropVerdict Verify(string folder, X509Certificate2? root, DateTimeOffset now)
    {
        var drop = new DropFolder(folder);
        foreach (string needed in (string[])[DropManifest.FileName, Checksums.FileName, Checksums.SignatureFileName, RootFile])
            if (!drop.Has(needed))
                throw new MalformedFileException(Path.Combine(folder, needed), -1, "no such file", "a file of every drop");
        root ??= ReadRoot(drop);
        var findings = new List<Finding>();
        CheckSums(drop, root, findings);
        DropManifest? manifest = ReadManifest(drop, findings);
        int signatures = 0;
        if (manifest is not null)
        {
            CheckManifest(drop, manifest, findings);
            CheckPackages(drop, manifest, findings);
            CheckPrograms(drop, manifest.Version, findings);
            signatures = CheckSignatures(drop, root, now, findings);
        }
        return new DropVerdict(manifest, [.. findings.Distinct().OrderBy(finding => finding.File, StringComparer.Ordinal)],
            drop.Paths.Count, signatures, root);
    }

    private static X509Certificate2 ReadRoot(DropFolder drop)
    {
        try
        {
            return X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(drop.Read(RootFile).Span));
        }
        catch (System.Security.Cryptography.CryptographicException broken)
        {
            throw new MalformedFileException(RootFile, -1, broken.Message, "a certificate in PEM", broken);
        }
    }

    private static void CheckSums(DropFolder drop, X509Certificate2 root, List<Finding> findings)
    {
        byte[] sums = drop.Read(Checksums.FileName).ToArray();
        if (DetachedSignature.Problem(sums, drop.Read(Checksums.SignatureFileName), root) is { } problem)
            findings.Add(new Finding(FindingKind.Signature, Checksums.SignatureFileName, -1, problem,
                $"a signature over {Checksums.FileName} that leads to {root.Subject}"));
        IReadOnlyDictionary<string, string> listed;
        try
        {
            listed = Checksums.Decode(sums, Checksums.FileName);
        }
        catch (MalformedFileException broken)
        {
            findings.Add(new Finding(FindingKind.Format, Checksums.FileName, broken.Offset, broken.Found, broken.Expected));
            return;
        }
        foreach ((string path, string sha256) in listed)
            if (!drop.Has(path))
                findings.Add(new Finding(FindingKind.Contents, path, -1, "no such file", $"the one {Checksums.FileName} lists"));
            else if (Sha256(drop.Read(path)) is var found && found != sha256)
                findings.Add(new Finding(FindingKind.Contents, path, -1, $"SHA-256 {found}", sha256));
        foreach (string path in drop.Paths)
            if (!listed.ContainsKey(path) && path is not (Checksums.FileName or Checksums.SignatureFileName))
                findings.Add(new Finding(FindingKind.Contents, path, -1, "a file", $"only files that {Checksums.FileName} lists"));
    }

    private static DropManifest? ReadManifest(DropFolder drop, List<Finding> findings)
    {
        try
        {
            return DropManifest.Decode(drop.Read(DropManifest.FileName), DropManifest.FileName);
        }
        catch (MalformedFileException broken)
        {
            findings.Add(new Finding(FindingKind.Format, DropManifest.FileName, -1, broken.Found, broken.Expected));
            return null;
        }
    }

    /// <summary>drop.json against the files: it may not list what is not there, nor leave out what is.</summary>
    private void CheckManifest(DropFolder drop, DropManifest manifest, List<Finding> findings)
    {
        foreach (DropFile file in manifest.Files)
        {
            if (!drop.Has(file.Path))
                findings.Add(new Finding(FindingKind.Contents, file.Path, -1, "no such file", "the one drop.json lists"));
            else if (drop.Read(file.Path) is var bytes && (bytes.Length != file.Size || Sha256(bytes) != file.Sha256))
                findings.Add(new Finding(FindingKind.Contents, file.Path, -1, $"{bytes.Length} bytes, SHA-256 {Sha256(bytes)}",
                    $"{file.Size} bytes, SHA-256 {file.Sha256}, as drop.json says"));
        }
        string[] own = [DropManifest.FileName, Checksums.FileName, Checksums.SignatureFileName];
        foreach (string path in drop.Paths.Except(manifest.Files.Select(file => file.Path)).Except(own))
            findings.Add(new Finding(FindingKind.Contents, path, -1, "a file", "only files that drop.json lists"));
        bool whole = manifest.Cells.Count == data.Cells.Count && manifest.Drivers.Count == data.Drivers.Count;
        if (manifest.Complete != whole)
            findings.Add(new Finding(FindingKind.Contents, DropManifest.FileName, -1, $"\"complete\": {manifest.Complete}",
                $"{whole}: it names {manifest.Cells.Count} cells and {manifest.Drivers.Count} drivers"));
    }

    private void CheckPackages(DropFolder drop, DropManifest manifest, List<Finding> findings)
    {
        var packages = new PackageChecks(drop, data, imports, manifest.Version);
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in manifest.Cells)
        {
            Cell? cell = data.Cells.FirstOrDefault(known => known.Folder == name);
            if (cell is null)
            {
                findings.Add(new Finding(FindingKind.Contents, DropManifest.FileName, -1, $"a cell {name}", "a cell of the product"));
                continue;
            }
            foreach (string driver in manifest.Drivers)
            {
                findings.AddRange(packages.Check(cell, driver));
                foreach (string extension in (string[])[".sys", ".inf", ".cat"])
                    expected.Add($"drivers/{cell.Folder}/{driver}/{driver}{extension}");
            }
        }
        foreach (string path in drop.Paths.Where(path => path.StartsWith("drivers/", StringComparison.Ordinal) && !expected.Contains(path)))
            findings.Add(new Finding(FindingKind.Contents, path, -1, "a file", "only the packages' INF, SYS and CAT"));
    }

    /// <summary>Setup.exe and what else runs by itself carries the drop's version too.</summary>
    private static void CheckPrograms(DropFolder drop, Version version, List<Finding> findings)
    {
        foreach (string path in drop.Paths.Where(path => path.EndsWith(".exe", StringComparison.Ordinal)))
            try
            {
                PeImage image = PeImage.Read(drop.Read(path), path);
                if (image.VersionInfo?.FileVersion != version || image.VersionInfo.ProductVersion != version)
                    findings.Add(new Finding(FindingKind.Version, path, -1,
                        $"file version {image.VersionInfo?.FileVersion}, product version {image.VersionInfo?.ProductVersion}",
                        version.ToString()));
            }
            catch (MalformedFileException broken)
            {
                findings.Add(new Finding(FindingKind.Format, path, broken.Offset, broken.Found, broken.Expected));
            }
    }

    private static int CheckSignatures(DropFolder drop, X509Certificate2 root, DateTimeOffset now, List<Finding> findings)
    {
        int count = 0;
        foreach (string path in drop.Paths.Where(IsSigned))
        {
            var policy = new VerifyPolicy
            {
                Roots = [root],
                Time = now,
                AllowSha1 = true,
                Kernel = path.EndsWith(".sys", StringComparison.Ordinal),
            };
            VerifyResult result = SignatureVerifier.Verify(drop.Read(path), path, policy);
            count += result.Signatures.Sum(signature => 1 + signature.Nested.Count);
            if (EmbeddedCertificates.Stranger(result.Signatures.SelectMany(signature => signature.Flatten())
                .SelectMany(signature => signature.Certificates), root) is { } stranger)
                findings.Add(new Finding(FindingKind.Signature, path, -1, $"a certificate {stranger}", $"only those that lead to {root.Subject}"));
            findings.AddRange(result.Failures.Select(failure =>
                new Finding(FindingKind.Signature, path, failure.Offset, failure.Found, failure.Expected)));
        }
        return count;
    }

    private static bool IsSigned(string path) =>
        Path.GetExtension(path) is ".sys" or ".cat" or ".exe" or ".cab" or ".dll" or ".msi";

    private static string Sha256(ReadOnlyMemory<byte> bytes) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span));
}
