// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Numerics;

namespace PvDrivers.Formats.Inf;

/// <summary>
/// Where the sections stand. Five numbers a header and no object, so that a file of nothing but headers costs no more than
/// a few times its own size; the objects are made when somebody asks for a section.
/// </summary>
internal sealed class InfSectionTable
{
    private const int None = -1;

    private readonly string _text;
    private readonly Part[] _parts;
    private readonly int[] _buckets;
    private readonly List<int> _firsts;
    private int _count;

    /// <param name="text">The whole file.</param>
    /// <param name="headers">At least as many as there are headers.</param>
    public InfSectionTable(string text, int headers)
    {
        _text = text;
        _parts = new Part[headers];
        _buckets = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(headers / 2, 1))];
        Array.Fill(_buckets, None);
        _firsts = [];
    }

    /// <summary>The first parts of the sections, in the order of the file.</summary>
    public IReadOnlyList<int> Firsts => _firsts;

    /// <summary>Takes the header at that offset; its entries follow by <see cref="Extend"/>.</summary>
    public void Add(int offset, int headerEnd)
    {
        int added = _count++;
        ReadOnlySpan<char> name = Name(_text, offset);
        ref int bucket = ref Bucket(name);
        int first = FindIn(bucket, name);
        _parts[added] = new Part(offset, headerEnd, None, first == None ? bucket : None, added);
        if (first == None)
        {
            bucket = added;
            _firsts.Add(added);
            return;
        }
        _parts[_parts[first].Last].Next = added;
        _parts[first].Last = added;
    }

    /// <summary>The entries of the last header taken reach up to there.</summary>
    public void Extend(int endOffset) => _parts[_count - 1].End = endOffset;

    /// <summary>The first part of the section of that name; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<char> name) => FindIn(Bucket(name), name);

    /// <summary>Header and end of each part of a section.</summary>
    public IEnumerable<(int Header, int End)> PartsOf(int first)
    {
        for (int part = first; part != None; part = _parts[part].Next)
            yield return (_parts[part].Header, _parts[part].End);
    }

    /// <summary>What stands between the brackets, without outer blanks.</summary>
    public static ReadOnlySpan<char> Name(string text, int offset)
    {
        ReadOnlySpan<char> rest = text.AsSpan(offset + 1);
        return rest[..rest.IndexOf(']')].Trim();
    }

    private int FindIn(int bucket, ReadOnlySpan<char> name)
    {
        for (int part = bucket; part != None; part = _parts[part].Chain)
            if (Name(_text, _parts[part].Header).Equals(name, StringComparison.OrdinalIgnoreCase))
                return part;
        return None;
    }

    private ref int Bucket(ReadOnlySpan<char> name) =>
        ref _buckets[string.GetHashCode(name, StringComparison.OrdinalIgnoreCase) & (_buckets.Length - 1)];

    /// <param name="Header">Offset of the bracket.</param>
    /// <param name="End">Where its entries end.</param>
    /// <param name="Next">The next part of the same section.</param>
    /// <param name="Chain">The next section of the same bucket; of first parts only.</param>
    /// <param name="Last">The last part of the section; of first parts only.</param>
    private record struct Part(int Header, int End, int Next, int Chain, int Last);
}
