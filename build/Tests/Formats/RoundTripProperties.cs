// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PvDrivers.Formats.Cab;
using PvDrivers.Formats.Cat;
using PvDrivers.Formats.Pe;
using PvDrivers.Tests.Formats.Pe;

namespace PvDrivers.Tests.Formats;

/// <summary>What is written is read back the same, whatever it is.</summary>
public sealed class RoundTripProperties
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 60)]
    public Property Cabinet_WhenWrittenAndRead_HoldsTheSameFiles() =>
        Prop.ForAll(Contents().ToArbitrary(), contents =>
        {
            CabEntry[] entries = [.. contents.Select((bytes, i) => new CabEntry($@"folder {i % 3}\file {i}", bytes,
                Time.AddSeconds(2 * i)))];

            IReadOnlyList<CabEntry> read = CabFile.Read(CabWriter.Write(entries), "p.cab").Extract();

            Assert.Equal(entries.Select(Describe), read.Select(Describe));
        });

    [Property(MaxTest = 100)]
    public Property Catalog_WhenWrittenAndRead_IsTheSame() =>
        Prop.ForAll(Requests().ToArbitrary(), request =>
        {
            Catalog catalog = CatalogBuilder.Build(request);
            byte[] bytes = catalog.EncodeUnsigned();

            CatalogFile file = CatalogFile.Read(bytes, "p.cat");

            Assert.Equal(bytes, file.ToBytes());
            Assert.Equal(request.HardwareIds, file.Catalog.HardwareIds);
            Assert.Equal(catalog.Members.Select(m => m.File), file.Catalog.Members.Select(m => m.File));
            foreach (CatalogSubject subject in request.Files)
                Assert.Contains(file.Catalog.Members, m => m.Digest!.Value.Span.SequenceEqual(subject.Sha1.Span)
                    && m.Kind == subject.Kind);
        });

    [Property(MaxTest = 200)]
    public Property CheckSum_WhenImageHasAnyTail_IsTheDocumentedSum() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), tail =>
        {
            byte[] file = [.. PeCorpus.Read("x86.sys"), .. tail];

            Assert.Equal(PlainCheckSum(file), PeImage.Read(file, "p.sys").ComputeCheckSum());
        });

    [Property(MaxTest = 200)]
    public Property Digest_WhenImageIsSigned_StaysTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), (tail, content) =>
        {
            PeImage image = PeImage.Read((byte[])[.. PeCorpus.Read("x64.sys"), .. tail], "p.sys");
            System.Formats.Asn1.AsnWriter signature = new(System.Formats.Asn1.AsnEncodingRules.DER);
            using (signature.PushSequence())
                signature.WriteOctetString(content);

            PeImage signed = PeImage.Read(image.WithSignature(signature.Encode()), "s.sys");

            Assert.Equal(image.AuthenticodeDigest(HashAlgorithmName.SHA256),
                signed.AuthenticodeDigest(HashAlgorithmName.SHA256));
            Assert.Equal(signature.Encode(), Assert.Single(signed.Signatures()).ToArray());
            Assert.Equal(signed.CheckSum, PlainCheckSum(signed.Bytes.Span));
        });

    /// <summary>The sum as the documentation tells it: word by word, the carry added at once.</summary>
    private static uint PlainCheckSum(ReadOnlySpan<byte> file)
    {
        int field = BitConverter.ToInt32(file[0x3C..]) + 24 + 64;
        uint sum = 0;
        for (int i = 0; i < file.Length; i += 2)
        {
            uint word = i >= field && i < field + 4 ? 0u
                : (uint)(file[i] | (i + 1 < file.Length ? file[i + 1] << 8 : 0));
            sum += word;
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return sum + (uint)file.Length;
    }

    private static string Describe(CabEntry entry) =>
        $"{entry.Name} {entry.Time:u} {entry.Bytes.Length} {Convert.ToHexString(SHA256.HashData(entry.Bytes.Span))}";

    /// <summary>Up to six files around the size of a block, of text, noise or zeros.</summary>
    private static Gen<byte[][]> Contents() =>
        Gen.NonEmptyListOf(from size in Gen.OneOf(Gen.Choose(0, 300), Gen.Choose(32_700, 32_800),
            Gen.Choose(65_000, 100_000))
                           from kind in Gen.Choose(0, 2)
                           from seed in Gen.Choose(0, 1000)
                           select Content(size, kind, seed)).Select(list => list.Take(6).ToArray());

    private static byte[] Content(int size, int kind, int seed)
    {
        byte[] bytes = new byte[size];
        if (kind == 1)
            new Random(seed).NextBytes(bytes);
        else if (kind == 2)
            for (int i = 0; i < size; i++)
                bytes[i] = (byte)("some text "[i % 10] + i / 4000 % 3);
        return bytes;
    }

    private static Gen<CatalogRequest> Requests() =>
        from seeds in Gen.NonEmptyListOf(Gen.Choose(0, 40))
        from kinds in Gen.ListOf(Gen.Elements(SubjectKind.Pe, SubjectKind.Flat, SubjectKind.Cab), seeds.Count)
        from os in Gen.NonEmptyListOf(Gen.Elements(OsCatalog.All.Select(n => n.Name).ToArray()))
        from ids in Gen.Choose(0, 30)
        from legacy in Gen.Elements(true, false)
        select new CatalogRequest
        {
            Files = [.. seeds.Distinct().Select((seed, i) => new CatalogSubject($"Datei-{seed}-ä.SYS", kinds[i],
                SHA1.HashData([(byte)seed]), SHA256.HashData([(byte)seed])))],
            OsNames = [.. os],
            HardwareIds = [.. Enumerable.Range(0, ids).Select(i => $@"pci\ven_{i:x4}&dev_0001")],
            Time = Time.AddHours(ids),
            LegacySpcLink = legacy,
        };
}
