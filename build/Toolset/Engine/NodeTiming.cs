// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset;

/// <summary>What a piece of work is.</summary>
public enum NodeKind
{
    /// <summary>A whole MSBuild task: it may hold several of the others.</summary>
    Task,
    PrecompiledHeader,
    Object,
    Resource,
    ImportLibrary,
    Library,
    Image,
}

/// <summary>When a piece of work ran, by its own account.</summary>
/// <param name="Name">Cell, project and file: <c>6.1/x64/xenbus/main.o</c>.</param>
/// <param name="UpToDate">Nothing was run, because nothing had changed.</param>
public sealed record NodeTiming(string Name, NodeKind Kind, DateTime Start, DateTime End, bool UpToDate);

/// <summary>News of a running build. It comes from several threads, one call at a time.</summary>
/// <param name="Started">False when the node has ended.</param>
/// <param name="Left">Nodes that have neither run nor been found up to date; 0 at the end.</param>
public sealed record DriverBuildProgress(string Node, NodeKind Kind, bool Started, bool UpToDate, bool Failed, int Left, int Total);
