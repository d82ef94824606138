// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using Microsoft.Win32.SafeHandles;
using PvDrivers.Formats;

namespace PvDrivers.Toolset.Engine;

/// <summary>
/// One build at a time in an object directory. The tools inherit the locked file: when a build is killed, a compiler that it
/// left behind may still write an object, and until that compiler has ended the directory stays claimed.
/// </summary>
internal sealed class ObjectClaim : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private ObjectClaim(FileStream file) => _file = file;

    public SafeFileHandle Handle => _file.SafeFileHandle;

    /// <exception cref="UsageException">Another build has the directory and keeps it.</exception>
    public static ObjectClaim Take(string objectDirectory)
    {
        Directory.CreateDirectory(objectDirectory);
        string path = Path.Combine(objectDirectory, ".lock");
        DateTime end = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                ObjectClaim claim = new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                Sweep(objectDirectory);
                return claim;
            }
            catch (IOException) when (File.Exists(path) && DateTime.UtcNow < end)
            {
                Thread.Sleep(Pause);
            }
            catch (IOException error) when (File.Exists(path))
            {
                throw new UsageException($"Another build is writing {objectDirectory}, or a compiler that a killed build left behind ({error.Message}). Wait for it to end.");
            }
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What killed builds and killed compilers have left half written; all that is finished has another name.</summary>
    private static void Sweep(string objectDirectory)
    {
        foreach (string path in Directory.EnumerateFiles(objectDirectory, "*.tmp", SearchOption.AllDirectories))
            File.Delete(path);
    }
}
