// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using System.Text;

namespace PvDrivers.Stages.Runner;

/// <summary>
/// What the runner remembers of a stage between two builds of one machine: the stamps under which it last hashed the
/// stage's inputs and wrote its outputs. Losing it costs time, never correctness; it is no part of an artifact.
/// </summary>
internal sealed class StageState
{
    private const string Header = "stage state 1";

    private readonly Dictionary<string, (FileStamp Stamp, string Sha256)> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileStamp> _outputs = new(StringComparer.Ordinal);

    public string Fingerprint { get; set; } = "";

    public string ManifestSha256 { get; set; } = "";

    public IReadOnlyDictionary<string, FileStamp> Outputs => _outputs;

    /// <summary>A state that cannot be read is an empty one.</summary>
    public static StageState Load(string path)
    {
        var state = new StageState();
        if (!File.Exists(path))
            return state;
        string[] lines = File.ReadAllLines(path);
        if (lines.Length < 3 || lines[0] != Header)
            return state;
        state.Fingerprint = lines[1];
        state.ManifestSha256 = lines[2];
        foreach (string line in lines.AsSpan(3))
            if (!state.TryAdd(line))
                return new StageState();
        return state;
    }

    public void Save(string path)
    {
        var text = new StringBuilder().Append(Header).Append('\n').Append(Fingerprint).Append('\n')
            .Append(ManifestSha256).Append('\n');
        foreach ((string file, (FileStamp stamp, string sha256)) in _inputs)
            text.Append(CultureInfo.InvariantCulture, $"I\t{stamp.ToText()}\t{sha256}\t{file}\n");
        foreach ((string file, FileStamp stamp) in _outputs)
            text.Append(CultureInfo.InvariantCulture, $"O\t{stamp.ToText()}\t-\t{file}\n");
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? ".");
        File.WriteAllText(path + ".new", text.ToString());
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>SHA-256 of a file, from memory where its stamp is the remembered one.</summary>
    public string Hash(string path, StageState previous)
    {
        FileStamp stamp = FileStamp.Of(path) ?? throw new FileNotFoundException($"{path} is missing", path);
        string sha256 = previous._inputs.TryGetValue(path, out (FileStamp Stamp, string Sha256) known)
            && known.Stamp == stamp ? known.Sha256 : FileHash.Sha256(path);
        _inputs[path] = (stamp, sha256);
        return sha256;
    }

    /// <param name="folder">The stage's folder.</param>
    /// <param name="relative">The file's path in it, with forward slashes.</param>
    public void RememberOutput(string folder, string relative)
    {
        string path = Path.Combine(folder, relative);
        _outputs[relative] = FileStamp.Of(path) ?? throw new FileNotFoundException($"{path} is missing", path);
    }

    private bool TryAdd(string line)
    {
        string[] parts = line.Split('\t', 4);
        if (parts.Length != 4 || FileStamp.Parse(parts[1]) is not { } stamp)
            return false;
        if (parts[0] == "I")
            _inputs[parts[3]] = (stamp, parts[2]);
        else
            _outputs[parts[3]] = stamp;
        return true;
    }
}
