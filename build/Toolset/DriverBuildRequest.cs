// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Toolset;

/// <summary>One cell of the matrix, by the names that folders and data use: 6.1 and x64.</summary>
public sealed record BuildCell(string OsTarget, string Architecture)
{
    public override string ToString() => $"{OsTarget}/{Architecture}";

    internal string Platform => Architecture == "x86" ? "Win32" : "x64";
}

/// <summary>Whose compiler builds.</summary>
public enum ToolsetKind
{
    /// <summary>clang and lld, on any system.</summary>
    Llvm,

    /// <summary>Microsoft's WDK, on Windows. Never run.</summary>
    Wdk,
}

/// <summary>Everything that a build of drivers depends on.</summary>
public sealed record DriverBuildRequest
{
    /// <summary>The repository: names in debug information are relative to it.</summary>
    public required string Root { get; init; }

    /// <summary>Objects, records and state; whoever deletes it gets a full build.</summary>
    public required string ObjectDirectory { get; init; }

    /// <summary>Gets {os}/{architecture}/{driver}.sys and .pdb, and tools/{architecture}/{program}.exe.</summary>
    public required string OutputDirectory { get; init; }

    public required IReadOnlyList<BuildCell> Cells { get; init; }

    /// <summary>Each is drivers/{name}/{name}.vcxproj.</summary>
    public required IReadOnlyList<string> Drivers { get; init; }

    /// <summary>User-mode programs, built once per architecture of the cells: project files relative to the root.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>3.4.4.NNNN.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// Time of the commit. No output of the LLVM toolset holds a time (the images' stamp is a hash, __DATE__ is an error), so
    /// another time builds nothing anew.
    /// </summary>
    public long SourceDateEpoch { get; init; }

    /// <summary>Tools at once; 0 for one per core.</summary>
    public int Parallelism { get; init; }

    public ToolsetKind Toolset { get; init; } = ToolsetKind.Llvm;

    /// <summary>Null: they are looked for.</summary>
    public LlvmTools? Tools { get; init; }

    /// <summary>Called from several threads, one call at a time.</summary>
    public Action<DriverBuildProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>The folder of Microsoft.Cpp.targets; null for build/Toolset/msbuild below the root.</summary>
    public string? MsbuildDirectory { get; init; }

    /// <summary>Off for a measurement of what precompiled headers gain; the outputs differ in nothing but debug information.</summary>
    internal bool PrecompiledHeaders { get; init; } = true;

    /// <summary>Sees every piece of work with its command lines, before it is known whether it has to run.</summary>
    internal Action<Engine.WorkNode>? Observer { get; init; }

    /// <summary>Which nodes MSBuild gets; tests and measurements ask for what the probe would not choose.</summary>
    internal NodeMode Nodes { get; init; } = NodeMode.Best;
}

/// <summary>Where MSBuild runs its projects.</summary>
internal enum NodeMode
{
    /// <summary>Threads where the MSBuild found has them, else processes.</summary>
    Best,
    Threads,
    Processes,

    /// <summary>The plain in-process build of an MSBuild whose MultiThreaded is off.</summary>
    OneThread,
}
