// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Tasks;

/// <summary>Objects to a static library.</summary>
[MSBuildMultiThreadableTask]
public sealed class MakeLibrary : PvTask
{
    public string[] Objects { get; set; } = [];

    [Required]
    public string Library { get; set; } = "";

    [Required]
    public string Librarian { get; set; } = "";

    [Required]
    public string Machine { get; set; } = "";

    private protected override IReadOnlyList<WorkNode> Plan()
    {
        string output = FullPath(Library);
        // In its own folder, so that the members' names hold no path.
        ToolCommand command = new(Librarian,
            ["/nologo", $"/machine:{Machine}", "/llvmlibempty", $"/out:{Path.GetFileName(output)}",
                .. Objects.Select(path => Path.GetRelativePath(IntermediateDirectory, path))],
            IntermediateDirectory, "llvm-lib");
        return
        [
            new WorkNode
            {
                Name = Path.GetFileName(output),
                Kind = NodeKind.Library,
                Subject = output,
                Commands = [command],
                Inputs = Objects,
                Outputs = [output],
                Parse = text => LinkerOutput.Parse(text, output, Root),
            },
        ];
    }
}
