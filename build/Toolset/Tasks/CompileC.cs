// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;

namespace PvDrivers.Toolset.Tasks;

/// <summary>ClCompile items to objects.</summary>
[MSBuildMultiThreadableTask]
public sealed class CompileC : ClangTask
{
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>The precompiled header of the family, or empty.</summary>
    public string PrecompiledHeader { get; set; } = "";

    [Output]
    public string[] Objects { get; set; } = [];

    private protected override IReadOnlyList<WorkNode> Plan()
    {
        HashSet<string> headers = ReadImplied();
        List<WorkNode> nodes = [];
        Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (ITaskItem source in Sources)
        {
            if (source.GetMetadata("ExcludedFromBuild") == "true")
                continue;
            string path = FullPath(source.ItemSpec);
            string name = Path.GetFileNameWithoutExtension(path) + ".o";
            if (!File.Exists(path))
                throw new BadProjectException(source.GetMetadata("DefiningProjectFullPath"), $"ClCompile item {source.ItemSpec}: there is no file {path}");
            if (!names.TryAdd(name, path))
                throw new BadProjectException(source.GetMetadata("DefiningProjectFullPath"),
                    $"{path} and {names[name]} would both be compiled to {name}: give one of them another name");
            nodes.Add(Node(source, path, name, headers));
        }
        Objects = [.. nodes.Select(node => node.Outputs[0])];
        return nodes;
    }

    private WorkNode Node(ITaskItem source, string path, string name, HashSet<string> headers)
    {
        string output = Intermediate(name);
        string depfile = Path.ChangeExtension(output, ".d");
        List<string> arguments = [];
        if (PrecompiledHeader.Length > 0)
            arguments.AddRange(["-include-pch", RelativeToRoot(PrecompiledHeader), "-Xclang", "-fno-pch-timestamp"]);
        // The object's name goes into its debug information; this one is the same wherever the object directory is.
        arguments.AddRange(["-Xclang", $"-object-file-name={Prefix}{name}"]);
        arguments.AddRange(["-MD", "-MF", RelativeToRoot(depfile), "-o", RelativeToRoot(output), "-c"]);
        return new WorkNode
        {
            Name = name,
            Kind = NodeKind.Object,
            Subject = path,
            Commands = [ClangCommand(source, arguments)],
            Inputs = PrecompiledHeader.Length > 0 ? [path, PrecompiledHeader] : [path],
            Outputs = [output],
            Depfile = depfile,
            Implied = headers,
            Parse = ParseClang,
        };
    }

    /// <summary>A change of these changes the precompiled header, which each object already names.</summary>
    private HashSet<string> ReadImplied()
    {
        if (PrecompiledHeader.Length == 0)
            return [];
        string list = Path.ChangeExtension(PrecompiledHeader, ".d");
        return new HashSet<string>(Depfile.Parse(File.ReadAllText(list), Root), StringComparer.Ordinal);
    }
}
