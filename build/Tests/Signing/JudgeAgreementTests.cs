// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Collections.Concurrent;
using System.Security.Cryptography;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Timestamps;
using PvDrivers.Signing.Verify;
using Xunit.Abstractions;

namespace PvDrivers.Tests.Signing;

/// <summary>
/// Our verifier and osslsigncode over every mutation. Where they differ, data/signing/differences.tsv says in which
/// region and why; and there is no file that we accept and osslsigncode refuses.
/// </summary>
public sealed class JudgeAgreementTests(TestPki pki, ITestOutputHelper output) : IClassFixture<TestPki>
{
    private static readonly string DataFile = Path.Combine(Repository.Data, "signing", "differences.tsv");

    [SkippableTheory]
    [InlineData("sys", "")]
    [InlineData("sys32", "pages")]
    [InlineData("sys", "dual")]
    [InlineData("sys", "timestamp")]
    [InlineData("cat", "")]
    [InlineData("cab", "")]
    public void Verify_WhenMutated_AgreesWithOsslsigncodeButForExplainedRegions(string kind, string variant)
    {
        Judge.Require("osslsigncode");
        string name = variant.Length == 0 ? kind : $"{kind}+{variant}";
        byte[] signed = Sign(kind, variant);
        List<Mutation> mutations = [.. SignatureMutations.Of(kind, signed)];
        Assert.True(mutations.Count >= 100, $"{mutations.Count} mutations of {name}");

        ConcurrentBag<(Mutation Mutation, bool Ours, bool Theirs, string Why)> results = [];
        // More at a time would starve the threads that read what the judge says.
        ParallelOptions few = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(mutations, few, mutation => results.Add(Compare(kind, mutation)));
        output.WriteLine($"{name}: {results.Count} mutations, both accept {results.Count(r => r.Ours && r.Theirs)}, " +
            $"both refuse {results.Count(r => !r.Ours && !r.Theirs)}, differ {results.Count(r => r.Ours != r.Theirs)} in " +
            string.Join(", ", results.Where(r => r.Ours != r.Theirs).Select(r => r.Mutation.Region).Distinct().Order()));

        Assert.Empty(results.Where(r => r.Ours && !r.Theirs).Select(r => $"{r.Mutation.Region} {r.Mutation.Change}: {r.Why}"));
        string[] explained = [.. Explained(name)];
        Assert.Empty(results.Where(r => r.Theirs && !r.Ours && !explained.Contains(r.Mutation.Region))
            .Select(r => $"{name} {r.Mutation.Region} {r.Mutation.Change}: only osslsigncode accepts: {r.Why}").Order());
        Assert.Empty(explained.Where(e => mutations.Exists(m => m.Region == e)
                && !results.Any(r => r.Theirs && !r.Ours && r.Mutation.Region == e))
            .Select(e => $"{name} {e}: listed as a difference, but there is none (osslsigncode of another version?)"));
    }

    private static IEnumerable<string> Explained(string name) => File.ReadLines(DataFile)
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'))
        .Where(c => c[0].Split(',').Contains(name)).Select(c => c[1]);

    private (Mutation, bool, bool, string) Compare(string kind, Mutation mutation)
    {
        VerifyPolicy policy = new() { Roots = [pki.Root], TimestampRoots = [pki.Root], Time = pki.Now };
        VerifyResult ours = SignatureVerifier.Verify(mutation.Bytes, kind, policy);
        (bool theirs, string said) = Judge.Osslsigncode(mutation.Bytes, kind[..3], pki.RootPem, "-TSA-CAfile", pki.RootPem);
        return (mutation, ours.Accepted, theirs, ours.Accepted ? said : string.Join("; ", ours.Failures));
    }

    private byte[] Sign(string kind, string variant)
    {
        ISigningKey key = pki.GoodKey();
        SignRequest request = new() { Key = key, Description = "Oracle VM PV Drivers", Url = "https://example.invalid" };
        switch (variant)
        {
            case "pages":
                request = request with { PageHashes = true };
                break;
            case "dual":
                request = request with { Digests = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256] };
                break;
            case "timestamp":
                TestTsa authority = new(pki.Issue("Authority", TestPki.TimeStamping, critical: true), pki.Root);
                using (Loopback server = new(authority.Answer))
                using (TimestampClient client = new(new TimestampOptions { Servers = [server.Address], Roots = [pki.Root] }))
                    return Authenticode.Sign(TestFiles.Make(kind), kind, request with { Timestamp = client });
        }
        return Authenticode.Sign(TestFiles.Make(kind), kind, request);
    }
}
