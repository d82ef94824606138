// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Stages.Session;

namespace PvDrivers.Tests.Stages;

/// <summary>Keeps what stages say, for tests that ask; prints nothing.</summary>
internal sealed class QuietReporter : IReporter
{
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
                return [.. _errors];
        }
    }

    public void Detail(string line)
    {
    }

    public void Say(string line)
    {
    }

    public void Warn(string line)
    {
    }

    public void Error(string line)
    {
        lock (_errors)
            _errors.Add(line);
    }

    public void Progress(int done, int total, string current)
    {
    }
}
