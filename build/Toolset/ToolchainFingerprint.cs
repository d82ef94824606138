// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Incremental;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset;

/// <summary>One program of the toolchain.</summary>
/// <param name="Version">First line of --version; empty where the program has none.</param>
/// <param name="Sha256">Of its file together with the LLVM libraries of its installation.</param>
public sealed record ToolchainPart(string Name, string Version, string Sha256);

/// <summary>
/// What made the outputs, apart from the sources: equal fingerprints and equal sources give equal bytes. It holds no path, so
/// that the same packages have one fingerprint on every machine.
/// </summary>
/// <param name="Headers">mingw-w64's own version.</param>
/// <param name="HeadersSha256">Of every header of mingw-w64 and of clang, by name and content.</param>
/// <param name="Sha256">Of all of the above.</param>
public sealed record ToolchainFingerprint(
    IReadOnlyList<ToolchainPart> Parts, string Headers, string HeadersSha256, string Sha256)
{
    public static ToolchainFingerprint None { get; } = new([], "", "", "");

    /// <summary>Hashes what has no known stamp in the object directory's index, and keeps the index.</summary>
    public static ToolchainFingerprint Of(LlvmTools tools, string objectDirectory)
    {
        string path = Path.Combine(objectDirectory, "toolchain.index");
        Directory.CreateDirectory(objectDirectory);
        FileIndex files = FileIndex.Load(path);
        ToolchainFingerprint fingerprint = Compute(tools, files);
        files.Save(path);
        return fingerprint;
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Parts.Count);
        foreach (ToolchainPart part in Parts)
        {
            writer.Write(part.Name);
            writer.Write(part.Version);
            writer.Write(part.Sha256);
        }
        writer.Write(Headers);
        writer.Write(HeadersSha256);
        writer.Write(Sha256);
    }

    internal static ToolchainFingerprint Read(BinaryReader reader)
    {
        ToolchainPart[] parts = new ToolchainPart[reader.ReadInt32()];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = new ToolchainPart(reader.ReadString(), reader.ReadString(), reader.ReadString());
        return new ToolchainFingerprint(parts, reader.ReadString(), reader.ReadString(), reader.ReadString());
    }

    private static ToolchainFingerprint Compute(LlvmTools tools, FileIndex files)
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
        string clang = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ToolIdentity.Resolve(tools.Clang)) ?? "/", "..", "lib", "clang"));
        List<string> texts = [];
        foreach ((string name, string folder) in ((string, string)[])[("mingw", tools.MingwInclude), ("clang", clang)])
        {
            if (!Directory.Exists(folder))
                continue;
            string[] headers = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
            Array.Sort(headers, StringComparer.Ordinal);
            foreach (string header in headers)
                if (IsHeader(header))
                    texts.Add($"{name}/{Path.GetRelativePath(folder, header).Replace('\\', '/')} {files.DigestOf(header)}");
        }
        return ContentDigest.OfTexts(texts);
    }

    // clang's folder also holds run-time libraries, which a freestanding program never sees.
    private static bool IsHeader(string path) => Path.GetExtension(path) is ".h" or ".c" or ".inl" or "";
}
