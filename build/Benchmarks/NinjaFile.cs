// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;
using PvDrivers.Toolset.Engine;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Benchmarks;

/// <summary>A build.ninja that runs the very command lines of a build, with the same dependencies and the same depfiles.</summary>
internal static class NinjaFile
{
    public static void Write(string path, IEnumerable<WorkNode> nodes)
    {
        StringBuilder text = new();
        // The headers' list stays for those who include them; ninja would delete it after taking it over.
        text.Append("rule keep\n  command = $cmd\n  depfile = $dep\n\n");
        text.Append("rule cc\n  command = $cmd\n  depfile = $dep\n  deps = gcc\n\n");
        text.Append("rule run\n  command = $cmd\n\n");
        foreach (WorkNode node in nodes.DistinctBy(node => node.Outputs[0]))
            Append(text, node);
        File.WriteAllText(path, text.ToString());
    }

    private static void Append(StringBuilder text, WorkNode node)
    {
        string rule = node.Depfile is null ? "run" : node.KeepDepfile ? "keep" : "cc";
        // The depfile is listed as an output of the header's node; to ninja it is the depfile alone.
        IEnumerable<string> outputs = node.Outputs.Where(output => output != node.Depfile);
        text.Append("build ").Append(string.Join(' ', outputs.Select(Escape))).Append(": ").Append(rule).Append(' ')
            .AppendJoin(' ', node.Inputs.Select(Escape)).Append('\n');
        text.Append("  cmd = ").AppendJoin(" && ", node.Commands.Select(Line)).Append('\n');
        if (node.Depfile is { } depfile)
            text.Append("  dep = ").Append(depfile).Append('\n');
        text.Append('\n');
    }

    private static string Line(ToolCommand command) => command.ReproductionLine().Replace("$", "$$", StringComparison.Ordinal);

    private static string Escape(string path) =>
        path.Replace("$", "$$", StringComparison.Ordinal).Replace(" ", "$ ", StringComparison.Ordinal).Replace(":", "$:", StringComparison.Ordinal);
}
