// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: build pipeline

using System.Text;

namespace PvDrivers.Formats.Cab;

/// <summary>Names inside a cabinet: a path of folders divided by '\' that stays in the folder it is unpacked to.</summary>
internal static class CabName
{
    public static void Check(string name)
    {
        if (!StaysInside(name) || name.Contains('/', StringComparison.Ordinal))
            throw new UsageException(
                $"'{name}' cannot stand in a cabinet: a name is a path of folders divided by '\\', without a drive, '.' or '..'");
        if (name.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) >= CabLayout.LongestName)
            throw new UsageException(
                $"'{name}' cannot stand in a cabinet: a name has at most {CabLayout.LongestName - 1} bytes in UTF-8 and no zero");
    }

    public static bool StaysInside(string name) => !name.Contains(':', StringComparison.Ordinal)
        && name.Split('\\', '/').All(part => part is not ("" or "." or ".."));
}
