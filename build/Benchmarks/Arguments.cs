// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Toolset;

namespace PvDrivers.Benchmarks;

/// <summary>Switches of the form --name value, with what they mean.</summary>
internal sealed class Arguments
{
    private static readonly string[] OsTargets = ["5.2", "6.0", "6.1", "6.2", "6.3", "10.0"];

    private readonly Dictionary<string, string> _values = [];

    public Arguments(string[] words)
    {
        for (int i = 0; i < words.Length; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Length)
                throw new UsageException($"{words[i]}: expected --name value");
            _values[words[i][2..]] = words[i + 1];
        }
    }

    public string Root => Path.GetFullPath(_values.GetValueOrDefault("root") ?? FindRoot());

    public string Objects => _values.GetValueOrDefault("objects") ?? Path.Combine(Root, "artifacts", "obj");

    public string Outputs => _values.GetValueOrDefault("outputs") ?? Path.Combine(Root, "artifacts", "1-bin");

    public string Msbuild => _values.GetValueOrDefault("msbuild") ?? Path.Combine(Root, "build", "Toolset", "msbuild");

    public bool PrecompiledHeaders => _values.GetValueOrDefault("pch") != "off";

    public int Runs => int.Parse(_values.GetValueOrDefault("runs") ?? "3");

    public int Cores => int.Parse(_values.GetValueOrDefault("cores") ?? "0");

    /// <summary>Those that have a project, unless named.</summary>
    public IReadOnlyList<string> Drivers => _values.TryGetValue("drivers", out string? names)
        ? names.Split(',')
        : [.. Directory.GetDirectories(Path.Combine(Root, "drivers")).Select(path => Path.GetFileName(path))
            .Where(name => name is not ("core" or "nt") && File.Exists(Path.Combine(Root, "drivers", name, name + ".vcxproj"))).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Programs => _values.TryGetValue("programs", out string? names) ? names.Split(',') : [];

    public IReadOnlyList<BuildCell> Cells => _values.TryGetValue("cells", out string? names)
        ? [.. names.Split(',').Select(name => name.Split('/')).Select(parts => new BuildCell(parts[0], parts[1]))]
        : [.. from os in OsTargets from architecture in (string[])["x64", "x86"] select new BuildCell(os, architecture)];

    public DriverBuildRequest Request() => new()
    {
        Root = Root,
        ObjectDirectory = Objects,
        OutputDirectory = Outputs,
        Cells = Cells,
        Drivers = Drivers,
        Programs = Programs,
        Version = "3.4.4.1882",
        Parallelism = Cores,
        MsbuildDirectory = Msbuild,
        PrecompiledHeaders = PrecompiledHeaders,
    };

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "global.json")))
                return at.FullName;
        throw new UsageException("no --root, and no global.json above the program");
    }
}
