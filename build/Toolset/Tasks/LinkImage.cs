// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Incremental;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Tasks;

/// <summary>Objects, resources and libraries to an image and its PDB.</summary>
[MSBuildMultiThreadableTask]
public sealed class LinkImage : PvTask
{
    public ITaskItem[] Objects { get; set; } = [];

    public string[] Resources { get; set; } = [];

    public string[] Libraries { get; set; } = [];

    public string[] Flags { get; set; } = [];

    /// <summary>Where mingw keeps its import libraries; used for programs, never for drivers.</summary>
    public string SystemLibraries { get; set; } = "";

    [Required]
    public string Linker { get; set; } = "";

    [Required]
    public string Image { get; set; } = "";

    private protected override IReadOnlyList<WorkNode> Plan()
    {
        string output = FullPath(Image);
        string symbols = Path.ChangeExtension(output, ".pdb");
        List<(string Original, string Copy)> system = CopySystemLibraries();
        string[] linked = [.. Objects.Select(item => item.ItemSpec), .. Resources, .. Libraries, .. system.Select(library => library.Copy)];
        // In the object directory with names relative to it: the linker writes the names it is given into the PDB.
        ToolCommand command = new(Linker,
            [.. Flags, $"/out:{Relative(output)}", $"/pdb:{Relative(symbols)}", .. linked.Select(Relative)],
            ObjectDirectory, "lld-link");
        return
        [
            new WorkNode
            {
                Name = Path.GetFileName(output),
                Kind = NodeKind.Image,
                Subject = output,
                Commands = [command],
                Inputs = [.. linked, .. system.Select(library => library.Original)],
                Outputs = [output, symbols],
                Parse = text => LinkerOutput.Parse(text, output, Root),
            },
        ];
    }

    private string Relative(string path) => Path.GetRelativePath(ObjectDirectory, path).Replace('\\', '/');

    /// <summary>
    /// kernel32.lib of the project is mingw's libkernel32.a. It is copied beside the image: a name outside the object directory
    /// would tell the PDB, and by its identity the image, where this machine keeps its libraries.
    /// </summary>
    private List<(string Original, string Copy)> CopySystemLibraries()
    {
        List<(string Original, string Copy)> copies = [];
        string wanted = Objects.Length == 0 ? "" : Objects[0].GetMetadata("AdditionalDependencies");
        foreach (string library in wanted.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (SystemLibraries.Length == 0)
                throw new BadProjectException(BuildEngine?.ProjectFileOfTaskNode ?? "",
                    $"AdditionalDependencies names {library}: a driver imports what drivers/nt/imports.tsv lists and nothing else");
            string source = Path.Combine(SystemLibraries, $"lib{Path.GetFileNameWithoutExtension(library)}.a");
            if (!File.Exists(source))
                throw new BadProjectException(BuildEngine?.ProjectFileOfTaskNode ?? "",
                    $"AdditionalDependencies names {library}: there is no {source}");
            string copy = Intermediate(Path.GetFileName(source));
            byte[] bytes = File.ReadAllBytes(source);
            if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            {
                Directory.CreateDirectory(IntermediateDirectory);
                StateFile.Replace(copy, bytes);
            }
            copies.Add((source, copy));
        }
        return copies;
    }
}
