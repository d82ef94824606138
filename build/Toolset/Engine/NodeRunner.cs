// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using PvDrivers.Toolset.Diagnostics;
using PvDrivers.Toolset.Incremental;
using PvDrivers.Toolset.Processes;

namespace PvDrivers.Toolset.Engine;

/// <summary>
/// Brings the nodes of one task up to date, as many at once as cores can be had. One that fails does not stop its neighbours:
/// all errors of a project come out of one build.
/// </summary>
/// <param name="prefix">Cell and project, in front of every node's name.</param>
internal sealed class NodeRunner(BuildSession session, NodeStore store, string prefix, CancellationToken cancellation)
{
    private readonly ConcurrentQueue<ToolDiagnostic> _diagnostics = new();

    private readonly ConcurrentQueue<NodeTiming> _timings = new();

    public int Ran { get; private set; }

    public IReadOnlyCollection<NodeTiming> Timings => _timings;

    public IReadOnlyList<ToolDiagnostic> Run(IReadOnlyList<WorkNode> nodes)
    {
        List<(WorkNode Node, ContentDigest Signature)> stale = [];
        foreach (WorkNode node in nodes)
        {
            session.Observe(node);
            DateTime start = DateTime.UtcNow;
            ContentDigest signature = SignatureOf(node);
            if (store.Find(node.Name) is { } record && record.FindReasonToRun(signature, session.Files) is null)
                Finished(new NodeTiming(prefix + node.Name, node.Kind, start, DateTime.UtcNow, UpToDate: true), failed: false);
            else
                stale.Add((node, signature));
        }
        Ran = stale.Count;
        RunAll(stale);
        return [.. _diagnostics];
    }

    /// <summary>Threads of our own: a wait for a compiler would starve a thread pool as small as two cores make it.</summary>
    private void RunAll(List<(WorkNode Node, ContentDigest Signature)> stale)
    {
        int next = -1;
        ExceptionDispatchInfo? broken = null;
        void Work()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < stale.Count && broken is null; i = Interlocked.Increment(ref next))
                    using (session.TakeCore(cancellation))
                        RunOne(stale[i].Node, stale[i].Signature);
            }
            catch (Exception error)
            {
                broken ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        Thread[] helpers = new Thread[Math.Max(0, Math.Min(stale.Count, session.Parallelism) - 1)];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Work) { IsBackground = true };
            helpers[i].Start();
        }
        Work();
        foreach (Thread helper in helpers)
            helper.Join();
        broken?.Throw();
    }

    private void RunOne(WorkNode node, ContentDigest signature)
    {
        session.Started(prefix + node.Name, node.Kind);
        DateTime start = DateTime.UtcNow;
        bool succeeded = false;
        try
        {
            // Before the tool reads them: a later change then shows as a change.
            foreach (string input in node.Inputs)
                _ = session.Files.DigestOf(input);
            foreach (string output in node.Outputs)
                Directory.CreateDirectory(Path.GetDirectoryName(output) ?? ".");
            succeeded = RunCommands(node);
            if (succeeded)
                Remember(node, signature, FileStamp.NanosecondsOf(start));
        }
        finally
        {
            if (!succeeded)
                Discard(node);
            Finished(new NodeTiming(prefix + node.Name, node.Kind, start, DateTime.UtcNow, UpToDate: false), failed: !succeeded);
        }
    }

    private void Finished(NodeTiming timing, bool failed)
    {
        _timings.Enqueue(timing);
        session.Finished(timing, failed);
    }

    private bool RunCommands(WorkNode node)
    {
        foreach (ToolCommand command in node.Commands)
        {
            ToolResult result = ToolProcess.Run(command, cancellation, session.Claim?.Handle);
            // What a crashed compiler says of itself is in its own error; what it said of the source before is kept.
            List<ToolDiagnostic> said = node.Parse(result.Output);
            if (result.Crashed)
                said.RemoveAll(diagnostic => diagnostic.Line == 0);
            foreach (ToolDiagnostic diagnostic in said)
                _diagnostics.Enqueue(diagnostic);
            if (result.Succeeded)
                continue;
            if (result.Crashed)
                _diagnostics.Enqueue(Failures.Crash(node, command, result));
            else if (!said.Exists(diagnostic => diagnostic.IsError))
                _diagnostics.Enqueue(Failures.Unexplained(node, command, result));
            return false;
        }
        return true;
    }

    private void Remember(WorkNode node, ContentDigest signature, long start)
    {
        List<string> inputs = [.. node.Inputs];
        if (node.Depfile is { } depfile)
        {
            HashSet<string> known = new(node.Inputs, StringComparer.Ordinal);
            foreach (string file in Depfile.Parse(File.ReadAllText(depfile), node.Commands[0].Directory))
                if (!node.Implied.Contains(file) && known.Add(file))
                    inputs.Add(file);
            if (!node.KeepDepfile)
                File.Delete(depfile);
        }
        List<FileContent> read = [];
        foreach (string input in inputs)
        {
            bool examined = session.Files.WasSeen(input);
            if (session.Files.DigestOf(input) is not { } digest)
                return;
            // A header saved while the compiler ran: which of the two it read is not known, so nothing is remembered.
            if (!examined && session.Files.StampOf(input) is { } stamp && stamp.MayBeNewerThan(start))
                return;
            read.Add(new FileContent(input, digest));
        }
        List<FileContent> written = [];
        foreach (string output in node.Outputs)
            written.Add(new FileContent(output, session.Files.DigestOfOwn(output)
                ?? throw new FileNotFoundException($"{node.Commands[^1].Program} succeeded and did not write {output}", output)));
        store.Put(node.Name, new NodeRecord(signature, read, written));
    }

    private void Discard(WorkNode node)
    {
        store.Remove(node.Name);
        foreach (string output in node.Outputs)
        {
            File.Delete(output);
            session.Files.Forget(output);
            // The name under which a killed clang or llvm tool was still writing it.
            foreach (string partial in Directory.EnumerateFiles(Path.GetDirectoryName(output) ?? ".", $"{Path.GetFileNameWithoutExtension(output)}*.tmp*"))
                File.Delete(partial);
        }
        if (node.Depfile is { } depfile)
            File.Delete(depfile);
    }

    private ContentDigest SignatureOf(WorkNode node)
    {
        List<string> texts = [];
        foreach (ToolCommand command in node.Commands)
        {
            texts.Add(session.IdentityOf(command.Program).ToString());
            texts.Add(command.Name ?? Path.GetFileName(command.Program));
            texts.Add(command.Directory);
            texts.AddRange(command.Arguments);
            texts.Add("");
        }
        return ContentDigest.OfTexts(texts);
    }
}
