// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

/*
 * The compiler calls memcpy, memmove, memset and memcmp by itself. ntoskrnl.exe exports the first three on every OS
 * target (RtlCopyMemory, RtlMoveMemory and RtlFillMemory are macros over them), so they are imported. memcmp is ours.
 */
#include <stddef.h>

int memcmp(const void *Left, const void *Right, size_t Bytes);

/* no_builtin: or the compiler may turn the loop into a call of this very function. */
__attribute__((no_builtin("memcmp"))) int memcmp(const void *Left, const void *Right, size_t Bytes)
{
    const unsigned char *L = Left;
    const unsigned char *R = Right;
    for (size_t i = 0; i < Bytes; ++i)
    {
        if (L[i] != R[i])
            return L[i] - R[i];
    }
    return 0;
}
