// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PvDrivers.Formats;
using PvDrivers.Signing;
using PvDrivers.Signing.Keys;
using PvDrivers.Signing.Timestamps;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

public sealed class SigningBatchTests : IClassFixture<TestPki>, IDisposable
{
    private readonly TestPki _pki;
    private readonly string _folder = Repository.NewTemporaryDirectory();

    public SigningBatchTests(TestPki pki) => _pki = pki;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_WhenAllIsWell_SignsEveryFile()
    {
        List<SigningJob> jobs = [.. Jobs(12, new SignRequest { Key = _pki.GoodKey() })];
        IReadOnlyList<SigningOutcome> outcomes = SigningBatch.Run(jobs, 4);

        Assert.Equal(12, outcomes.Count);
        Assert.All(outcomes, o => Assert.Null(o.Error));
        Assert.All(jobs, j => Assert.True(SignatureVerifier.Verify(File.ReadAllBytes(j.Target), j.Target,
            new VerifyPolicy { Roots = [_pki.Root], Time = _pki.Now }).Accepted));
        Assert.Equal(24, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Run_WhenTheKeyFailsHalfWay_LeavesPreviousOutputsAndNamesTheFile()
    {
        using FailingKey key = new(_pki.GoodKey(), goodFor: 5);
        List<SigningJob> jobs = [.. Jobs(12, new SignRequest { Key = key })];
        foreach (SigningJob job in jobs)
            File.WriteAllText(job.Target, "what was there before");

        IReadOnlyList<SigningOutcome> outcomes = SigningBatch.Run(jobs, 2);
        SigningOutcome failed = outcomes.First(o => o.Error is not null);
        Assert.Contains("the token was pulled out", failed.Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith("xen", Path.GetFileName(failed.Job.Source), StringComparison.Ordinal);
        Assert.All(jobs, j => Assert.Equal("what was there before", File.ReadAllText(j.Target)));
        Assert.Equal(24, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Run_WhenTheAuthorityDiesForGood_SignsNothing()
    {
        X509Certificate2 certificate = _pki.Issue("Authority", TestPki.TimeStamping, critical: true);
        using Loopback server = new(r => r.Number <= 4
            ? new TestTsa(certificate, _pki.Root).Answer(r)
            : new LoopbackAnswer(503, "text/plain", []));
        using TimestampClient client = new(new TimestampOptions
        {
            Servers = [server.Address],
            Attempts = 2,
            FirstDelay = TimeSpan.FromMilliseconds(1),
        });
        List<SigningJob> jobs = [.. Jobs(8, new SignRequest { Key = _pki.GoodKey(), Timestamp = client })];

        Assert.Contains(SigningBatch.Run(jobs, 2), o => o.Error is ToolFailedException);
        Assert.All(jobs, j => Assert.False(File.Exists(j.Target)));
    }

    private IEnumerable<SigningJob> Jobs(int count, SignRequest request)
    {
        for (int i = 0; i < count; i++)
        {
            string source = Path.Combine(_folder, $"xen{i}.sys");
            File.WriteAllBytes(source, TestFiles.Make("sys", i));
            yield return new SigningJob(source, Path.Combine(_folder, $"signed{i}.sys"), request);
        }
    }

    private sealed class FailingKey(ISigningKey good, int goodFor) : ISigningKey
    {
        private int _used;

        public X509Certificate2 Certificate => good.Certificate;

        public IReadOnlyList<X509Certificate2> Chain => good.Chain;

        public string Description => good.Description;

        public bool Supports(HashAlgorithmName algorithm) => good.Supports(algorithm);

        public byte[] SignHash(ReadOnlySpan<byte> hash, HashAlgorithmName algorithm) =>
            Interlocked.Increment(ref _used) <= goodFor
                ? good.SignHash(hash, algorithm)
                : throw new CryptographicException("the token was pulled out");

        public void Dispose()
        {
        }
    }
}
