// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using PvDrivers.Formats;

namespace PvDrivers.Provision;

/// <summary>
/// Downloads packages and unpacks them into the user's cache, and writes a small program for each command: it starts it
/// with the libraries and data of that folder. Nothing outside the cache is touched.
/// </summary>
internal sealed class Unpacker(Apt apt, Action<string> report)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // Data folders that a program looks for under /usr unless told otherwise.
    private static readonly Dictionary<string, string> DataFolders =
        new() { ["makensis"] = "NSISDIR=\"$root/usr/share/nsis\"" };

    public void Unpack(IReadOnlyList<Tool> tools)
    {
        apt.Update();
        List<string> whole = [.. tools.Where(t => !t.OnlyUnpacked).Select(t => t.Debian).Distinct()];
        List<string> packages = whole.Count == 0 ? [] : [.. apt.Closure(whole)];
        packages.AddRange(tools.Where(t => t.OnlyUnpacked).SelectMany(Named));
        Fetch([.. packages.Distinct()]);
        foreach (Tool tool in tools.Where(t => t.Commands.Count > 0))
            WriteWrapper(tool);
    }

    /// <summary>A kernel's package of no number ("linux-image-amd64") stands for the newest one with a
    /// number.</summary>
    private IEnumerable<string> Named(Tool tool)
        => tool.Debian != "linux-image-amd64" ? [tool.Debian]
            : apt.Closure([tool.Debian]).Where(
                p => p.StartsWith("linux-image-", StringComparison.Ordinal) && char.IsAsciiDigit(p[12]));

    private void Fetch(List<string> packages)
    {
        report($"unpacking {packages.Count} packages into {UserFolders.Unpacked}");
        string name = $"download-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        string folder = Path.Combine(UserFolders.Cache, "tools", name);
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(UserFolders.Unpacked);
        try
        {
            apt.Download(packages, folder);
            foreach (string file in Directory.EnumerateFiles(folder, "*.deb"))
            {
                string[] arguments = ["-x", file, UserFolders.Unpacked];
                ToolRun.Run("/usr/bin/dpkg-deb", arguments, Patience).Succeeded("dpkg-deb", arguments);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteWrapper(Tool tool)
    {
        string? real = tool.Commands.SelectMany(c => new[] { $"usr/bin/{c}", $"usr/sbin/{c}", $"bin/{c}" })
            .FirstOrDefault(
                c => new FileInfo(Path.Combine(UserFolders.Unpacked, c))
                is { Exists: true } or { LinkTarget: not null });
        if (real is null)
            throw new ToolFailedException(
                "dpkg-deb", [tool.Debian], UserFolders.Unpacked, 0, "",
                [$"the package has none of {string.Join(", ", tool.Commands)}"]);
        string name = Path.GetFileName(real);
        string file = Path.Combine(UserFolders.Wrappers, name);
        string data = DataFolders.TryGetValue(name, out string? variable) ? $"export {variable}\n" : "";
        Directory.CreateDirectory(UserFolders.Wrappers);
        File.WriteAllText(file + ".new", $$"""
            #!/bin/sh
            root="${0%/*}/../root"
            {{data}}LD_LIBRARY_PATH="$root/usr/lib/llvm-19/lib:$root/usr/lib/{{Triplet}}:$root/lib/{{Triplet}}" exec "$root/{{real}}" "$@"

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file + ".new", (UnixFileMode)0b111_101_101);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static string Triplet => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
        == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
}
