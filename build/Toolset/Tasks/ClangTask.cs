// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Tasks;

/// <summary>A task that runs clang, always in the root folder and with names relative to it, so that no output knows where it was made.</summary>
public abstract class ClangTask : PvTask
{
    [Required]
    public string Clang { get; set; } = "";

    public string[] Flags { get; set; } = [];

    public string[] SystemIncludes { get; set; } = [];

    /// <summary>Written into debug information as "mingw", wherever it stands on this machine.</summary>
    public string MingwInclude { get; set; } = "";

    private protected ToolCommand ClangCommand(ITaskItem source, IEnumerable<string> arguments) =>
        new(Clang, [.. CommonArguments(source), .. arguments, RelativeToRoot(FullPath(source.ItemSpec))], Root);

    private protected List<ToolDiagnostic> ParseClang(string output) => ClangOutput.Parse(output, Root);

    /// <summary>A name below the root without the root; any other as it is.</summary>
    private protected string RelativeToRoot(string path)
    {
        string relative = Path.GetRelativePath(Root, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private IEnumerable<string> CommonArguments(ITaskItem source)
    {
        foreach (string flag in Flags)
            yield return flag;
        yield return $"-ffile-prefix-map={Root}=.";
        if (MingwInclude.Length > 0)
            yield return $"-ffile-prefix-map={MingwInclude}=mingw";
        yield return $"-ffile-prefix-map={OwnHeaders()}=clang";
        foreach (string define in Values(source, "PreprocessorDefinitions"))
            yield return "-D" + define.Replace("\\\"", "\"", StringComparison.Ordinal);
        foreach (string folder in Values(source, "AdditionalIncludeDirectories"))
            yield return "-I" + RelativeToRoot(Path.TrimEndingDirectorySeparator(FullPath(folder)));
        foreach (string folder in SystemIncludes)
            yield return "-isystem" + folder;
    }

    /// <summary>clang's headers stand beside its program: bin/clang, lib/clang/19/include.</summary>
    private string OwnHeaders() =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ToolIdentity.Resolve(Clang)) ?? "/", "..", "lib", "clang"));

    private static string[] Values(ITaskItem item, string metadata) =>
        item.GetMetadata(metadata).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
