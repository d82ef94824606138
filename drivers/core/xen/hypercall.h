// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stdint.h>

/*
 * Numbers of the hypercalls, as in public/xen.h of Xen 4.1 to 4.4 (unchanged since). Folder core/xen: one header a
 * noun, constants and layouts of the public interface written anew from Xen's public headers, each naming the file;
 * sizes and offsets that the peer sees are asserted.
 */
#define XEN_HYPERCALL_MEMORY_OP        12u
#define XEN_HYPERCALL_XEN_VERSION      17u
#define XEN_HYPERCALL_GRANT_TABLE_OP   20u
#define XEN_HYPERCALL_SCHED_OP         29u
#define XEN_HYPERCALL_EVENT_CHANNEL_OP 32u
#define XEN_HYPERCALL_HVM_OP           34u

/* public/xen.h: the caller's own domain */
#define XEN_DOMID_SELF 0x7FF0u

/* A machine word of the guest: "unsigned long" and xen_pfn_t of the public headers. */
typedef uintptr_t XEN_WORD;

#define XEN_WORD_BITS (8u * (uint32_t)sizeof(XEN_WORD))
