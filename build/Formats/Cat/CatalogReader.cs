// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Cat;

/// <summary>Reads a CTL. Known attributes are checked to their last byte; unknown ones are kept whole.</summary>
internal static class CatalogReader
{
    public static Catalog Read(ReadOnlyMemory<byte> der, long offset, string name)
    {
        DerReader file = new(der, offset, name);
        DerReader ctl = file.Sequence("CTL");
        DerReader usage = ctl.Sequence("subjectUsage");
        string oid = usage.Oid("subject usage");
        if (oid != CatalogOids.CatalogList)
            throw ctl.Bad($"subject usage {oid}", $"{CatalogOids.CatalogList}, a catalog list");
        usage.End("the subject usage");

        byte[] identifier = ctl.Octets("listIdentifier");
        DateTimeOffset time = ctl.Time("thisUpdate");
        CatalogVersion version = ReadVersion(ctl.Sequence("subjectAlgorithm"));
        DerReader subjects = ctl.Sequence("trustedSubjects");
        List<CatalogMember> members = [];
        while (subjects.HasData)
            members.Add(ReadMember(subjects.Sequence("trusted subject")));

        List<CatalogAttribute> attributes = [];
        if (ctl.HasData)
        {
            DerReader outer = ctl.Sequence("ctlExtensions", CatalogOids.Context(0));
            DerReader extensions = outer.Sequence("ctlExtensions");
            outer.End("the extensions");
            while (extensions.HasData)
                attributes.Add(ReadExtension(extensions));
        }

        ctl.End("the CTL");
        return new Catalog(version, identifier, time, members, attributes);
    }

    private static CatalogVersion ReadVersion(DerReader algorithm)
    {
        string oid = algorithm.Oid("subject algorithm");
        CatalogVersion version = oid switch
        {
            CatalogOids.CatalogListMember => CatalogVersion.V1,
            CatalogOids.CatalogListMember2 => CatalogVersion.V2,
            _ => throw algorithm.Bad($"subject algorithm {oid}",
                $"{CatalogOids.CatalogListMember} (V1) or {CatalogOids.CatalogListMember2} (V2)"),
        };
        algorithm.Null("algorithm parameters");
        algorithm.End("the subject algorithm");
        return version;
    }

    private static CatalogMember ReadMember(DerReader subject)
    {
        byte[] identifier = subject.Octets("subjectIdentifier");
        DerReader set = subject.Set("attributes");
        subject.End("the trusted subject");
        List<CatalogAttribute> attributes = [];
        while (set.HasData)
            attributes.Add(ReadMemberAttribute(set));
        return new CatalogMember(identifier, attributes);
    }

    private static CatalogAttribute ReadMemberAttribute(DerReader set)
    {
        DerReader attribute = set.Fork().Sequence("attribute");
        ReadOnlyMemory<byte> whole = set.Raw("attribute");
        string oid = attribute.Oid("attribute type");
        if (!IsKnown(oid))
            return new RawAttribute(oid, whole);
        DerReader values = attribute.Set("attribute values");
        attribute.End("the attribute");
        CatalogAttribute result = ReadKnown(oid, values) ?? new RawAttribute(oid, whole);
        if (result is not RawAttribute)
            values.End("the attribute's one value");
        return result;
    }

    private static CatalogAttribute ReadExtension(DerReader extensions)
    {
        DerReader extension = extensions.Fork().Sequence("extension");
        ReadOnlyMemory<byte> whole = extensions.Raw("extension");
        string oid = extension.Oid("extension type");
        if (oid != CatalogOids.NameValue)
            return new RawAttribute(oid, whole);
        DerReader value = extension.Enter("extension value");
        extension.End("the extension");
        CatalogAttribute result = ReadNameValue(value);
        value.End("the name-value");
        return result;
    }

    private static bool IsKnown(string oid) =>
        oid is CatalogOids.NameValue or CatalogOids.MemberInfo or CatalogOids.MemberInfo2 or CatalogOids.IndirectData;

    /// <summary>Null for a form of a known attribute that this code does not model.</summary>
    private static CatalogAttribute? ReadKnown(string oid, DerReader values) => oid switch
    {
        CatalogOids.NameValue => ReadNameValue(values),
        CatalogOids.MemberInfo => ReadMemberInfo(values),
        CatalogOids.MemberInfo2 => ReadMemberInfo2(values),
        _ => ReadIndirectData(values),
    };

    private static NameValueAttribute ReadNameValue(DerReader values)
    {
        DerReader pair = values.Sequence("CAT_NAMEVALUE");
        NameValueAttribute result = new(pair.Bmp("tag"), pair.Integer("flags"), pair.Octets("value"));
        pair.End("the CAT_NAMEVALUE");
        return result;
    }

    private static MemberInfoAttribute ReadMemberInfo(DerReader values)
    {
        DerReader info = values.Sequence("CAT_MEMBERINFO");
        MemberInfoAttribute result = new(info.Bmp("subject GUID"), info.Integer("certVersion"));
        info.End("the CAT_MEMBERINFO");
        return result;
    }

    private static MemberInfo2Attribute? ReadMemberInfo2(DerReader values)
    {
        ReadOnlySpan<byte> value = values.Raw("CAT_MEMBERINFO2").Span;
        return value is [>= 0x80 and <= 0x9E, 0] ? new MemberInfo2Attribute(value[0] & 0x1F) : null;
    }

    private static IndirectDataAttribute ReadIndirectData(DerReader values)
    {
        DerReader indirect = values.Sequence("SPC_INDIRECT_DATA");
        DerReader data = indirect.Sequence("data");
        string dataOid = data.Oid("data type");
        ReadOnlyMemory<byte> dataValue = data.HasData ? data.Raw("data value") : default;
        data.End("the data");
        DerReader info = indirect.Sequence("messageDigest");
        indirect.End("the SPC_INDIRECT_DATA");
        DerReader algorithm = info.Sequence("digest algorithm");
        string digestOid = algorithm.Oid("digest algorithm");
        bool hasNull = algorithm.HasData;
        if (hasNull)
            algorithm.Null("digest algorithm parameters");
        algorithm.End("the digest algorithm");
        byte[] digest = info.Octets("digest");
        info.End("the messageDigest");
        return new IndirectDataAttribute(dataOid, dataValue, digestOid, digest) { HasAlgorithmNull = hasNull };
    }
}
