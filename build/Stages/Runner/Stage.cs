// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Stages.Runner;

/// <summary>
/// A function from inputs to the files of one folder below artifacts. It reads the folders of earlier stages and writes
/// only its own; when it runs, whether it must, and what becomes of a half-made folder is the runner's business.
/// </summary>
public abstract class Stage
{
    /// <summary>Name of its folder below artifacts, such as <c>2-inf</c>.</summary>
    public abstract string Folder { get; }

    /// <summary>
    /// Where its manifest stands, relative to artifacts: inside its folder, unless that folder is what users receive.
    /// </summary>
    public virtual string ManifestFile => Folder + "/" + StageManifest.FileName;

    /// <summary>Folders of earlier stages that it reads.</summary>
    public virtual IReadOnlyList<string> Reads => [];

    /// <summary>Names every file and value that decides its output, beside the earlier stages.</summary>
    public abstract void Describe(StageInputs inputs);

    /// <summary>Makes the files.</summary>
    public abstract void Make(StageOutput output, EarlierStages earlier);

    /// <summary>Asked only when the described inputs are unchanged: a stage that knows more may still want to run.</summary>
    public virtual bool KnowsItselfCurrent() => true;
}

/// <summary>The finished folders of earlier stages, by name, as their manifests tell.</summary>
public sealed class EarlierStages(string artifacts, IReadOnlyDictionary<string, StageManifest> manifests)
{
    public StageManifest this[string folder] => manifests[folder];

    public string PathOf(string folder, string relative) => Path.Combine(artifacts, folder, relative);

    public byte[] ReadBytes(string folder, string relative) => File.ReadAllBytes(PathOf(folder, relative));
}
