// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using PvDrivers.Toolset.Incremental;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Engine;

/// <summary>Reads a toolchain: its programs, their versions, every header.</summary>
internal static class FingerprintComputation
{
    public static ToolchainFingerprint Compute(LlvmTools tools, FileIndex files)
    {
        string[] names = ["clang", "lld-link", "llvm-rc", "llvm-dlltool", "llvm-lib"];
        List<ToolchainPart> parts = [];
        for (int i = 0; i < names.Length; i++)
            parts.Add(new ToolchainPart(names[i], VersionOf(names[i], tools.Programs[i]), ToolIdentity.Of(tools.Programs[i], files).ToString()));
        string headers = MingwVersion(tools.MingwInclude);
        string digest = HeadersDigest(tools, files).ToString();
        ContentDigest all = ContentDigest.OfTexts([.. parts.Select(part => $"{part.Name} {part.Sha256}"), headers, digest]);
        return new ToolchainFingerprint(parts, headers, digest, all.ToString());
    }

    // The others take --version for an input; their sha256 covers libLLVM, which clang shares with them.
    private static string VersionOf(string name, string program)
    {
        if (name is not ("clang" or "lld-link"))
            return "";
        ToolResult result = ToolProcess.Run(new ToolCommand(program, ["--version"], "/"), CancellationToken.None);
        return result.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Any(char.IsDigit)) ?? "";
    }

    private static string MingwVersion(string include)
    {
        string path = Path.Combine(include, "_mingw_mac.h");
        Dictionary<string, string> numbers = new(StringComparer.Ordinal);
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["#define", { } name, { } value] && name.StartsWith("__MINGW64_VERSION_", StringComparison.Ordinal))
                numbers.TryAdd(name["__MINGW64_VERSION_".Length..], value);
        }
        string Number(string name) => numbers.GetValueOrDefault(name, "?");
        return string.Create(CultureInfo.InvariantCulture, $"mingw-w64 {Number("MAJOR")}.{Number("MINOR")}.{Number("BUGFIX")}");
    }

    private static ContentDigest HeadersDigest(LlvmTools tools, FileIndex files)
    {
        List<string> texts = [];
        foreach ((string name, string folder) in HeaderFolders(tools))
        {
            string[] headers = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
            Array.Sort(headers, StringComparer.Ordinal);
            foreach (string header in headers)
                if (IsHeader(header))
                    texts.Add($"{name}/{Path.GetRelativePath(folder, header).Replace('\\', '/')} {files.DigestOf(header)}");
        }
        return ContentDigest.OfTexts(texts);
    }

    public static IEnumerable<(string Name, string Folder)> HeaderFolders(LlvmTools tools)
    {
        string clang = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ToolIdentity.Resolve(tools.Clang)) ?? "/", "..", "lib", "clang"));
        foreach ((string name, string folder) in ((string, string)[])[("mingw", tools.MingwInclude), ("clang", clang)])
            if (Directory.Exists(folder))
                yield return (name, folder);
    }

    // clang's folder also holds run-time libraries, which a freestanding program never sees.
    private static bool IsHeader(string path) => Path.GetExtension(path) is ".h" or ".c" or ".inl" or "";
}
