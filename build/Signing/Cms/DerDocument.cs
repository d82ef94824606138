// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Formats.Asn1;
using PvDrivers.Formats;

namespace PvDrivers.Signing.Cms;

/// <summary>
/// A DER structure inside a file: turns every decoding failure into a <see cref="MalformedFileException"/> that names the
/// place in the file. Parts are slices of the same memory, so their offsets follow from where they lie in it.
/// </summary>
internal sealed class DerDocument(string name, ReadOnlyMemory<byte> bytes, long baseOffset)
{
    /// <summary>SET OF order is not checked: signers that write certificates and attributes unsorted are common.</summary>
    internal static readonly AsnReaderOptions Options = new() { SkipSetSortOrderVerification = true };

    public string Name { get; } = name;

    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public long OffsetOf(ReadOnlyMemory<byte> part) =>
        Bytes.Span.Overlaps(part.Span, out int offset) ? baseOffset + offset : baseOffset;

    public MalformedFileException Malformed(ReadOnlyMemory<byte> part, string found, string expected,
        Exception? inner = null) => new(Name, OffsetOf(part), found, expected, inner);

    /// <summary>Hands <paramref name="read"/> a reader over <paramref name="der"/> and insists that it consumes all of it.</summary>
    public T Decode<T>(ReadOnlyMemory<byte> der, string what, Func<AsnReader, T> read)
    {
        try
        {
            AsnReader reader = new(der, AsnEncodingRules.DER, Options);
            T result = read(reader);
            reader.ThrowIfNotEmpty();
            return result;
        }
        catch (AsnContentException error)
        {
            throw Malformed(der, $"{what} that does not decode ({error.Message})", "DER as the structure prescribes", error);
        }
    }

    /// <summary>Content octets of one encoded value: what remains when tag and length are taken off.</summary>
    public ReadOnlyMemory<byte> ContentOf(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.DER, out int offset, out int length, out _);
            return encoded.Slice(offset, length);
        }
        catch (AsnContentException error)
        {
            throw Malformed(encoded, $"a value that does not decode ({error.Message})", "one DER value", error);
        }
    }

    /// <summary>
    /// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL } (RFC 5280, 4.1.1.2);
    /// no algorithm that a signature may name here has parameters other than NULL.
    /// </summary>
    public static string ReadAlgorithm(AsnReader reader)
    {
        AsnReader algorithm = reader.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData)
            algorithm.ReadNull();
        algorithm.ThrowIfNotEmpty();
        return oid;
    }

    public static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteNull();
        }
    }
}
