// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using System.Reflection;
using System.Text;
using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>What --help prints: targets in order of declaration, then parameters by name, the build's before the
/// host's.</summary>
internal static class HelpText
{
    private const int LineWidth = 90;

    public static int Write(NukeBuild build)
    {
        StringBuilder text = new();
        AppendTargets(text, build);
        AppendParameters(text, build);
        foreach (string line in text.ToString().TrimEnd().Split('\n'))
            Logging.WriteLine(line.TrimEnd());
        return 0;
    }

    private static void AppendTargets(StringBuilder text, NukeBuild build)
    {
        List<ExecutableTarget> listed = [.. build.ExecutableTargets.Where(t => t.Listed)];
        int width = Math.Max(20, listed.Select(t => t.Name.Length).DefaultIfEmpty().Max());
        text.Append("Targets (with their direct dependencies):\n\n");
        foreach (ExecutableTarget target in listed)
        {
            string name = target.Name + (target.IsDefault ? " (default)" : "");
            text.Append("  ").Append(name.PadRight(width));
            if (target.ExecutionDependencies.Count > 0)
                text.Append(" -> ").AppendJoin(", ", target.ExecutionDependencies.Select(t => t.Name));
            text.Append('\n');
            if (!string.IsNullOrWhiteSpace(target.Description))
                text.Append("    ").Append(target.Description).Append('\n');
        }
    }

    private static void AppendParameters(StringBuilder text, NukeBuild build)
    {
        List<MemberInfo> parameters = Injection.Parameters(build.GetType(), includeUnlisted: false);
        int width = Math.Max(16, parameters.Max(p => ParameterService.DashedName(ParameterService.NameOf(p)).Length));
        string defaults = string.Join(", ", build.ExecutableTargets.Where(t => t.IsDefault).Select(t => t.Name));
        text.Append("\nParameters:\n\n");
        foreach (IGrouping<bool, MemberInfo> group in parameters
                     .GroupBy(p => p.DeclaringType == typeof(NukeBuild)).OrderBy(g => g.Key))
        {
            foreach (MemberInfo parameter in group)
                AppendParameter(text, parameter, width, defaults);
            text.Append('\n');
        }
    }

    private static void AppendParameter(StringBuilder text, MemberInfo parameter, int width, string defaults)
    {
        string? description = parameter.GetCustomAttribute<ParameterAttribute>()?.Description?
            .Replace("{default_target}", defaults.Length == 0 ? "<none>" : defaults, StringComparison.Ordinal);
        List<string> lines =
            Wrap(description is null ? "<no description>" : description.TrimEnd('.') + ".", LineWidth - width - 6);
        text.Append("  --").Append(ParameterService.DashedName(ParameterService.NameOf(parameter)).PadRight(width))
            .Append("   ").Append(lines[0]).Append('\n');
        foreach (string line in lines.Skip(1))
            text.Append(' ', width + 7).Append(line).Append('\n');
    }

    private static List<string> Wrap(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > width)
                lines.Add(word);
            else
                lines[^1] += (lines[^1].Length == 0 ? "" : " ") + word;
        return lines;
    }
}
