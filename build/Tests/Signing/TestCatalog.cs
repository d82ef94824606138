// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace PvDrivers.Tests.Signing;

/// <summary>A catalog of version 1 with one flat member, written here by hand so that the signing tests judge themselves only.</summary>
internal static class TestCatalog
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    public static byte[] Make(string content = "[Version]\r\n")
    {
        byte[] digest = SHA1.HashData(Encoding.ASCII.GetBytes(content));
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.7.2");
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                writer.PushSetOf().Dispose();
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.4.1.311.10.1");
                    using (writer.PushSequence(Tag0))
                        WriteList(writer, digest);
                }
                writer.PushSetOf().Dispose();
            }
        }
        return writer.Encode();
    }

    private static void WriteList(AsnWriter writer, byte[] digest)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier("1.3.6.1.4.1.311.12.1.1");
            writer.WriteOctetString(digest.AsSpan(0, 16));
            writer.WriteUtcTime(new DateTimeOffset(2022, 2, 3, 4, 5, 6, TimeSpan.Zero));
            WriteAlgorithm(writer, "1.3.6.1.4.1.311.12.1.2");
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteOctetString(Encoding.Unicode.GetBytes(Convert.ToHexString(digest) + "\0"));
                using (writer.PushSetOf())
                {
                    WriteAttribute(writer, "1.3.6.1.4.1.311.12.2.2", WriteMemberInfo);
                    WriteAttribute(writer, "1.3.6.1.4.1.311.2.1.4", w => WriteIndirect(w, digest));
                }
            }
        }
    }

    private static void WriteAttribute(AsnWriter writer, string oid, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSetOf())
                value(writer);
        }
    }

    private static void WriteMemberInfo(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.BMPString, "{DE351A42-8E59-11D0-8C47-00C04FC295EE}");
            writer.WriteInteger(0x200);
        }
    }

    private static void WriteIndirect(AsnWriter writer, byte[] digest)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.6.1.4.1.311.2.1.25");
                using (writer.PushSequence(Tag2))
                    writer.WriteOctetString([], Tag0);
            }
            using (writer.PushSequence())
            {
                WriteAlgorithm(writer, "1.3.14.3.2.26");
                writer.WriteOctetString(digest);
            }
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteNull();
        }
    }
}
