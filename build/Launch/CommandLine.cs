// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Reflection;

namespace PvDrivers.Launch;

/// <summary>
/// Holds the command line, the environment and the parameters files against the build's targets and parameters before a
/// host sees them. NUKE ignores a switch that it does not know and keeps the initializer where a value does not fit: a
/// mistyped --signing-profile must never sign with another key. It runs before the host because NUKE answers --help,
/// --plan and an unknown target before any code of a build's own.
/// </summary>
internal sealed class CommandLine
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private readonly Dictionary<string, Parameter> _parameters;
    private readonly List<string> _targets;
    private readonly List<string> _faults = [];

    private CommandLine(Type build)
    {
        _parameters = Parameter.AllOf(build).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        _targets = [.. build.GetProperties(Instance).Where(p => p.PropertyType == typeof(Target)).Select(p => p.Name)];
        foreach (string list in new[] { "Target", "Skip" })
            _parameters[list] = _parameters[list] with { Allowed = _targets };
    }

    /// <summary>One line for each fault; none where all is right.</summary>
    public static IReadOnlyList<string> Check(Type build, IReadOnlyList<string> arguments,
        System.Collections.IDictionary environment, string root)
    {
        if (arguments is [":complete", ..])
            return [];
        CommandLine line = new(build);
        line.CheckTargets([.. arguments.TakeWhile(a => !IsSwitch(a))]);
        line.CheckSwitches(arguments);
        line.CheckEnvironment(new EnvironmentNames(environment), arguments);
        line.CheckFiles(arguments, root);
        return line._faults;
    }

    private static bool IsSwitch(string argument) => argument.StartsWith('-');

    public static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal);

    private void CheckTargets(List<string> words)
    {
        if (words.Count == 1)
            words = [.. words[0].Split('+', StringSplitOptions.RemoveEmptyEntries)];
        foreach (string word in words.Where(w => !_targets.Contains(Plain(w), StringComparer.OrdinalIgnoreCase)))
            _faults.Add(
                $"unknown target '{word}'{Spelling.Hint(Plain(word), _targets, "")}"
                + $" (targets: {string.Join(", ", _targets)})");
    }

    private void CheckSwitches(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (!IsSwitch(arguments[i]))
                continue;
            List<string> values = [.. arguments.Skip(i + 1).TakeWhile(a => !IsSwitch(a))];
            string name = arguments[i];
            if (_parameters.TryGetValue(Plain(name), out Parameter? parameter))
                CheckValues(parameter, name, values);
            else if (name.IndexOf('=', StringComparison.Ordinal) is var at && at > 0)
                _faults.Add($"'{name}': a value stands apart from its switch: {name[..at]} {name[(at + 1)..]}");
            else
                _faults.Add(
                    $"unknown switch '{name}'{Spelling.Hint(Plain(name), _parameters.Keys, "--")} (--help lists all)");
        }
    }

    private void CheckValues(Parameter parameter, string place, IReadOnlyList<string> values)
    {
        if (ValueCheck.Fault(parameter, values) is not { } fault)
            return;
        string? target = values.FirstOrDefault(v => _targets.Contains(Plain(v), StringComparer.OrdinalIgnoreCase));
        bool misplaced = target is not null && IsSwitch(place) && parameter.Allowed != _targets;
        _faults.Add(
            $"{place}: {fault}"
            + (misplaced ? $"; targets stand before the first switch: build.cmd {target} {place} ..." : ""));
    }

    private void CheckEnvironment(EnvironmentNames environment, IReadOnlyList<string> arguments)
    {
        bool namesTargets = arguments.Count > 0 && !IsSwitch(arguments[0]);
        foreach (Parameter parameter in _parameters.Values)
        {
            if (arguments.Any(a => IsSwitch(a) && Plain(a).Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
                || parameter.Name == "Target" && namesTargets)
                continue;
            IReadOnlyList<(string Name, string Value)> found = environment.Find(parameter.Name);
            if (found.Count > 1)
                _faults.Add(
                    $"environment variables {string.Join(" and ", found.Select(f => f.Name))}"
                    + $" both set {parameter.Switch}; unset one");
            else if (found is [(string name, string value)] && value.Length > 0)
                CheckValues(parameter, $"environment variable {name}", [value]);
        }
    }

    private void CheckFiles(IReadOnlyList<string> arguments, string root)
    {
        int at = arguments.ToList()
            .FindLastIndex(a => IsSwitch(a) && Plain(a).Equals("profile", StringComparison.OrdinalIgnoreCase));
        IEnumerable<string> profiles = at < 0 ? [] : arguments.Skip(at + 1).TakeWhile(a => !IsSwitch(a));
        CheckFile(Path.Combine(root, ".nuke", "parameters.json"), mustExist: false);
        foreach (string profile in profiles)
            CheckFile(Path.Combine(root, ".nuke", $"parameters.{profile}.json"), mustExist: true);
    }

    private void CheckFile(string file, bool mustExist)
    {
        string shown = Path.Combine(".nuke", Path.GetFileName(file));
        if (!File.Exists(file))
        {
            if (mustExist)
                _faults.Add($"{shown}: the file of the profile does not exist");
            return;
        }
        ParametersFile content = ParametersFile.Read(File.ReadAllBytes(file));
        if (content.Fault is not null)
            _faults.Add($"{shown}{content.Fault}");
        foreach ((string name, IReadOnlyList<string> values) in content.Values.Where(v => v.Name != "$schema"))
            if (!_parameters.TryGetValue(name, out Parameter? parameter) || parameter.Name != name)
                _faults.Add(
                    $"{shown}: unknown parameter '{name}'"
                    + Spelling.Hint(name, _parameters.Values.Select(p => p.Name), ""));
            else if (parameter.IsSecret)
                _faults.Add($"{shown}: '{name}' is a secret; give it by the environment (NUKE_{parameter.Variable})");
            else
                CheckValues(parameter, $"{shown}: {name}", values);
    }
}
