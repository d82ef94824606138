// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>Puts what was built where the user looks: a copy under a temporary name, then a rename, and only where it differs.</summary>
internal static class OutputPlacer
{
    // A copy and not a hard link: whoever signs in place would change the object directory's file under its record.
    public static IReadOnlyList<BuiltFile> Place(Completion completion)
    {
        List<BuiltFile> built = [];
        foreach (Placement placement in completion.Placements)
        {
            ContentDigest wanted = completion.DigestOf(placement.Source);
            if (!Holds(placement.Destination, wanted))
                Copy(placement.Source, placement.Destination);
            built.Add(new BuiltFile(placement.Driver, placement.OsTarget, placement.Architecture, placement.Destination, wanted.ToString()));
        }
        return built;
    }

    private static bool Holds(string path, ContentDigest wanted) => File.Exists(path) && ContentDigest.OfFile(path) == wanted;

    private static void Copy(string source, string destination)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(destination) ?? ".");
        string temporary = StateFile.TemporaryNameFor(destination);
        try
        {
            File.Copy(source, temporary);
            File.Move(temporary, destination, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
