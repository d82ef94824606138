// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Framework;
using PvDrivers.Toolset.Engine;

namespace PvDrivers.Toolset.Tasks;

/// <summary>The header of a driver family to the form that clang reads in a tenth of the time.</summary>
[MSBuildMultiThreadableTask]
public sealed class PrecompileHeader : ClangTask
{
    [Required]
    public ITaskItem? Header { get; set; }

    [Required]
    public string PrecompiledHeader { get; set; } = "";

    private protected override IReadOnlyList<WorkNode> Plan()
    {
        ITaskItem header = Header ?? throw new BadProjectException("", "PrecompileHeader has no Header");
        string path = FullPath(header.ItemSpec);
        string output = FullPath(PrecompiledHeader);
        string depfile = Path.ChangeExtension(output, ".d");
        if (!File.Exists(path))
            throw new BadProjectException(path, $"there is no {path}: a kernel-mode project of this OvmFamily includes it first in every .c");
        return
        [
            new WorkNode
            {
                Name = Path.GetFileName(output),
                Kind = NodeKind.PrecompiledHeader,
                Subject = path,
                // Without its time stamp the header is equal however often it is made.
                Commands = [ClangCommand(header, ["-Xclang", "-fno-pch-timestamp", "-MD", "-MF", RelativeToRoot(depfile),
                    "-o", RelativeToRoot(output), "-x", "c-header"])],
                Inputs = [path],
                Outputs = [output, depfile],
                Depfile = depfile,
                KeepDepfile = true,
                Parse = ParseClang,
            },
        ];
    }
}
