// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stddef.h>
#include <stdint.h>

/* public/grant_table.h, Xen 4.1 to 4.4, version 1 of the table */
#define XEN_GNTTABOP_QUERY_SIZE 6u

#define XEN_GRANT_RESERVED_ENTRIES 8u /* for the tool stack: never used by a guest */

#define XEN_GTF_INVALID       0u
#define XEN_GTF_PERMIT_ACCESS 1u
#define XEN_GTF_READONLY      (1u << 2)
#define XEN_GTF_READING       (1u << 3) /* set while the remote domain maps the page */
#define XEN_GTF_WRITING       (1u << 4)

typedef struct XEN_GRANT_ENTRY
{
    volatile uint16_t Flags;
    volatile uint16_t Domain;
    volatile uint32_t Frame;
} XEN_GRANT_ENTRY;

#define XEN_GRANTS_PER_FRAME (4096u / (uint32_t)sizeof(XEN_GRANT_ENTRY))

typedef struct XEN_GNTTAB_QUERY_SIZE
{
    uint16_t Domain;
    uint32_t Frames;    /* out: now */
    uint32_t MaxFrames; /* out: at most */
    int16_t Status;     /* out: 0 or a negative GNTST_ number */
} XEN_GNTTAB_QUERY_SIZE;

_Static_assert(sizeof(XEN_GRANT_ENTRY) == 8, "grant_table.h: grant_entry_v1");
_Static_assert(offsetof(XEN_GNTTAB_QUERY_SIZE, Frames) == 4 && offsetof(XEN_GNTTAB_QUERY_SIZE, Status) == 12,
               "grant_table.h: gnttab_query_size");
