// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;

namespace PvDrivers.Stages.Runner;

/// <summary>What became of a stage: whether it ran, what stands in its folder, and how long it took.</summary>
public sealed record StageResult(string Folder, bool Ran, StageManifest Manifest, TimeSpan Duration);

/// <summary>
/// Runs stages. A stage's folder appears whole or not at all: it is made under artifacts/.tmp and renamed into place,
/// and the state that lets a later build trust it is written last. A kill at any moment therefore leaves either the old
/// folder, or no folder, or the new one that the next build merely hashes again.
/// </summary>
public sealed class StageRunner
{
    private readonly string _artifacts;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<string, string> _manifestHashes = new(StringComparer.Ordinal);
    private readonly string _root;

    public StageRunner(string root, string artifacts, CancellationToken cancel)
    {
        _root = root;
        _artifacts = artifacts;
        _cancel = cancel;
    }

    /// <summary>Removes what a killed build left behind. The caller holds the <see cref="BuildLock"/>.</summary>
    public void Recover()
    {
        if (Directory.Exists(Temporary))
            Directory.Delete(Temporary, recursive: true);
    }

    public StageResult Run(Stage stage)
    {
        var watch = Stopwatch.StartNew();
        StageState previous = StageState.Load(StatePath(stage.Folder));
        var current = new StageState();
        (string Folder, string Sha256)[] earlier =
            [.. stage.Reads.Select(folder => (folder, EarlierHash(folder, stage.Folder)))];
        var inputs = new StageInputs(_root);
        stage.Describe(inputs);
        current.Fingerprint = inputs.Fingerprint(path => current.Hash(path, previous), earlier);

        if (IsCurrent(stage, previous, current.Fingerprint))
        {
            _manifestHashes[stage.Folder] = previous.ManifestSha256;
            return new StageResult(stage.Folder, false, StageManifest.Read(ManifestOf(stage)), watch.Elapsed);
        }
        StageManifest manifest = Make(stage, inputs, current);
        _manifestHashes[stage.Folder] = current.ManifestSha256;
        return new StageResult(stage.Folder, true, manifest, watch.Elapsed);
    }

    private string Temporary => Path.Combine(_artifacts, ".tmp");

    private string FolderOf(string stage) => Path.Combine(_artifacts, stage);

    private string ManifestOf(Stage stage) => Path.Combine(_artifacts, stage.ManifestFile);

    private string ManifestOf(string earlier) => Path.Combine(FolderOf(earlier), StageManifest.FileName);

    private string StatePath(string stage) => Path.Combine(_artifacts, ".state", stage.Replace('/', '-') + ".txt");

    private bool IsCurrent(Stage stage, StageState previous, string fingerprint) =>
        previous.Fingerprint == fingerprint && OutputsIntact(stage.Folder, previous)
        && FileStamp.Of(ManifestOf(stage)) is not null && stage.KnowsItselfCurrent();

    /// <summary>Stamps suffice here; Verify hashes.</summary>
    private bool OutputsIntact(string folder, StageState state) =>
        state.Outputs.Count > 0 && state.Outputs.All(output =>
            FileStamp.Of(Path.Combine(FolderOf(folder), output.Key)) == output.Value);

    private StageManifest Make(Stage stage, StageInputs inputs, StageState state)
    {
        string folder = Path.Combine(Temporary, stage.Folder.Replace('/', '-'));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        string statePath = StatePath(stage.Folder);
        if (File.Exists(statePath))
            File.Delete(statePath);
        var output = new StageOutput(_root, _artifacts, folder, _cancel);
        stage.Make(output, new EarlierStages(_artifacts, stage.Reads.ToDictionary(name => name,
            name => StageManifest.Read(ManifestOf(name)), StringComparer.Ordinal)));
        _cancel.ThrowIfCancellationRequested();
        var manifest = new StageManifest(stage.Folder, state.Fingerprint, inputs.Values, [.. output.Files]);
        // The manifest goes into place with its folder where it belongs to it, else after it.
        bool inside = stage.ManifestFile.StartsWith(stage.Folder + "/", StringComparison.Ordinal);
        if (inside)
            File.WriteAllBytes(Path.Combine(folder, stage.ManifestFile[(stage.Folder.Length + 1)..]), manifest.Encode());
        Place(folder, FolderOf(stage.Folder));
        if (!inside)
            File.WriteAllBytes(ManifestOf(stage), manifest.Encode());
        foreach (ManifestFile file in manifest.Files)
            state.RememberOutput(FolderOf(stage.Folder), file.Path);
        state.ManifestSha256 = manifest.Sha256();
        state.Save(StatePath(stage.Folder));
        return manifest;
    }

    private void Place(string made, string final)
    {
        string old = Path.Combine(Temporary, "old-" + Path.GetFileName(final));
        Directory.CreateDirectory(Path.GetDirectoryName(final) ?? _artifacts);
        if (Directory.Exists(final))
            Directory.Move(final, old);
        Directory.Move(made, final);
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>The manifest an earlier stage left, after a check that its folder still holds what the manifest says.</summary>
    private string EarlierHash(string folder, string reader)
    {
        if (_manifestHashes.TryGetValue(folder, out string? known))
            return known;
        string path = FolderOf(folder);
        if (!File.Exists(ManifestOf(folder)))
            throw new EarlierStageException(reader, folder, $"{path} holds no finished stage");
        StageManifest manifest = StageManifest.Read(ManifestOf(folder));
        StageState state = StageState.Load(StatePath(folder));
        if (!OutputsIntact(folder, state))
            foreach (ManifestFile file in manifest.Files)
                CheckFile(path, file, folder, reader);
        return _manifestHashes[folder] = manifest.Sha256();
    }

    private static void CheckFile(string path, ManifestFile file, string folder, string reader)
    {
        string full = Path.Combine(path, file.Path);
        if (!File.Exists(full))
            throw new EarlierStageException(reader, folder, $"{full} is missing");
        if (FileHash.Sha256(full) is var found && found != file.Sha256)
            throw new EarlierStageException(reader, folder,
                $"{full} has SHA-256 {found}, its manifest says {file.Sha256}");
    }
}

/// <summary>A stage was asked to read an earlier one that is missing or was altered.</summary>
public sealed class EarlierStageException(string reader, string folder, string problem)
    : Exception($"{reader} reads {folder}, but {problem}; run the stage that makes {folder} again (./build.cmd Pack runs all)");
