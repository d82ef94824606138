// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PvDrivers.Toolset.Processes;

/// <summary>
/// posix_spawn with what System.Diagnostics.Process does not offer: a process group of its own, an argument zero, and both
/// output streams in one pipe.
/// </summary>
internal static partial class PosixSpawn
{
    // POSIX leaves the sizes to the system; glibc and musl stay far below this.
    private const int OpaqueSize = 1024;
    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const int KillSignal = 9;
    private const int Interrupted = 4;

    /// <summary>O_CLOEXEC: no other child started meanwhile may hold our pipe open.</summary>
    private const int CloseOnExec = 0x80000;

    // waitid: wait for this process to end and leave it to be reaped.
    private const int ByProcess = 1;
    private const int EndedButKeep = 0x4 | 0x1000000;

    public static ToolResult Run(
        ToolCommand command, IReadOnlyList<string> environment, SafeFileHandle? inherited, CancellationToken cancellation)
    {
        Span<int> pipe = stackalloc int[2];
        Check(pipe2(pipe, CloseOnExec), "pipe2");
        using SafeFileHandle reading = new(pipe[0], ownsHandle: true);
        int pid;
        using (SafeFileHandle writing = new(pipe[1], ownsHandle: true))
            pid = Start(command, environment, pipe[1], inherited);
        return Finish(command, pid, reading, cancellation);
    }

    private static ToolResult Finish(ToolCommand command, int pid, SafeFileHandle reading, CancellationToken cancellation)
    {
        Lock reaping = new();
        bool reaped = false;
        using CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            lock (reaping)
                if (!reaped)
                    _ = kill(-pid, KillSignal);
        });
        using FileStream stream = new(reading, FileAccess.Read, bufferSize: 0);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string output = reader.ReadToEnd();
        AwaitEnd(command, pid);
        // Once reaped, the number may belong to another process: from here on nothing is killed.
        lock (reaping)
        {
            reaped = true;
            return new ToolResult(Reap(command, pid), output);
        }
    }

    private static unsafe void AwaitEnd(ToolCommand command, int pid)
    {
        byte* information = stackalloc byte[OpaqueSize];
        while (waitid(ByProcess, pid, information, EndedButKeep) < 0)
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError(), $"waitid for {command.Program} failed");
    }

    private static int Reap(ToolCommand command, int pid)
    {
        int status;
        while (waitpid(pid, out status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError(), $"waitpid for {command.Program} failed");
        int signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    private static unsafe int Start(ToolCommand command, IReadOnlyList<string> environment, int output, SafeFileHandle? inherited)
    {
        byte* actions = stackalloc byte[OpaqueSize];
        byte* attributes = stackalloc byte[OpaqueSize];
        Check(posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        Check(posix_spawnattr_init(attributes), "posix_spawnattr_init");
        using Strings arguments = new([command.Name ?? command.Program, .. command.Arguments]);
        using Strings variables = new(environment);
        try
        {
            Check(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0), "posix_spawn_file_actions_addopen");
            Check(posix_spawn_file_actions_adddup2(actions, output, 1), "posix_spawn_file_actions_adddup2");
            Check(posix_spawn_file_actions_adddup2(actions, output, 2), "posix_spawn_file_actions_adddup2");
            // Number 3 and not close-on-exec in the child, whatever its number here.
            if (inherited is not null)
                Check(posix_spawn_file_actions_adddup2(actions, (int)inherited.DangerousGetHandle(), 3), "posix_spawn_file_actions_adddup2");
            Check(posix_spawn_file_actions_addchdir_np(actions, command.Directory), "posix_spawn_file_actions_addchdir_np");
            SetAttributes(attributes);
            int error = posix_spawn(out int pid, command.Program, actions, attributes, arguments.Pointer, variables.Pointer);
            return error == 0 ? pid : throw new Win32Exception(error,
                $"{command.Program} cannot be started in {command.Directory}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    // .NET ignores SIGPIPE and may block signals on a thread; a compiler wants neither.
    private static unsafe void SetAttributes(byte* attributes)
    {
        byte* signals = stackalloc byte[128];
        new Span<byte>(signals, 128).Clear();
        Check(posix_spawnattr_setsigmask(attributes, signals), "posix_spawnattr_setsigmask");
        new Span<byte>(signals, 128).Fill(0xFF);
        Check(posix_spawnattr_setsigdefault(attributes, signals), "posix_spawnattr_setsigdefault");
        Check(posix_spawnattr_setpgroup(attributes, 0), "posix_spawnattr_setpgroup");
        Check(posix_spawnattr_setflags(attributes, SetProcessGroup | SetSignalDefault | SetSignalMask), "posix_spawnattr_setflags");
    }

    private static void Check(int error, string function)
    {
        if (error != 0)
            throw new Win32Exception(error > 0 ? error : Marshal.GetLastPInvokeError(), $"{function} failed");
    }

    /// <summary>A NULL-ended array of C strings.</summary>
    private sealed unsafe class Strings : IDisposable
    {
        private readonly int _count;

        public Strings(IReadOnlyList<string> texts)
        {
            _count = texts.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (int i = 0; i < _count; i++)
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (int i = 0; i < _count; i++)
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(Span<int> descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitid(int kind, int pid, byte* information, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn(
        out int pid, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setpgroup(byte* attributes, int group);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static unsafe partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);
}
