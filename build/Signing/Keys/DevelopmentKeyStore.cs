// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Keys;

/// <summary>
/// The folder of a development key: <c>development.pem</c> (private key and certificates, mode 0600),
/// <c>development-root.pem</c> (for verifiers) and a lock.
/// </summary>
internal sealed class DevelopmentKeyStore(string directory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int LockWaitSeconds = 60;
    private const int RenewBeforeDays = 7;

    private readonly string _directory = Path.GetFullPath(directory);

    public string KeyPath => Path.Combine(_directory, "development.pem");

    public string RootPath => Path.Combine(_directory, "development-root.pem");

    private string LockPath => Path.Combine(_directory, "development.lock");

    /// <summary>Renewed some days early, so that a drop made today can still be tested this week.</summary>
    public static bool HasRunOut(SoftwareKey key, DateTimeOffset now) =>
        key.Certificate.NotAfter.ToUniversalTime() < now.UtcDateTime.AddDays(RenewBeforeDays);

    /// <summary>Null where there is no key yet.</summary>
    public SoftwareKey? TryOpen()
    {
        string pem;
        try
        {
            pem = File.ReadAllText(KeyPath);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        ThrowIfOpenToOthers();
        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem, pem);
            X509Certificate2Collection all = [];
            all.ImportFromPem(pem);
            if (!File.Exists(RootPath))
                WriteAtomically(RootPath, all[^1].ExportCertificatePem() + "\n");
            return new SoftwareKey(certificate, all.Skip(1), KeyPath);
        }
        catch (CryptographicException error)
        {
            throw new MalformedFileException(KeyPath, -1, $"no usable key ({error.Message})",
                "a PEM private key and its certificates; delete the file to have a new key made", error);
        }
    }

    /// <summary>Waits until no other process works on this folder.</summary>
    public IDisposable Lock()
    {
        CreateFolder();
        long deadline = Environment.TickCount64 + LockWaitSeconds * 1000L;
        while (true)
        {
            try
            {
                return Create(LockPath, FileMode.OpenOrCreate);
            }
            catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (Environment.TickCount64 > deadline)
                    throw new IOException($"{LockPath} has been held by another process for {LockWaitSeconds} s: " +
                        "end that process and try again", error);
                Thread.Sleep(20);
            }
        }
    }

    public void Write((string KeyPem, string LeafPem, string RootPem) made)
    {
        foreach (string left in Directory.EnumerateFiles(_directory, "development.pem.*.tmp"))
            File.Delete(left);
        WriteAtomically(RootPath, made.RootPem + "\n");
        WriteAtomically(KeyPath, $"{made.KeyPem}\n{made.LeafPem}\n{made.RootPem}\n");
    }

    private static void WriteAtomically(string path, string text)
    {
        string temporary = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}.tmp";
        using (FileStream stream = Create(temporary, FileMode.CreateNew))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    private static FileStream Create(string path, FileMode mode)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private void CreateFolder()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(_directory);
            else
                Directory.CreateDirectory(_directory, OwnerOnlyFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot make the folder {_directory} for the development key ({error.Message}): " +
                $"set {DevelopmentKey.DirectoryVariable} to a folder that can be written");
        }
    }

    private void ThrowIfOpenToOthers()
    {
        if (OperatingSystem.IsWindows())
            return;
        UnixFileMode file = File.GetUnixFileMode(KeyPath);
        if ((file & Others) != 0)
            throw new UsageException($"{KeyPath} has mode {Convert.ToString((int)file, 8)}, expected 600: others could have " +
                "read the key. Delete it to have a new one made, or chmod 600 it if nobody else uses this machine");
        UnixFileMode folder = File.GetUnixFileMode(_directory);
        if ((folder & OthersWrite) != 0)
            throw new UsageException($"{_directory} has mode {Convert.ToString((int)folder, 8)}, expected 700: others could " +
                "replace the key. Run chmod 700 on it");
    }
}
