// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Inf;

namespace PvDrivers.Certification.Attestation;

/// <summary>
/// What Partner Center refuses in the cabinet of an attestation submission, found before it is sent. The rules are those
/// Microsoft publishes ("Attestation sign Windows drivers", "Driver code signing requirements") and those whose refusals
/// submitters quote in public.
/// </summary>
public static class AttestationRules
{
    /// <summary>A folder's name must have fewer characters than this.</summary>
    private const int FolderNameLimit = 40;

    /// <returns>One sentence a refusal; empty where the cabinet may be sent.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyList<CabEntry> entries)
    {
        List<string> refusals = [];
        foreach (CabEntry entry in entries)
            if (entry.Name.Split('\\').Length is var depth && depth != 2)
                refusals.Add(depth < 2
                    ? $"{entry.Name} stands at the root of the cabinet: each driver package needs a folder of its own"
                    : $"{entry.Name} stands in a folder within a folder: packages stand directly below the root");
        var folders = entries.Where(entry => entry.Name.Contains('\\')).GroupBy(entry => entry.Name.Split('\\')[0]).ToList();
        if (folders.Count == 0)
            refusals.Add("the cabinet holds no driver package");
        foreach (IGrouping<string, CabEntry> folder in folders)
            Check(folder, refusals);
        CheckArchitectures(folders, refusals);
        return refusals;
    }

    private static void Check(IGrouping<string, CabEntry> folder, List<string> refusals)
    {
        if (folder.Key.Length >= FolderNameLimit)
            refusals.Add($"folder {folder.Key} has {folder.Key.Length} characters; it may have {FolderNameLimit - 1}");
        if (!folder.Key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            refusals.Add($"folder {folder.Key} has special characters; letters, digits, \"-\" and \"_\" are safe");
        foreach (string extension in (string[])[".inf", ".sys", ".pdb", ".cat"])
            if (!folder.Any(entry => entry.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
                refusals.Add($"folder {folder.Key} has no {extension} file");
        foreach (CabEntry image in folder.Where(entry => entry.Name.EndsWith(".sys", StringComparison.OrdinalIgnoreCase)))
            if (Formats.Pe.PeImage.Read(image.Bytes, image.Name).CertificateTable is not null)
                refusals.Add($"{image.Name} carries a signature: images go in unsigned, Microsoft's portal replaces what it finds");
    }

    /// <summary>All packages of a cabinet must support the same architectures.</summary>
    private static void CheckArchitectures(IEnumerable<IGrouping<string, CabEntry>> folders, List<string> refusals)
    {
        var supported = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IGrouping<string, CabEntry> folder in folders)
            foreach (CabEntry inf in folder.Where(entry => entry.Name.EndsWith(".inf", StringComparison.OrdinalIgnoreCase)))
                supported[inf.Name] = string.Join('+', InfPackage.From(InfFile.Read(inf.Bytes.Span, inf.Name)).Manufacturers
                    .SelectMany(manufacturer => manufacturer.Sections)
                    .Select(section => section.TargetOs?.Architecture?.InfName() ?? "any").Distinct().Order(StringComparer.Ordinal));
        if (supported.Values.Distinct().Count() > 1)
            refusals.Add("the packages support different architectures ("
                + string.Join(", ", supported.Select(pair => $"{pair.Key}: {pair.Value}")) + "): send one cabinet each");
    }
}
