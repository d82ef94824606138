// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Pe;

/// <summary>The import directory (PE format, "The .idata Section").</summary>
public sealed partial class PeImage
{
    private const int ImportDescriptorSize = 20;
    private const int LongestName = 4096;

    /// <summary>What the image imports, in the order of its tables. Parsed on each call.</summary>
    public IReadOnlyList<PeImport> Imports
    {
        get
        {
            List<PeImport> result = [];
            PeDirectory directory = Directory(PeLayout.ImportDirectory);
            if (directory.Address == 0)
                return result;
            // Tables that share their entries would let a small file describe any number of imports: each entry pays
            // for its bytes out of the length of the file, which no honest image uses up.
            long budget = _view.Length;
            for (long at = OffsetOf(directory.Address, ImportDescriptorSize,
                "import directory"); ; at += ImportDescriptorSize)
            {
                uint lookup = _view.U32(at, "import descriptor");
                uint name = _view.U32(at + 12, "import descriptor");
                uint thunks = _view.U32(at + 16, "import descriptor");
                if (name == 0)
                    return result;
                string dll = ReadName(name, "name of an imported DLL", ref budget);
                // Old linkers leave the lookup table out; the thunks hold the same before binding.
                result.Add(new PeImport(dll, ReadThunks(lookup != 0 ? lookup : thunks, ref budget)));
            }
        }
    }

    private List<string> ReadThunks(uint table, ref long budget)
    {
        List<string> names = [];
        int size = IsPe32Plus ? 8 : 4;
        ulong ordinalFlag = IsPe32Plus ? 1UL << 63 : 1UL << 31;
        for (long at = OffsetOf(table, size, "import lookup table"); ; at += size)
        {
            ulong entry = IsPe32Plus ? _view.U64(at, "import lookup entry") : _view.U32(at, "import lookup entry");
            if (entry == 0)
                return names;
            if ((entry & ordinalFlag) != 0)
            {
                Spend(at, 8, ref budget);
                names.Add($"#{entry & 0xFFFF}");
                continue;
            }

            if (entry > int.MaxValue)
                throw _view.Bad(at, $"import lookup entry 0x{entry:X}", "a 31-bit address or an ordinal");
            // Each name stands behind a hint of 2 bytes.
            names.Add(ReadName((uint)entry + 2, "imported name", ref budget));
        }
    }

    private string ReadName(uint rva, string what, ref long budget)
    {
        long offset = OffsetOf(rva, 1, what);
        ReadOnlySpan<byte> name = _view.ZeroTerminated(offset, LongestName, what);
        Spend(offset, 8 + name.Length + Sections.Count / 4, ref budget);
        return Encoding.Latin1.GetString(name);
    }

    private void Spend(long at, int cost, ref long budget)
    {
        budget -= cost;
        if (budget < 0)
            throw _view.Bad(at, "import tables that describe more than the file holds",
                "tables that do not share their entries");
    }
}
