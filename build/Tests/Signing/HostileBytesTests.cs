// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Diagnostics;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PvDrivers.Formats;
using PvDrivers.Formats.Pe;
using PvDrivers.Signing;
using PvDrivers.Signing.Verify;

namespace PvDrivers.Tests.Signing;

/// <summary>Properties over generated files: what is signed verifies, what is changed does not, and nothing throws.</summary>
public sealed class HostileBytesTests(TestPki pki) : IClassFixture<TestPki>
{
    private VerifyPolicy Policy => new() { Roots = [pki.Root], TimestampRoots = [pki.Root], Time = pki.Now };

    [Theory]
    [InlineData("sys")]
    [InlineData("sys32")]
    [InlineData("cat")]
    [InlineData("cab")]
    public void Verify_WhenBytesAreHostile_NeverThrowsNorAcceptsNorLingers(string kind)
    {
        byte[] signed = Authenticode.Sign(TestFiles.Make(kind), kind,
            new SignRequest { Key = pki.GoodKey(), PageHashes = true });
        const int Seed = 20220203;
        Random random = new(Seed);
        long slowest = 0;
        for (int i = 0; i < 1500; i++)
        {
            byte[] hostile = Mangle(signed, random, kind);
            long start = Stopwatch.GetTimestamp();
            VerifyResult result = SignatureVerifier.Verify(hostile, kind, Policy);
            slowest = Math.Max(slowest, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Assert.False(result.Accepted && !SameButForFreeBytes(hostile, signed, kind),
                $"seed {Seed}, file {i} was accepted");
        }
        Assert.True(slowest < 5000, $"one file took {slowest} ms");
    }

    [Fact]
    public void Verify_WhenBytesAreNothingKnown_IsAStructureFinding()
    {
        foreach (byte[] bytes in (byte[][])[[], [0x4D], [0x4D, 0x5A], [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], "MSCF"u8.ToArray()])
            Assert.Equal((int)FindingClass.Structure, SignatureVerifier.Verify(bytes, "x", Policy).ExitCode);
    }

    [Property(MaxTest = 40)]
    public Property Sign_WhenAnyImage_VerifiesAndComesBackUnchanged() => Prop.ForAll(
        Gen.Choose(1, 40).SelectMany(_ => Gen.Choose(0, 17), (sections, overlay) => (sections, overlay)).ToArbitrary(),
        shape =>
        {
            byte[] image = TestImage.Make(shape.sections % 2 == 0, shape.sections * 0x200, shape.overlay, shape.sections);
            byte[] signed = Authenticode.Sign(image, "p.sys",
                new SignRequest { Key = pki.GoodKey(), PageHashes = shape.overlay % 2 == 0, Description = new string('d', shape.overlay) });
            byte[] bare = Authenticode.Remove(signed, "p.sys");
            return SignatureVerifier.Verify(signed, "p.sys", Policy with { Kernel = true }).Findings.Count == 0
                && bare.AsSpan(0x400).StartsWith(image.AsSpan(0x400))
                && bare.Length - image.Length is >= 0 and < 8
                && PeImage.Read(bare, "p.sys").AuthenticodeDigest(HashAlgorithmName.SHA256).AsSpan()
                    .SequenceEqual(PeImage.Read(image, "p.sys").AuthenticodeDigest(HashAlgorithmName.SHA256));
        });

    [Property(MaxTest = 200)]
    public Property Sign_WhenBytesAreNoise_RefusesThemAsMalformed() => Prop.ForAll(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(),
        noise => Throws(() => Authenticode.Sign(noise, "noise", new SignRequest { Key = pki.GoodKey() })));

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (MalformedFileException)
        {
            return true;
        }
    }

    private static byte[] Mangle(byte[] signed, Random random, string kind)
    {
        byte[] bytes = [.. signed];
        int signatureStart = kind == "cat" ? 0 : bytes.Length - 3000;
        for (int flips = random.Next(1, 6); flips > 0; flips--)
        {
            // The interesting bytes are the headers and the signature; the body is one long digest.
            int at = random.Next(3) switch
            {
                0 => random.Next(0, 0x200),
                1 => random.Next(signatureStart, bytes.Length),
                _ => random.Next(bytes.Length),
            };
            bytes[at] = random.Next(4) switch
            {
                0 => 0xFF,
                1 => 0x80,
                2 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
        }
        return random.Next(5) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => [.. bytes, .. new byte[random.Next(1, 5000)]],
            _ => bytes,
        };
    }

    // What a file may differ in and still be accepted: the checksum of an image (a warning), and the copy of the root
    // among the certificates, which nobody reads because the trusted one is given.
    private bool SameButForFreeBytes(byte[] hostile, byte[] signed, string kind)
    {
        if (hostile.Length != signed.Length)
            return false;
        int root = signed.AsSpan().IndexOf(pki.Root.RawData);
        for (int i = 0; i < signed.Length; i++)
        {
            bool free = (i >= root && i < root + pki.Root.RawData.Length)
                || (kind != "cat" && kind != "cab" && i is >= 0x98 + 64 and < 0x98 + 68);
            if (!free && hostile[i] != signed[i])
                return false;
        }
        return true;
    }
}
