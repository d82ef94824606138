// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stddef.h>
#include "core/xen/hypercall.h"

/* public/memory.h, Xen 4.1 to 4.4 */
#define XEN_MEMORY_ADD_TO_PHYSMAP 7u

#define XEN_SPACE_SHARED_INFO 0u
#define XEN_SPACE_GRANT_TABLE 1u

#define XEN_PAGE_BYTES 4096u

typedef struct XEN_ADD_TO_PHYSMAP
{
    uint16_t Domain;
    uint16_t Size; /* for ranges only */
    uint32_t Space;
    XEN_WORD Index;
    XEN_WORD GuestFrame;
} XEN_ADD_TO_PHYSMAP;

_Static_assert(offsetof(XEN_ADD_TO_PHYSMAP, Index) == 8, "memory.h: idx follows space");
_Static_assert(sizeof(XEN_ADD_TO_PHYSMAP) == 8 + 2 * sizeof(XEN_WORD), "memory.h: xen_add_to_physmap");
