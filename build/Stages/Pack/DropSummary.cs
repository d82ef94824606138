// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Certification.Drop;

namespace PvDrivers.Stages.Pack;

/// <summary>What a drop is, as a short plain table: what, where, how big, signed by whom, and what a public release lacks.</summary>
public static class DropSummary
{
    public static IEnumerable<string> Lines(DropManifest drop, string folder)
    {
        yield return $"{drop.Product} {drop.Version}{(drop.Complete ? "" : ", a selection of cells")}";
        yield return $"in {folder}";
        yield return "";
        (string What, Func<DropFile, bool> Is)[] rows =
        [
            ("driver packages", file => file.Path.StartsWith("drivers/", StringComparison.Ordinal)),
            ("symbols", file => file.Path.StartsWith("symbols/", StringComparison.Ordinal)),
            ("installer", file => file.Path.EndsWith(".exe", StringComparison.Ordinal)),
            ("attestation cabinets", file => file.Path.StartsWith("attestation/", StringComparison.Ordinal)),
            ("release notes", file => file.Path.StartsWith("ReleaseNotes", StringComparison.Ordinal)),
        ];
        foreach ((string what, Func<DropFile, bool> isIt) in rows)
        {
            DropFile[] files = [.. drop.Files.Where(isIt)];
            yield return files.Length == 0
                ? $"  {what,-22}{"none",5}"
                : $"  {what,-22}{files.Length,5} files {files.Sum(file => file.Size) / 1024,8:N0} KiB";
        }
        yield return "";
        yield return $"  signed by     {drop.Signer.Subject} ({drop.Signer.State}), until {drop.Signer.NotAfter:yyyy-MM-dd}";
        yield return $"  commit        {drop.Commit}{(drop.Dirty ? " with uncommitted changes" : "")}";
        if (drop.Missing.Count == 0)
            yield break;
        yield return "";
        yield return "  missing for a public release:";
        foreach (string missing in drop.Missing)
            yield return $"  - {missing}";
    }
}
