// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using PvDrivers.Formats;

namespace PvDrivers.Signing;

/// <param name="Source">File to sign.</param>
/// <param name="Target">Where the signed file goes; may be the source.</param>
/// <param name="Request">How.</param>
public sealed record SigningJob(string Source, string Target, SignRequest Request);

/// <summary>One file of a batch: signed, or why not.</summary>
public sealed record SigningOutcome(SigningJob Job, long Size, Exception? Error);

/// <summary>
/// Signs many files at once. Either all of them come to stand at their places or none does: results wait beside their
/// targets until the last one is made.
/// </summary>
public static class SigningBatch
{
    private const string Suffix = ".~signing";

    /// <summary>The outcomes in the order of the jobs; where any has an error, no target was touched.</summary>
    public static IReadOnlyList<SigningOutcome> Run(IReadOnlyList<SigningJob> jobs, int parallelism,
        CancellationToken cancellation = default)
    {
        SigningOutcome?[] outcomes = new SigningOutcome?[jobs.Count];
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
            Parallel.For(0, jobs.Count, options, (i, state) =>
            {
                outcomes[i] = SignOne(jobs[i]);
                // The key or the authority is probably gone for the rest as well.
                if (outcomes[i]?.Error is not null)
                    state.Stop();
            });
            if (outcomes.All(o => o is { Error: null }))
                foreach (SigningJob job in jobs)
                    File.Move(job.Target + Suffix, job.Target, overwrite: true);
        }
        finally
        {
            foreach (SigningJob job in jobs)
                File.Delete(job.Target + Suffix);
        }
        return [.. outcomes.OfType<SigningOutcome>()];
    }

    private static SigningOutcome SignOne(SigningJob job)
    {
        try
        {
            byte[] signed = Authenticode.Sign(File.ReadAllBytes(job.Source), Path.GetFileName(job.Source), job.Request);
            File.WriteAllBytes(job.Target + Suffix, signed);
            return new SigningOutcome(job, signed.Length, null);
        }
        catch (Exception error) when (error is MalformedFileException or UsageException or ToolFailedException
                                          or CryptographicException or IOException or UnauthorizedAccessException)
        {
            return new SigningOutcome(job, 0, error);
        }
    }
}
