// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Security.Cryptography;
using System.Text;

namespace PvDrivers.Formats.Cat;

/// <summary>
/// Builds the catalog that Microsoft's inf2cat builds. Order: members by identifier, attributes of a member by their
/// encoding (DER SET OF), extensions OS, HWIDn ... HWID1. Files of equal digest are one member; it keeps the name that
/// sorts first, so that the order of the request does not matter (which name inf2cat keeps is not known).
/// List identifier where none is given: the first 16 bytes of SHA-256 over the CTL encoded with an identifier of zeros
/// and the time 2000-01-01, marked as a UUID of version 8 (RFC 9562, 5.8) in Windows' byte order.
/// </summary>
public static class CatalogBuilder
{
    private const int IdentifierSize = 16;

    public static Catalog Build(CatalogRequest request)
    {
        OsCatalog? os = request.OsNames.Count == 0 ? null : OsCatalog.Resolve(request.OsNames);
        CatalogVersion version = request.Version ?? os?.Version ?? CatalogVersion.V2;
        MemberFactory factory = new(version, os?.OsAttr, request.LegacySpcLink);

        SortedDictionary<byte[], CatalogMember> members = new(ByBytes.Instance);
        foreach (CatalogSubject file in request.Files.OrderBy(f => BaseName(f.Name), StringComparer.Ordinal))
            foreach (CatalogMember member in factory.Members(Checked(file), BaseName(file.Name)))
                members.TryAdd(member.Identifier.ToArray(), member);

        Catalog catalog = new(version, new byte[IdentifierSize], Epoch, [.. members.Values],
            Extensions(os, request.HardwareIds));
        return catalog with
        {
            ListIdentifier = request.ListIdentifier is { } given ? Checked(given) : Derive(catalog),
            ThisUpdate = WholeSeconds(request.Time),
        };
    }

    private static DateTimeOffset Epoch { get; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static List<CatalogAttribute> Extensions(OsCatalog? os, IReadOnlyList<string> hardwareIds)
    {
        List<CatalogAttribute> result = [];
        if (os is not null)
            result.Add(NameValueAttribute.Plain("OS", os.Attribute));
        for (int i = hardwareIds.Count; i > 0; i--)
            result.Add(NameValueAttribute.Plain($"HWID{i}", hardwareIds[i - 1]));
        return result;
    }

    private static byte[] Derive(Catalog catalog)
    {
        byte[] identifier = SHA256.HashData(catalog.EncodeCtl())[..IdentifierSize];
        // Windows stores the third field of a GUID little-endian: its high byte, with the version, is the second one.
        identifier[7] = (byte)((identifier[7] & 0x0F) | 0x80);
        identifier[8] = (byte)((identifier[8] & 0x3F) | 0x80);
        return identifier;
    }

    /// <summary>Catalogs name files without folders, in lower case.</summary>
    private static string BaseName(string path) => path[(path.LastIndexOfAny(['\\', '/']) + 1)..].ToLowerInvariant();

    private static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> identifier) => identifier.Length == IdentifierSize
        ? identifier
        : throw new UsageException($"the list identifier has {identifier.Length} bytes; it must have {IdentifierSize}");

    private static CatalogSubject Checked(CatalogSubject file) =>
        file.Sha1.Length == SHA1.HashSizeInBytes && file.Sha256.Length == SHA256.HashSizeInBytes
            ? file
            : throw new UsageException(
                $"{file.Name}: digests of {file.Sha1.Length} and {file.Sha256.Length} bytes; SHA-1 has 20, SHA-256 has 32");

    /// <summary>memcmp, the shorter first.</summary>
    private sealed class ByBytes : IComparer<byte[]>
    {
        public static ByBytes Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }

    /// <summary>The members of one file, with their attributes in DER order.</summary>
    private sealed class MemberFactory(CatalogVersion version, string? osAttr, bool legacyLink)
    {
        // Equal on every member that has them; encoded once.
        private readonly Keyed? _osAttr = osAttr is null ? null : Key(NameValueAttribute.Plain("OSAttr", osAttr));
        private readonly Dictionary<SubjectKind, Keyed> _kinds = [];

        public IEnumerable<CatalogMember> Members(CatalogSubject file, string name)
        {
            if (!_kinds.TryGetValue(file.Kind, out Keyed kind))
                _kinds.Add(file.Kind, kind = Key(KindAttribute(file.Kind)));
            // A catalog without operating systems, as makecat makes it, tells no file names either.
            Keyed? fileName = osAttr is null ? null : Key(NameValueAttribute.Plain("File", name));
            Keyed data = Key(SpcData.Attribute(file, sha256: version == CatalogVersion.V2, legacyLink));
            if (version == CatalogVersion.V1)
                return [Member(Encoding.Unicode.GetBytes(Convert.ToHexString(file.Sha1.Span) + '\0'), kind, fileName,
                    data)];
            return [Member(file.Sha1, kind, fileName, null), Member(file.Sha256, kind, fileName, data)];
        }

        private CatalogMember Member(ReadOnlyMemory<byte> identifier, params ReadOnlySpan<Keyed?> own)
        {
            List<Keyed> attributes = [];
            foreach (Keyed? attribute in (ReadOnlySpan<Keyed?>)[.. own, _osAttr])
                if (attribute is { } given)
                    attributes.Add(given);
            attributes.Sort(static (a, b) => a.Encoded.AsSpan().SequenceCompareTo(b.Encoded));
            return new CatalogMember(identifier, attributes.ConvertAll(a => a.Attribute));
        }

        private static Keyed Key(CatalogAttribute attribute) =>
            new(attribute, Catalog.EncodeMemberAttribute(attribute));

        private CatalogAttribute KindAttribute(SubjectKind kind) => version == CatalogVersion.V2
            ? new MemberInfo2Attribute((int)kind)
            : new MemberInfoAttribute(GuidOf(kind), CatalogOids.MemberVersion);

        private static string GuidOf(SubjectKind kind) => kind switch
        {
            SubjectKind.Pe => CatalogOids.PeGuid,
            SubjectKind.Cab => CatalogOids.CabGuid,
            _ => CatalogOids.FlatGuid,
        };

        private readonly record struct Keyed(CatalogAttribute Attribute, byte[] Encoded);
    }
}
