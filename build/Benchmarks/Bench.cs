// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;
using PvDrivers.Toolset;
using PvDrivers.Toolset.Engine;

namespace PvDrivers.Benchmarks;

/// <summary>A copy of the tree with two object directories' worth of state: ours and ninja's, swapped as their turn comes.</summary>
internal sealed class Bench
{
    private readonly Arguments _arguments;
    private readonly string _root;
    private readonly string _objects;
    private readonly string _kept;
    private readonly string _ninjaFile;
    private bool _ninjaHasTurn;
    private int _edits;

    public Bench(Arguments arguments, string folder)
    {
        _arguments = arguments;
        _root = Path.Combine(folder, "tree");
        _objects = Path.Combine(_root, "artifacts", "obj");
        _kept = Path.Combine(folder, "kept");
        _ninjaFile = Path.Combine(folder, "build.ninja");
        foreach (string part in (string[])["drivers", "installer"])
            if (Directory.Exists(Path.Combine(arguments.Root, part)))
                Copy(Path.Combine(arguments.Root, part), Path.Combine(_root, part));
        Edited = Directory.GetFiles(Path.Combine(_root, "drivers", arguments.Drivers[0]), "*.c").Order(StringComparer.Ordinal)
            .Select(path => Path.GetRelativePath(_root, path)).First();
    }

    public int Runs => _arguments.Runs;

    public int Cores => _arguments.Cores > 0 ? _arguments.Cores : Environment.ProcessorCount;

    /// <summary>The source that is edited, relative to the tree.</summary>
    public string Edited { get; }

    /// <summary>One build that tells its nodes; ninja gets the same.</summary>
    public List<WorkNode> Plan()
    {
        List<WorkNode> nodes = [];
        DriverBuildResult result = DriverBuild.Run(_arguments.Request() with
        {
            Root = _root,
            ObjectDirectory = _objects,
            OutputDirectory = Path.Combine(_root, "artifacts", "1-bin"),
            Observer = nodes.Add,
        });
        if (!result.Succeeded)
            throw new UsageException("the tree does not build: " + string.Join('\n', result.Diagnostics));
        NinjaFile.Write(_ninjaFile, nodes);
        Copy(_objects, _kept);
        Clean(_kept);
        return [.. nodes.DistinctBy(node => node.Outputs[0])];
    }

    public Timed Build(bool pch) => Timed.Run("dotnet",
        [typeof(Bench).Assembly.Location, "build", "--root", _root, "--msbuild", _arguments.Msbuild, "--drivers", string.Join(',', _arguments.Drivers),
            "--cells", string.Join(',', _arguments.Cells), "--cores", $"{Cores}", "--pch", pch ? "on" : "off",
            .. _arguments.Programs.Count > 0 ? (string[])["--programs", string.Join(',', _arguments.Programs)] : []], _root);

    public Timed Ninja() => Timed.Run("ninja", ["-j", $"{Cores}", "-f", _ninjaFile], _root);

    public void BeginOurs() => Swap(ninja: false);

    public void BeginNinja() => Swap(ninja: true);

    /// <summary>Everything that a tool makes goes; module definitions and copies of libraries, which ninja has no rule for, stay.</summary>
    public void Clean() => Clean(_objects);

    public void EditOneByte()
    {
        string path = Path.Combine(_root, Edited);
        string text = File.ReadAllText(path);
        string mark = "/* edit ";
        int at = text.IndexOf(mark, StringComparison.Ordinal);
        char digit = (char)('a' + (_edits++ % 26));
        File.WriteAllText(path, at < 0 ? $"{text}\n{mark}{digit} */\n" : $"{text[..(at + mark.Length)]}{digit}{text[(at + mark.Length + 1)..]}");
    }

    private static void Clean(string objects)
    {
        foreach (string path in Directory.GetFiles(objects, "*", SearchOption.AllDirectories))
            if (Path.GetExtension(path) is not (".def" or ".a"))
                File.Delete(path);
    }

    private void Swap(bool ninja)
    {
        if (_ninjaHasTurn == ninja)
            return;
        string aside = _kept + ".aside";
        Directory.Move(_objects, aside);
        Directory.Move(_kept, _objects);
        Directory.Move(aside, _kept);
        _ninjaHasTurn = ninja;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(path, target);
        }
    }
}
