// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset.Tasks;

/// <summary>A .vcxproj asks for what this toolset cannot do; the message says what and what to write instead.</summary>
internal sealed class BadProjectException(string file, string message) : Exception(message)
{
    public string File { get; } = file;
}
