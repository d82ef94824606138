// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Stages.Session;

/// <summary>Where stages say what they did; the build host prints it. One line an artifact, at <see cref="Detail"/>.</summary>
public interface IReporter
{
    /// <summary>A line that most readers skip: one artifact.</summary>
    void Detail(string line);

    /// <summary>A line that changes what a reader thinks.</summary>
    void Say(string line);

    void Warn(string line);

    /// <summary>Something is wrong; the run will fail.</summary>
    void Error(string line);

    /// <summary>Long work moves on: shown over the last one on a terminal, and sparsely elsewhere.</summary>
    /// <param name="done">Items finished.</param>
    /// <param name="total">Items in all.</param>
    /// <param name="current">What is running.</param>
    void Progress(int done, int total, string current);
}
