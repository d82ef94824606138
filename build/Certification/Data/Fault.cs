// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Certification.Data;

/// <summary>Every eight-digit number of the book, and what guards it here. From certification/faults.json.</summary>
public sealed record Faults
{
    /// <summary>Where the numbers come from.</summary>
    public required string Origin { get; init; }

    /// <summary>Numbers that the book uses more than once, and how that was read.</summary>
    public required IReadOnlyList<DuplicateNumber> Duplicates { get; init; }

    /// <summary>Highest number first.</summary>
    public required IReadOnlyList<Fault> Listed { get; init; }

    /// <summary>The fault of a number; null where the book has no such number.</summary>
    public Fault? Find(int number) => Listed.FirstOrDefault(fault => fault.Number == number);
}

public sealed record DuplicateNumber(int Number, string Found, string Decided);

public sealed record Fault
{
    public required int Number { get; init; }

    public required FaultKind Kind { get; init; }

    public required FaultState State { get; init; }

    /// <summary>Sections of the book, in their order.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>Releases whose part of chapter 3 names it, newest first; empty for what only chapter 9 names.</summary>
    public required IReadOnlyList<Version> Releases { get; init; }

    /// <summary>The part of the product it concerns, or windows or host where it is none of ours.</summary>
    public required string Area { get; init; }

    public required string Text { get; init; }

    /// <summary>What would notice the fault if it came back; never empty.</summary>
    public required IReadOnlyList<Guard> Guards { get; init; }
}

/// <summary>The word the book puts before the number.</summary>
public enum FaultKind
{
    Bug,
    Reference,
    Patch,
}

public enum FaultState
{
    Fixed,
    Limitation,

    /// <summary>The book says both of one number.</summary>
    FixedAndLimitation,
    Feature,
    Download,
}

/// <summary>A test, the plan of one, or the reason why there can be none.</summary>
public abstract record Guard;

/// <summary>
/// Full names of test methods, or paths of C suites in the repository: both exist, a test sees to that.
/// </summary>
public sealed record TestGuard(bool IsSuite, IReadOnlyList<string> Names) : Guard;

/// <summary>Not written yet: where it belongs and what it would show.</summary>
public sealed record PlannedGuard(string Area, string How) : Guard;

/// <summary>Nothing that runs here could notice it.</summary>
public sealed record NoGuard(string Reason) : Guard;
