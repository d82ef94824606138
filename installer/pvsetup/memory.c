// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: native helper of the installer

/*
 * What the compiler calls on its own account where there is no C runtime. The project is compiled with -fno-builtin, so that
 * these loops are not turned into calls of themselves.
 */
#include <stddef.h>

void *memset(void *Target, int Value, size_t Size);
void *memcpy(void *Target, const void *Source, size_t Size);

void *
memset(void *Target, int Value, size_t Size)
{
    unsigned char *Byte = Target;

    while (Size-- > 0)
        *Byte++ = (unsigned char)Value;
    return Target;
}

void *
memcpy(void *Target, const void *Source, size_t Size)
{
    unsigned char *To = Target;
    const unsigned char *From = Source;

    while (Size-- > 0)
        *To++ = *From++;
    return Target;
}
