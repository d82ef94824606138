// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Formats;

namespace PvDrivers.Provision;

/// <summary>apt-get with root, with sudo, or with its lists and archives in the user's cache.</summary>
internal sealed class Apt
{
    private const string Program = "/usr/bin/apt-get";
    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // What apt says when a mirror, not the request, is at fault.
    private static readonly string[] Hiccups =
    [
        "Hash Sum mismatch", "unexpected size", "Mirror sync in progress", "Temporary failure", "Failed to fetch",
        "Could not connect",
        "Connection timed out", "Connection failed", "Unable to connect", "Could not resolve", "502 ", "503 ", "504 ",
    ];

    private static readonly string[] AddI386 = ["--add-architecture", "i386"];
    private static readonly string[] PrintForeign = ["--print-foreign-architectures"];
    private static readonly string[] RefreshLists = ["-q", "update"];
    private readonly Action<string> _report;
    private readonly CancellationToken _cancel;
    private readonly bool _sudo;

    private Apt(bool isRoot, bool sudo, Action<string> report, CancellationToken cancel)
    {
        IsRoot = isRoot;
        _sudo = sudo;
        _report = report;
        _cancel = cancel;
    }

    /// <summary>True where packages can be installed.</summary>
    public bool IsRoot { get; }

    private static string PrivateState => Path.Combine(UserFolders.Cache, "apt");

    /// <summary>Null where the system has no apt-get.</summary>
    public static Apt? Find(Action<string> report, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Program))
            return null;
        bool root = Environment.IsPrivilegedProcess;
        bool sudo = !root && File.Exists("/usr/bin/sudo")
            && ToolRun.Run("/usr/bin/sudo", ["-n", "true"], TimeSpan.FromSeconds(20), cancel: cancel).ExitCode == 0;
        return new Apt(root || sudo, sudo, report, cancel);
    }

    /// <summary>Installs packages, "name:i386" of the other architecture.</summary>
    public void Install(IReadOnlyList<string> packages)
    {
        bool foreign = packages.Any(p => p.EndsWith(":i386", StringComparison.Ordinal));
        if (foreign && !ForeignArchitectures().Contains("i386", StringComparison.Ordinal))
            AsRoot("/usr/bin/dpkg", AddI386).Succeeded("dpkg", AddI386);
        Update();
        _report($"installing {string.Join(' ', packages)}");
        string[] arguments =
            ["-y", "-q", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", "install", .. packages];
        ToolRun run = Retried(arguments);
        if (run.ExitCode != 0 && IsSkewed(run))
        {
            _report("suites disagree on versions for i386; trying the release alone, without its updates");
            List<string> pinned = ["-o", $"Dir::Etc::Preferences={WritePin()}", .. arguments];
            if (MayDowngrade())
                pinned.Insert(0, "--allow-downgrades");
            run = Retried(pinned);
        }
        if (run.ExitCode != 0)
            throw Failure(arguments, run);
    }

    /// <summary>The packages that installing these would bring, themselves among them, each as
    /// "name=version".</summary>
    public IReadOnlyList<string> Closure(IReadOnlyList<string> packages)
    {
        string[] arguments = ["-s", "-q", "--no-install-recommends", "install", .. packages];
        ToolRun run = Run(arguments).Succeeded(Program, arguments);
        return [.. run.Text.Split('\n').Where(l => l.StartsWith("Inst ", StringComparison.Ordinal)).Select(Pinned)];
    }

    /// <summary>Refreshes the lists. A suite that fails is reported; whether it matters shows when a package is asked
    /// for.</summary>
    public void Update()
    {
        _report("refreshing the package lists");
        ToolRun run = Retried(RefreshLists);
        if (run.ExitCode != 0)
            _report("apt-get update: "
                + (run.LastLines.FirstOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal))
                ?? $"ended with {run.ExitCode}"));
    }

    public void Download(IReadOnlyList<string> packages, string folder)
    {
        string[] arguments = ["-q", "download", .. packages];
        ToolRun run = Retried(arguments, folder);
        if (run.ExitCode != 0)
            throw Failure(arguments, run);
    }

    /// <summary>"Inst lld-19 (1:19.1.7 Debian:12.11/stable [amd64])" and "Inst x [old] (new ...)".</summary>
    internal static string Pinned(string line)
    {
        string[] words = line.Split(' ');
        int open = line.IndexOf('(', StringComparison.Ordinal);
        return $"{words[1]}={line[(open + 1)..].Split(' ')[0]}";
    }

    internal static bool IsHiccup(ToolRun run)
        => run.ExitCode != 0 && Hiccups.Any(h => run.Text.Contains(h, StringComparison.OrdinalIgnoreCase));

    private static bool IsSkewed(ToolRun run)
        => run.Text.Contains("held broken packages", StringComparison.Ordinal)
            || run.Text.Contains("unmet dependencies", StringComparison.Ordinal);

    /// <summary>Taking updates back is for a machine that is thrown away: it is asked for by name.</summary>
    private static bool MayDowngrade() => Environment.GetEnvironmentVariable("OVM_PROVISION_ALLOW_DOWNGRADES") == "1";

    /// <summary>Pins all packages to the release; with 990 nothing installed is taken back, with 1001 it is.</summary>
    private static string WritePin()
    {
        string codename = File.ReadLines("/etc/os-release")
            .FirstOrDefault(l => l.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?[17..].Trim('"') ?? "stable";
        string file = Path.Combine(UserFolders.Cache, "release-only.pref");
        Directory.CreateDirectory(UserFolders.Cache);
        File.WriteAllText(file, $"""
            Package: *
            Pin: release n={codename}-security
            Pin-Priority: 50

            Package: *
            Pin: release n={codename}
            Pin-Priority: {(MayDowngrade() ? 1001 : 990)}

            """);
        return file;
    }

    private static string ForeignArchitectures()
        => ToolRun.Run("/usr/bin/dpkg", PrintForeign, TimeSpan.FromSeconds(20)).Text;

    private static ToolFailedException Failure(IReadOnlyList<string> arguments, ToolRun run)
        => new(Program, arguments, Environment.CurrentDirectory, run.ExitCode, Reason(run), run.LastLines);

    private static string Reason(ToolRun run)
        => IsHiccup(run) ? $"network, tried {Tries} times"
            : IsSkewed(run) && !MayDowngrade()
                ? "suites disagree; on a machine that may be thrown away, "
                    + "OVM_PROVISION_ALLOW_DOWNGRADES=1 takes updates back"
            : "";

    private ToolRun Retried(IReadOnlyList<string> arguments, string? directory = null)
    {
        for (int tried = 1; ; tried++)
        {
            ToolRun run = Run(arguments, directory);
            if (!IsHiccup(run) || tried == Tries)
                return run;
            _report($"the mirror did not answer as it should; trying again in {Pause.TotalSeconds:0} s");
            if (_cancel.WaitHandle.WaitOne(Pause))
                _cancel.ThrowIfCancellationRequested();
        }
    }

    private ToolRun Run(IReadOnlyList<string> arguments, string? directory = null)
        => IsRoot ? AsRoot(Program, ["-o", "DPkg::Lock::Timeout=300", .. arguments], directory)
            : ToolRun.Run(Program, [.. PrivateOptions(), .. arguments], Patience, directory, cancel: _cancel);

    private ToolRun AsRoot(string program, IReadOnlyList<string> arguments, string? directory = null)
        => _sudo
            ? ToolRun.Run(
                "/usr/bin/sudo", ["-n", "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", program, .. arguments],
                Patience, directory, cancel: _cancel)
            : ToolRun.Run(program, arguments, Patience, directory, cancel: _cancel);

    /// <summary>Lists and archives of the user's own; what is installed is still read from the system.</summary>
    private static string[] PrivateOptions()
    {
        Directory.CreateDirectory(Path.Combine(PrivateState, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(PrivateState, "cache", "archives", "partial"));
        return
        [
            "-o", $"Dir::State::lists={PrivateState}/lists", "-o", $"Dir::Cache={PrivateState}/cache",
            "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=",
        ];
    }
}
