// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Inf.Verif;

/// <summary>Which set of rules: the letters are InfVerif's switches.</summary>
public enum InfVerifMode
{
    /// <summary>No switch: only what keeps an INF from being understood, and not the rules of a driver model.</summary>
    Basic,

    /// <summary>/k</summary>
    Declarative,

    /// <summary>/u</summary>
    Universal,

    /// <summary>/w</summary>
    Windows,

    /// <summary>/h: the rules of /w with the exceptions that Hardware Dev Center grants for a WHQL signature.</summary>
    Signature,
}

public enum InfSeverity
{
    None,
    Warning,
    Error,
}

/// <param name="Provider">/provider: the only provider allowed, null for any.</param>
/// <param name="IsolationBuild">
/// /wbuild: the build of Windows 10 from which /w is enforced; a models section that a closer one replaces by then may keep
/// what older Windows need.
/// </param>
/// <param name="BeforeStamp">/stampinf: $ARCH$ is no fault yet.</param>
public sealed record InfVerifOptions(string? Provider = null, int IsolationBuild = 17763, bool BeforeStamp = false);

/// <summary>A fault: Microsoft's number, the place, what is wrong and how to mend it. Line and Column count from 1.</summary>
public sealed record InfFinding(int Code, InfSeverity Severity, string File, int Line, int Column, string Text, string Remedy)
{
    public override string ToString() =>
        $"{(Severity == InfSeverity.Error ? "error" : "warning")} {Code} in {File}, line {Line}: {Text} ({Remedy})";
}

public sealed record InfReport(string File, InfVerifMode Mode, IReadOnlyList<InfFinding> Findings)
{
    public bool IsValid => Findings.All(f => f.Severity != InfSeverity.Error);

    /// <summary>Lines of /v: what was checked, each finding, the verdict.</summary>
    public IEnumerable<string> Verbose()
    {
        yield return $"checking {File} by {InfVerif.Rules.Count} rules, mode {Mode}";
        foreach (InfFinding finding in Findings)
            yield return finding.ToString();
        yield return IsValid ? "the INF is valid" : "the INF is NOT valid";
    }
}

/// <summary>
/// InfVerif's checks by Microsoft's numbers ("INF validation errors and warnings"), in our own words. Which are covered, and
/// why the others are not, stands in docs/FORMATS.md, made by <see cref="InfCoverage"/>.
/// </summary>
public static class InfVerif
{
    /// <summary>Every covered code, ascending.</summary>
    public static IReadOnlyList<InfRule> Rules { get; } =
    [
        .. ((IReadOnlyList<InfRule>[])
        [
            DocumentRules.All, VersionRules.All, ModelsRules.All, ReferenceRules.All, DirectiveRules.All, FileRules.All,
            DestinationRules.All, ServiceRules.All, ServiceValueRules.All, RegistryRules.All, RegistryValueRules.All,
            LegacyRules.All, IsolationRules.All, ConflictRules.All,
        ]).SelectMany(rules => rules).OrderBy(r => r.Code),
    ];

    /// <summary>Reads and checks; a file that cannot be read is a finding too.</summary>
    public static InfReport Check(ReadOnlySpan<byte> bytes, string name, InfVerifMode mode, InfVerifOptions? options = null)
    {
        try
        {
            return Check(InfFile.Read(bytes, name), mode, options);
        }
        catch (MalformedFileException error)
        {
            return new InfReport(name, mode, [Unreadable(error)]);
        }
    }

    public static InfReport Check(InfFile file, InfVerifMode mode, InfVerifOptions? options = null)
    {
        try
        {
            InfContext context = new(file, mode, options ?? new InfVerifOptions());
            List<InfFinding> findings = [];
            foreach (InfRule rule in Rules)
                if (InfCodes.Severity(rule.Code, mode) is var severity and not InfSeverity.None)
                    foreach (InfFault fault in rule.Check(context))
                    {
                        (int line, int column) = file.Place(fault.Offset);
                        findings.Add(new InfFinding(rule.Code, severity, file.Name, line, column, fault.Text, rule.Remedy));
                    }
            // A section that two directives share would tell each of its faults twice.
            return new InfReport(file.Name, mode,
                [.. findings.Distinct().OrderBy(f => f.Line).ThenBy(f => f.Column).ThenBy(f => f.Code)]);
        }
        catch (MalformedFileException error)
        {
            return new InfReport(file.Name, mode, [Unreadable(error)]);
        }
    }

    private static InfFinding Unreadable(MalformedFileException error) =>
        new(error.Line > 0 ? 1002 : 1003, InfSeverity.Error, error.File, Math.Max(error.Line, 1), Math.Max(error.Column, 1),
            error.Message, "mend the file at that place; Windows does not read beyond it");
}
