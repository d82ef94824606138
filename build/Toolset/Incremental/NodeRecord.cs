// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Incremental;

/// <summary>A file and the content it had.</summary>
internal readonly record struct FileContent(string Path, ContentDigest Digest);

/// <summary>
/// What one run of a tool read and wrote. It is written only after the tool has succeeded: an output without a record that
/// names its very content counts as not made.
/// </summary>
/// <param name="Signature">Of the command lines and the tools' identities.</param>
/// <param name="Inputs">Everything read, the compiler's own list of headers included.</param>
/// <param name="Outputs">Everything written.</param>
internal sealed record NodeRecord(
    ContentDigest Signature, IReadOnlyList<FileContent> Inputs, IReadOnlyList<FileContent> Outputs)
{
    /// <summary>Null when nothing has changed, else the first reason to run the node again.</summary>
    public string? FindReasonToRun(ContentDigest signature, FileIndex files)
    {
        if (Signature != signature)
            return "its command line or its tool is another";
        foreach (FileContent output in Outputs)
            if (files.DigestOf(output.Path) != output.Digest)
                return $"{output.Path} is missing or was altered";
        foreach (FileContent input in Inputs)
            if (files.DigestOf(input.Path) != input.Digest)
                return $"{input.Path} has changed";
        return null;
    }
}
