// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Stages.Runner;

/// <summary>
/// One build at a time writes artifacts. The lock is the operating system's, on an open file, so that a killed build
/// leaves none behind; the text in the file only tells the second build who the first one is.
/// </summary>
public sealed class BuildLock : IDisposable
{
    private readonly FileStream _file;

    private BuildLock(FileStream file) => _file = file;

    public static BuildLock Take(string artifacts)
    {
        Directory.CreateDirectory(artifacts);
        string path = Path.Combine(artifacts, ".lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (File.Exists(path) && refused is not PathTooLongException)
        {
            throw new UsageException($"another build is writing {artifacts} ({Owner(artifacts)}): wait until it has "
                + "ended, or end it; two builds at once would mix their files");
        }
        // Beside the lock, since a locked file cannot be read on every system.
        File.WriteAllText(OwnerPath(artifacts), $"process {Environment.ProcessId}");
        return new BuildLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string OwnerPath(string artifacts) => Path.Combine(artifacts, ".lock.owner");

    private static string Owner(string artifacts) =>
        File.Exists(OwnerPath(artifacts)) ? File.ReadAllText(OwnerPath(artifacts)) : "it has not said which process";
}
