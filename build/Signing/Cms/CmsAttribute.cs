// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;

namespace PvDrivers.Signing.Cms;

/// <summary>Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET OF ANY } (PKCS#7 1.5, 6.6; X.501)</summary>
/// <param name="Oid">The attribute's type.</param>
/// <param name="Values">Each value as encoded.</param>
public sealed record CmsAttribute(string Oid, IReadOnlyList<ReadOnlyMemory<byte>> Values)
{
    internal static CmsAttribute Read(AsnReader reader)
    {
        AsnReader attribute = reader.ReadSequence();
        string oid = attribute.ReadObjectIdentifier();
        AsnReader set = attribute.ReadSetOf();
        attribute.ThrowIfNotEmpty();
        List<ReadOnlyMemory<byte>> values = [];
        while (set.HasData)
            values.Add(set.ReadEncodedValue());
        return new CmsAttribute(oid, values);
    }

    internal void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
            using (writer.PushSetOf())
                foreach (ReadOnlyMemory<byte> value in Values)
                    writer.WriteEncodedValue(value.Span);
        }
    }

    /// <summary>An attribute of one value, written by <paramref name="write"/>.</summary>
    internal static CmsAttribute Of(string oid, Action<AsnWriter> write)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        write(writer);
        return new CmsAttribute(oid, [writer.Encode()]);
    }
}
