// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: offline build host, a source-compatible subset of NUKE 10.1.0

namespace Nuke.Common.Utilities;

public static class StringExtensions
{
    public static string Join(this IEnumerable<string> enumerable, string separator)
        => string.Join(separator, enumerable);

    public static string JoinCommaSpace(this IEnumerable<string> values) => string.Join(", ", values);

    public static string JoinSpace(this IEnumerable<string> values) => string.Join(' ', values);

    public static bool EqualsOrdinalIgnoreCase(this string str, string other)
        => str.Equals(other, StringComparison.OrdinalIgnoreCase);
}
