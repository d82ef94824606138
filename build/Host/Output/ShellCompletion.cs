// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>
/// Keeps .nuke/build.schema.json and parameters.json, and answers <c>:complete WORDS</c> with the words that can
/// follow.
/// </summary>
internal static class ShellCompletion
{
    /// <summary>True where the run was for completion only.</summary>
    public static bool Handle(NukeBuild build, ParameterService parameters)
    {
        if (parameters.Positionals.FirstOrDefault() == ":complete")
        {
            // The words come as one text or as several, the program's name first.
            List<string> words = [.. parameters.Positionals.Skip(1).SelectMany(w => w.Split(' '))];
            string last = words.Count == 0 ? "" : words[^1];
            foreach (string item in Candidates(build, last))
                Console.WriteLine(item);
            return true;
        }
        if (NukeBuild.IsLocalBuild)
            WriteFiles(build);
        return parameters.HasArgument("ShellCompletion");
    }

    private static IEnumerable<string> Candidates(NukeBuild build, string start)
    {
        IEnumerable<string> targets = build.ExecutableTargets.Where(t => t.Listed).Select(t => t.Name);
        IEnumerable<string> switches = Injection.Parameters(build.GetType(), includeUnlisted: false)
            .Select(p => "--" + ParameterService.DashedName(ParameterService.NameOf(p)));
        return (start.StartsWith('-') ? switches : targets)
            .Where(c => c.StartsWith(start, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
    }

    private static void WriteFiles(NukeBuild build)
    {
        IO.AbsolutePath folder = NukeBuild.RootDirectory / ".nuke";
        if (!Directory.Exists(folder))
            return;
        try
        {
            WriteIfChanged(folder / "build.schema.json", BuildSchema.Text(build));
            string parameters = folder / "parameters.json";
            if (!File.Exists(parameters))
                File.WriteAllText(parameters, "{\n  \"$schema\": \"./build.schema.json\"\n}\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A read-only checkout can be built; only the editor's help is missing then.
            Serilog.Log.Debug("The schema of the parameters could not be written: {Reason}", error.Message);
        }
    }

    private static void WriteIfChanged(string file, string text)
    {
        if (!File.Exists(file) || File.ReadAllText(file) != text)
            File.WriteAllText(file, text);
    }
}
