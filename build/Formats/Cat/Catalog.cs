// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Cat;

/// <summary>V1: SHA-1 only, one member a file. V2: two members a file, SHA-1 and SHA-256.</summary>
public enum CatalogVersion
{
    V1 = 1,
    V2 = 2,
}

/// <summary>How a file is digested: as a PE image, as a cabinet, or as plain bytes. The numbers are
/// CAT_MEMBERINFO2's.</summary>
public enum SubjectKind
{
    Pe = 0,
    Cab = 1,
    Flat = 2,
}

/// <summary>
/// The certificate trust list that a catalog is: what is signed. Members, their attributes and the extensions stand in
/// the order of the file; <see cref="CatalogBuilder"/> makes the order that Microsoft's tools make.
/// </summary>
public sealed partial record Catalog(
    CatalogVersion Version,
    ReadOnlyMemory<byte> ListIdentifier,
    DateTimeOffset ThisUpdate,
    IReadOnlyList<CatalogMember> Members,
    IReadOnlyList<CatalogAttribute> Attributes)
{
    /// <summary>The "OS" attribute's tokens; empty where the catalog has none.</summary>
    public IReadOnlyList<string> OsTokens =>
        Attribute("OS")?.Text.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>HWID1, HWID2 ... in this order, as far as they go without a gap.</summary>
    public IReadOnlyList<string> HardwareIds
    {
        get
        {
            Dictionary<string, string> named = new(StringComparer.Ordinal);
            foreach (NameValueAttribute attribute in Attributes.OfType<NameValueAttribute>())
                named.TryAdd(attribute.Tag, attribute.Text);
            List<string> ids = [];
            while (named.TryGetValue($"HWID{ids.Count + 1}", out string? id))
                ids.Add(id);
            return ids;
        }
    }

    public NameValueAttribute? Attribute(string tag) =>
        Attributes.OfType<NameValueAttribute>().FirstOrDefault(a => a.Tag == tag);
}

/// <summary>TrustedSubject ::= SEQUENCE { subjectIdentifier OCTET STRING, attributes SET OF Attribute }</summary>
public sealed record CatalogMember(ReadOnlyMemory<byte> Identifier, IReadOnlyList<CatalogAttribute> Attributes)
{
    private const int Sha1Size = 20;
    private const int Sha256Size = 32;

    /// <summary>Base name of the file, in lower case; null in catalogs that do not tell.</summary>
    public string? File => Text("File");

    public string? OsAttr => Text("OSAttr");

    public IndirectDataAttribute? IndirectData => Attributes.OfType<IndirectDataAttribute>().FirstOrDefault();

    /// <summary>Null where neither CAT_MEMBERINFO nor CAT_MEMBERINFO2 names one of the three.</summary>
    public SubjectKind? Kind
    {
        get
        {
            foreach (CatalogAttribute attribute in Attributes)
            {
                if (attribute is MemberInfo2Attribute { Choice: >= 0 and <= 2 } second)
                    return (SubjectKind)second.Choice;
                if (attribute is MemberInfoAttribute first)
                    return KindOf(first.SubjectGuid);
            }

            return null;
        }
    }

    /// <summary>The digest: the identifier of V2, the hexadecimal text of V1's, else what SPC_INDIRECT_DATA says.</summary>
    public ReadOnlyMemory<byte>? Digest
    {
        get
        {
            if (Identifier.Length is Sha1Size or Sha256Size)
                return Identifier;
            string text = Encoding.Unicode.GetString(Identifier.Span).TrimEnd('\0');
            return text.Length is Sha1Size * 2 or Sha256Size * 2 && text.All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(text)
                : IndirectData?.Digest;
        }
    }

    private static SubjectKind? KindOf(string guid) => guid.ToUpperInvariant() switch
    {
        CatalogOids.PeGuid => SubjectKind.Pe,
        CatalogOids.CabGuid => SubjectKind.Cab,
        CatalogOids.FlatGuid => SubjectKind.Flat,
        _ => null,
    };

    private string? Text(string tag) =>
        Attributes.OfType<NameValueAttribute>().FirstOrDefault(a => a.Tag == tag)?.Text;
}
