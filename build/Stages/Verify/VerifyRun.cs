// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography.X509Certificates;
using PvDrivers.Certification.Data;
using PvDrivers.Certification.Drop;
using PvDrivers.Certification.Images;
using PvDrivers.Formats;
using PvDrivers.Stages.Pack;
using PvDrivers.Stages.Session;

namespace PvDrivers.Stages.Verify;

/// <summary>Verifies a drop and says what was found, file by file. It needs no state of the build that made the drop.</summary>
public static class VerifyRun
{
    /// <param name="root">The repository, for the product's data and the import list.</param>
    /// <param name="artifacts">Where the build writes.</param>
    /// <param name="folder">The drop; null takes the newest below artifacts/7-release.</param>
    /// <param name="trusted">PEM or DER file of the root to trust; null takes the drop's own and says so.</param>
    /// <param name="report">Where findings go.</param>
    public static DropVerdict Run(string root, string artifacts, string? folder, string? trusted, IReporter report)
    {
        string drop = folder ?? Newest(Path.Combine(artifacts, PackStage.Parent));
        if (!Directory.Exists(drop))
            throw new UsageException($"{drop} is no folder; --drop names the folder that holds {DropManifest.FileName}");
        string imports = Path.Combine(root, "drivers", "nt", "imports.tsv");
        var verifier = new DropVerifier(CertificationData.Load(Path.Combine(root, "certification")),
            ImportAllowList.Parse(File.ReadAllBytes(imports), imports));
        using X509Certificate2? given = trusted is null ? null : X509CertificateLoader.LoadCertificateFromFile(trusted);
        DropVerdict verdict = verifier.Verify(drop, given, DateTimeOffset.UtcNow);
        report.Say($"verify {drop}: {verdict.Files} files, {verdict.Signatures} signatures");
        report.Say($"root   {verdict.Root.Subject}, SHA-256 {verdict.Root.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)}");
        if (given is null)
            report.Say("       taken from the drop itself: one key signed all of it; whose it is, only --root can tell");
        foreach (Finding finding in verdict.Findings)
            report.Error($"{finding.Kind}: {finding}");
        return verdict;
    }

    private static string Newest(string parent)
    {
        string? newest = Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent).MaxBy(Directory.GetLastWriteTimeUtc)
            : null;
        return newest ?? throw new UsageException($"{parent} holds no drop: ./build.cmd Pack makes one, --drop names another");
    }
}
