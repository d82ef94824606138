// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// An inline task of bootstrap.proj (so: .NET Standard 2.0, no other file). TakeTurn holds the lock until this MSBuild
/// ends; MarkStart notes when the compiler starts; Install copies a compiled build into a new folder and makes it the
/// current one with one rename.
/// </summary>
public class HostFolders : Task
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Required]
    public string Folder { get; set; }

    [Required]
    public string Step { get; set; }

    public string BuildHost { get; set; }

    public string Text { get; set; }

    public string Source { get; set; }

    public override bool Execute()
    {
        try
        {
            // MSBuild itself is quiet (-v:q), so that only this and errors are seen.
            if (Step == "Say")
                Console.Error.WriteLine(Text);
            else if (Step == "TakeTurn")
                TakeTurn();
            else if (Step == "MarkStart")
                // Made by a write, so that its time is of the same clock as the times of the sources.
                File.WriteAllText(Path.Combine(Folder, "started"), "");
            else
                Install();
        }
        catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
        {
            Log.LogError("the build cannot be compiled into {0}: {1}", Folder, error.Message);
        }
        return !Log.HasLoggedErrors;
    }

    private void TakeTurn()
    {
        Directory.CreateDirectory(Folder);
        string file = Path.Combine(Folder, "lock");
        for (Stopwatch watch = Stopwatch.StartNew(); ; Thread.Sleep(100))
        {
            try
            {
                // The system frees the lock of a process that dies, however it dies.
                FileStream held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                BuildEngine4.RegisterTaskObject(
                    file, held, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
                break;
            }
            catch (IOException) when (watch.Elapsed < Patience)
            {
                if (watch.ElapsedMilliseconds < 100)
                    Console.Error.WriteLine("another start compiles the build; waiting for it ...");
            }
        }
    }

    private void Install()
    {
        int last = Directory.GetDirectories(Folder).Select(Number).DefaultIfEmpty(0).Max();
        string name = BuildHost + "-" + (last + 1);
        string target = Path.Combine(Folder, name);
        CopyFolder(Source, target);
        // Launch/Freshness.cs takes what was changed after this moment for newer than the program.
        string mark = Path.Combine(target, "compiled-from");
        File.WriteAllText(mark, "");
        File.SetLastWriteTimeUtc(mark, File.GetLastWriteTimeUtc(Path.Combine(Folder, "started")));
        Replace(Path.Combine(Folder, "choice"), BuildHost + "\n");
        Replace(Path.Combine(Folder, "current"), Path.Combine("artifacts", "dotnet", "host", name, "_build.dll")
            + "\n");
        foreach (string old in Directory.GetDirectories(Folder).Where(d => Number(d) < last))
            DeleteUnused(old);
    }

    private static int Number(string folder)
    {
        string name = Path.GetFileName(folder);
        int number;
        return int.TryParse(name.Substring(name.LastIndexOf('-') + 1), out number) ? number : 0;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        foreach (string folder in Directory.GetDirectories(from))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private static void Replace(string file, string text)
    {
        string next = file + ".new";
        File.WriteAllText(next, text);
        if (File.Exists(file))
            File.Replace(next, file, null);
        else
            File.Move(next, file);
    }

    /// <summary>Each running build holds the file in-use of its folder open.</summary>
    private static void DeleteUnused(string folder)
    {
        try
        {
            using (new FileStream(
                Path.Combine(folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
            }
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // It runs; a later start deletes it.
        }
    }
}
