// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Globalization;
using Microsoft.Build.Framework;
using PvDrivers.Toolset.Diagnostics;

namespace PvDrivers.Toolset.Engine;

/// <summary>Collects errors and warnings, and the tasks' own account of time where they run in other processes.</summary>
internal sealed class EngineLogger : ILogger
{
    /// <summary>Begins a message that carries a NodeTiming; fields follow, separated by tabs.</summary>
    public const string TimingMark = "PVT-TIMING\t";

    private readonly List<ToolDiagnostic> _diagnostics = [];
    private readonly List<NodeTiming> _timings = [];
    private readonly Lock _lock = new();

    public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Normal;

    public string? Parameters { get; set; }

    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.IsError);

    public IReadOnlyList<ToolDiagnostic> Diagnostics
    {
        get
        {
            lock (_lock)
                return [.. _diagnostics];
        }
    }

    public IReadOnlyList<NodeTiming> Timings
    {
        get
        {
            lock (_lock)
                return [.. _timings];
        }
    }

    public static string Encode(NodeTiming timing) => string.Create(CultureInfo.InvariantCulture,
        $"{TimingMark}{timing.Name}\t{timing.Kind}\t{timing.Start.Ticks}\t{timing.End.Ticks}\t{timing.UpToDate}");

    public void Initialize(IEventSource eventSource)
    {
        eventSource.ErrorRaised += (_, e) =>
        {
            // MSB4181, "a task failed and did not log an error": it called a project whose errors have been logged.
            if (e.Code != "MSB4181")
                Add(new ToolDiagnostic(IsError: true, e.Code ?? "", e.File ?? "", e.LineNumber, e.ColumnNumber, e.Message ?? ""));
        };
        eventSource.WarningRaised += (_, e) => Add(new ToolDiagnostic(IsError: false, e.Code ?? "", e.File ?? "", e.LineNumber, e.ColumnNumber, e.Message ?? ""));
        eventSource.MessageRaised += (_, e) => Decode(e.Message);
    }

    public void Shutdown()
    {
    }

    public void Add(ToolDiagnostic diagnostic)
    {
        lock (_lock)
            if (!_diagnostics.Contains(diagnostic))
                _diagnostics.Add(diagnostic);
    }

    private void Decode(string? message)
    {
        if (message is null || !message.StartsWith(TimingMark, StringComparison.Ordinal))
            return;
        string[] fields = message.Split('\t');
        lock (_lock)
            _timings.Add(new NodeTiming(fields[1], Enum.Parse<NodeKind>(fields[2]),
                new DateTime(long.Parse(fields[3], CultureInfo.InvariantCulture), DateTimeKind.Utc),
                new DateTime(long.Parse(fields[4], CultureInfo.InvariantCulture), DateTimeKind.Utc), bool.Parse(fields[5])));
    }
}
