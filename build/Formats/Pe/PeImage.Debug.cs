// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Pe;

/// <summary>The debug directory (PE format, "Debug Directory"): only the CodeView record of kind RSDS is read.</summary>
public sealed partial class PeImage
{
    private const int DebugEntrySize = 28;
    private const uint DebugTypeCodeView = 2;
    private const uint CodeViewRsds = 0x53445352;
    private const int RsdsPath = 24;

    /// <summary>Which PDB belongs to the image; null where no RSDS record says so.</summary>
    public PeCodeView? CodeView
    {
        get
        {
            PeDirectory directory = Directory(PeLayout.DebugDirectory);
            if (directory.Address == 0 || directory.Size < DebugEntrySize)
                return null;
            long start = OffsetOf(directory.Address, directory.Size, "debug directory");
            for (long at = start; at + DebugEntrySize <= start + directory.Size; at += DebugEntrySize)
            {
                if (_view.U32(at + 12, "debug type") == DebugTypeCodeView && ReadCodeView(at) is { } found)
                    return found;
            }

            return null;
        }
    }

    private PeCodeView? ReadCodeView(long entry)
    {
        uint size = _view.U32(entry + 16, "debug entry");
        uint data = _view.U32(entry + 24, "debug entry");
        if (size < RsdsPath + 1 || _view.U32(data, "CodeView record") != CodeViewRsds)
            return null;
        ReadOnlySpan<byte> record = _view.Span(data, size, "CodeView record");
        ReadOnlySpan<byte> path = record[RsdsPath..];
        int end = path.IndexOf((byte)0);
        return new PeCodeView(new Guid(record[4..20]), _view.U32(data + 20, "CodeView age"),
            Encoding.UTF8.GetString(end < 0 ? path : path[..end]));
    }
}
