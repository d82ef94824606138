// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>
/// What a program is, wherever it stands: the bytes of its file and of the LLVM libraries that its installation holds
/// (a distribution's clang-19 is a shell of 130 KB around libclang-cpp and libLLVM).
/// </summary>
internal static class ToolIdentity
{
    private static readonly string[] Libraries = ["libLLVM*", "libclang-cpp*", "liblld*", "LLVM-*.dll", "libclang*.dll"];

    public static ContentDigest Of(string program, FileIndex files) => ContentDigest.OfTexts(Parts(program).Select(
        path => $"{Path.GetFileName(path)} {files.DigestOf(path)?.ToString() ?? "absent"}"));

    /// <summary>The program's own file and its libraries, links resolved, in a fixed order.</summary>
    public static IReadOnlyList<string> Parts(string program)
    {
        string real = Resolve(program);
        List<string> parts = [real];
        string? bin = Path.GetDirectoryName(real);
        if (bin is null)
            return parts;
        SortedSet<string> libraries = new(StringComparer.Ordinal);
        foreach (string folder in (string[])[bin, Path.Combine(bin, "..", "lib")])
            if (Directory.Exists(folder))
                foreach (string pattern in Libraries)
                    foreach (string library in Directory.EnumerateFiles(folder, pattern))
                        if (IsShared(library))
                            libraries.Add(Resolve(library));
        parts.AddRange(libraries);
        return parts;
    }

    public static string Resolve(string path) =>
        File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path) : path;

    private static bool IsShared(string library) =>
        library.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || library.Contains(".so", StringComparison.Ordinal);
}
