// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Incremental;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Tasks;

/// <summary>The list of allowed imports to one import library per DLL, for one cell.</summary>
[MSBuildMultiThreadableTask]
public sealed class MakeImportLibraries : PvTask
{
    [Required]
    public string Table { get; set; } = "";

    [Required]
    public string OsTarget { get; set; } = "";

    [Required]
    public string Architecture { get; set; } = "";

    [Required]
    public string Dlltool { get; set; } = "";

    [Output]
    public string[] Libraries { get; set; } = [];

    private protected override IReadOnlyList<WorkNode> Plan()
    {
        string path = FullPath(Table);
        if (!File.Exists(path))
            throw new BadProjectException(path, $"there is no {path}: it lists what a driver may import");
        ImportTable table = ImportTable.Parse(File.ReadAllText(path), path);
        List<WorkNode> nodes = [.. table.DllsOf(OsTarget, Architecture).Select(dll => Node(table, dll))];
        Libraries = [.. nodes.Select(node => node.Outputs[0])];
        return nodes;
    }

    private WorkNode Node(ImportTable table, string dll)
    {
        string name = Path.GetFileNameWithoutExtension(dll).ToLowerInvariant();
        string definition = Intermediate(name + ".def");
        string output = Intermediate(name + ".lib");
        Write(definition, table.DefinitionFor(dll, OsTarget, Architecture));
        // -k: what stands after the @ is a part of the linker's symbol and not of the name that the loader looks up.
        string[] machine = Architecture == "x64" ? ["-m", "i386:x86-64"] : ["-m", "i386", "-k"];
        return new WorkNode
        {
            Name = Path.GetFileName(output),
            Kind = NodeKind.ImportLibrary,
            Subject = FullPath(Table),
            Commands = [new ToolCommand(Dlltool,
                [.. machine, "-d", Path.GetFileName(definition), "-l", Path.GetFileName(output)], IntermediateDirectory, "llvm-dlltool")],
            Inputs = [definition, FullPath(Table)],
            Outputs = [output],
            Parse = text => LinkerOutput.Parse(text, FullPath(Table), Root),
        };
    }

    private void Write(string definition, string text)
    {
        Directory.CreateDirectory(IntermediateDirectory);
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        if (!File.Exists(definition) || !File.ReadAllBytes(definition).AsSpan().SequenceEqual(bytes))
            StateFile.Replace(definition, bytes);
    }
}
