// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Tasks;

/// <summary>ResourceCompile items to .res files: clang preprocesses, llvm-rc compiles.</summary>
[MSBuildMultiThreadableTask]
public sealed class CompileResource : ClangTask
{
    public ITaskItem[] Sources { get; set; } = [];

    [Required]
    public string ResourceCompiler { get; set; } = "";

    [Output]
    public string[] Resources { get; set; } = [];

    private protected override IReadOnlyList<WorkNode> Plan()
    {
        List<WorkNode> nodes = [.. Sources.Select(Node)];
        Resources = [.. nodes.Select(node => node.Outputs[0])];
        return nodes;
    }

    private WorkNode Node(ITaskItem source)
    {
        string path = FullPath(source.ItemSpec);
        string output = Intermediate(Path.GetFileNameWithoutExtension(path) + ".res");
        string plain = Path.ChangeExtension(output, ".i.rc");
        string depfile = Path.ChangeExtension(output, ".res.d");
        ToolCommand preprocess = ClangCommand(source,
            ["-DRC_INVOKED", "-E", "-P", "-MD", "-MF", RelativeToRoot(depfile), "-o", RelativeToRoot(plain), "-x", "c"]);
        ToolCommand compile = new(ResourceCompiler,
            ["/nologo", "/no-preprocess", "/fo", Path.GetFileName(output), Path.GetFileName(plain)], IntermediateDirectory, "llvm-rc");
        return new WorkNode
        {
            Name = Path.GetFileName(output),
            Kind = NodeKind.Resource,
            Subject = path,
            Commands = [preprocess, compile],
            Inputs = [path],
            Outputs = [output, plain],
            Depfile = depfile,
            Parse = text => [.. ParseClang(text).Where(said => said.Line > 0), .. LinkerOutput.Parse(text, path, Root)],
        };
    }
}
