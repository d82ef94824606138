// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using PvDrivers.Signing.Cms;

namespace PvDrivers.Signing.Verify;

/// <param name="Findings">What is wrong or strange, in the order of the file.</param>
/// <param name="Signatures">The outer signatures that could be read.</param>
public sealed record VerifyResult(IReadOnlyList<SignatureFinding> Findings, IReadOnlyList<SignatureInfo> Signatures)
{
    /// <summary>No finding but warnings.</summary>
    public bool Accepted => Findings.All(f => f.IsWarning);

    public IEnumerable<SignatureFinding> Failures => Findings.Where(f => !f.IsWarning);

    /// <summary>0, or the value of the first failure's class.</summary>
    public int ExitCode => Failures.FirstOrDefault() is { } first ? (int)first.Class : 0;
}
