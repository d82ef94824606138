// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Build.Execution;
using Microsoft.Build.Graph;
using PvDrivers.Toolset.Incremental;

namespace PvDrivers.Toolset.Engine;

/// <summary>What the evaluated projects of a graph say about themselves.</summary>
internal static class ProjectFacts
{
    /// <summary>How many pieces of work there will be; import libraries are counted by their project, as their number is in a table.</summary>
    public static int CountNodes(ProjectGraph graph) => graph.ProjectNodes.Sum(node => node.ProjectInstance.GetPropertyValue("ConfigurationType") switch
    {
        "PrecompiledHeader" => 1,
        "ImportLibraries" => LibrariesOf(node.ProjectInstance),
        _ => node.ProjectInstance.GetItems("ClCompile").Count + node.ProjectInstance.GetItems("ResourceCompile").Count + 1,
    });

    /// <summary>Everything the build read or wrote: the tasks' records, the project files, the tools.</summary>
    public static IReadOnlyCollection<string> FilesOf(BuildPlan plan, ProjectGraph graph)
    {
        HashSet<string> files = new(StringComparer.Ordinal);
        foreach (string tool in plan.Tools.Programs)
            files.UnionWith(ToolIdentity.Parts(tool));
        foreach (ProjectGraphNode node in graph.ProjectNodes)
        {
            ProjectInstance project = node.ProjectInstance;
            files.Add(project.FullPath);
            files.UnionWith(project.ImportPaths);
            foreach (string path in Directory.EnumerateFiles(project.GetPropertyValue("IntDir"), "*.nodes"))
                foreach (NodeRecord record in NodeStore.Load(path).All())
                {
                    files.UnionWith(record.Inputs.Select(file => file.Path));
                    files.UnionWith(record.Outputs.Select(file => file.Path));
                }
        }
        return files;
    }

    /// <summary>Where MSBuild looks for Directory.Build.* on its way up from each project, and found none.</summary>
    public static IReadOnlyList<string> AbsentOf(ProjectGraph graph)
    {
        SortedSet<string> absent = new(StringComparer.Ordinal);
        foreach (ProjectGraphNode node in graph.ProjectNodes)
            foreach (string kind in (string[])["Props", "Targets"])
            {
                string found = node.ProjectInstance.GetPropertyValue($"DirectoryBuild{kind}Path");
                string name = "Directory.Build." + kind.ToLowerInvariant();
                for (DirectoryInfo? at = new(node.ProjectInstance.Directory); at is not null; at = at.Parent)
                {
                    string candidate = Path.Combine(at.FullName, name);
                    if (File.Exists(candidate) || candidate == found)
                        break;
                    absent.Add(candidate);
                }
            }
        return [.. absent];
    }

    public static IReadOnlyList<Placement> PlacementsOf(ProjectGraph graph)
    {
        List<Placement> placements = [];
        foreach (ProjectGraphNode node in graph.EntryPointNodes)
        {
            ProjectInstance project = node.ProjectInstance;
            string image = Path.GetFullPath(project.GetPropertyValue("TargetPath"));
            string name = project.GetPropertyValue("TargetName");
            string architecture = project.GetPropertyValue("OvmArchitecture");
            string osTarget = project.GetPropertyValue("OsTarget");
            if (project.GetPropertyValue("ConfigurationType") == "Application")
            {
                placements.Add(new Placement(image, $"tools/{architecture}/{name}.exe", name, "", architecture));
                continue;
            }
            string place = $"{osTarget}/{architecture}/{name}";
            placements.Add(new Placement(image, place + ".sys", name, osTarget, architecture));
            placements.Add(new Placement(Path.ChangeExtension(image, ".pdb"), place + ".pdb", name, osTarget, architecture));
        }
        placements.Sort((a, b) => string.CompareOrdinal(a.Destination, b.Destination));
        return placements;
    }

    private static int LibrariesOf(ProjectInstance project)
    {
        string table = Path.Combine(project.GetPropertyValue("OvmDriversDirectory"), "nt", "imports.tsv");
        return File.Exists(table)
            ? File.ReadLines(table).Select(line => line.Split('\t')[0].ToLowerInvariant()).Where(dll => dll.Contains('.', StringComparison.Ordinal) && dll[0] != '#').Distinct().Count()
            : 0;
    }
}
