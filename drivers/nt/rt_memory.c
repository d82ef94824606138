// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

/*
 * The compiler calls memcpy, memmove, memset and memcmp by itself. ntoskrnl.exe exports the first three on every OS
 * target (RtlCopyMemory, RtlMoveMemory and RtlFillMemory are macros over them), so they are imported. memcmp and the
 * few string functions that the drivers use are ours, because no document promises them.
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

int strcmp(const char *Left, const char *Right);
size_t strlen(const char *Text);
size_t wcslen(const wchar_t *Text);

__attribute__((no_builtin("strcmp"))) int strcmp(const char *Left, const char *Right)
{
    while (*Left != '\0' && *Left == *Right)
    {
        ++Left;
        ++Right;
    }
    return (unsigned char)*Left - (unsigned char)*Right;
}

__attribute__((no_builtin("strlen"))) size_t strlen(const char *Text)
{
    size_t Length = 0;
    while (Text[Length] != '\0')
        ++Length;
    return Length;
}

__attribute__((no_builtin("wcslen"))) size_t wcslen(const wchar_t *Text)
{
    size_t Length = 0;
    while (Text[Length] != L'\0')
        ++Length;
    return Length;
}
