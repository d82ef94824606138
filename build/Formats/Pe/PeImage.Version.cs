// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

namespace PvDrivers.Formats.Pe;

/// <summary>The version resource (PE format, "The .rsrc Section"; VS_VERSIONINFO of the Windows SDK).</summary>
public sealed partial class PeImage
{
    private const uint ResourceTypeVersion = 16;
    private const int ResourceTableSize = 16;
    private const int ResourceEntrySize = 8;
    private const uint ResourceSubdirectory = 0x80000000;

    /// <summary>The first version resource, first language; null where there is none.</summary>
    public PeVersionInfo? VersionInfo
    {
        get
        {
            PeDirectory root = Directory(PeLayout.ResourceDirectory);
            if (root.Address == 0)
                return null;
            long start = OffsetOf(root.Address, ResourceTableSize, "resource directory");
            // Three fixed levels (type, name, language): no chain of tables can make a circle.
            uint? type = ResourceEntry(start, ResourceTypeVersion);
            if (type is null)
                return null;
            uint? name = ResourceEntry(Subdirectory(start, type), null);
            uint? language = ResourceEntry(Subdirectory(start, name), null);
            if (language is not { } entry || (entry & ResourceSubdirectory) != 0)
                throw _view.Bad(start, "a version resource that is not type, name, language", "three levels, no more");

            uint address = _view.U32(start + entry, "version resource");
            uint size = _view.U32(start + entry + 4, "version resource");
            return VersionResource.Read(_view, OffsetOf(address, size, "version resource"), size);
        }
    }

    private long Subdirectory(long start, uint? entry) => entry is { } offset && (offset & ResourceSubdirectory) != 0
        ? start + (offset & ~ResourceSubdirectory)
        : throw _view.Bad(start, "a version resource without its name or language level", "a subdirectory");

    /// <summary>Offset field of the entry with this id, or of the first entry; null where the table has none.</summary>
    private uint? ResourceEntry(long table, uint? id)
    {
        int count = _view.U16(table + 12, "resource table") + _view.U16(table + 14, "resource table");
        for (int i = 0; i < count; i++)
        {
            long at = table + ResourceTableSize + i * ResourceEntrySize;
            if (id is null || _view.U32(at, "resource entry") == id)
                return _view.U32(at + 4, "resource entry");
        }

        return null;
    }
}
