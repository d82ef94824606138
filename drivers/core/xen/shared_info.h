// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stddef.h>
#include "core/xen/hypercall.h"

/*
 * public/xen.h, Xen 4.1 to 4.4: the page that hypervisor and guest share. Whether it has the 32-bit or the 64-bit
 * layout is decided by the mode of the processor that last set the callback: do not read it before.
 */
#define XEN_LEGACY_VCPUS 32u

/* 1024 ports with 32-bit words, 4096 with 64-bit words */
#define XEN_EVTCHN_PORTS (XEN_WORD_BITS * XEN_WORD_BITS)

typedef struct XEN_VCPU_INFO
{
    volatile uint8_t UpcallPending;
    uint8_t UpcallMask; /* not looked at for HVM guests */
    volatile XEN_WORD PendingSelector;
    XEN_WORD Arch[sizeof(XEN_WORD) == 8 ? 2 : 6];
    uint8_t Time[32]; /* vcpu_time_info */
} XEN_VCPU_INFO;

typedef struct XEN_SHARED_INFO
{
    XEN_VCPU_INFO Vcpu[XEN_LEGACY_VCPUS];
    volatile XEN_WORD Pending[XEN_WORD_BITS];
    volatile XEN_WORD Mask[XEN_WORD_BITS];
} XEN_SHARED_INFO; /* the wall clock and the architecture's part follow */

_Static_assert(sizeof(XEN_VCPU_INFO) == 64, "xen.h: vcpu_info");
_Static_assert(offsetof(XEN_VCPU_INFO, PendingSelector) == sizeof(XEN_WORD), "xen.h: evtchn_pending_sel");
_Static_assert(offsetof(XEN_VCPU_INFO, Time) == 32, "xen.h: vcpu_info.time");
_Static_assert(offsetof(XEN_SHARED_INFO, Pending) == 2048, "xen.h: evtchn_pending");
_Static_assert(offsetof(XEN_SHARED_INFO, Mask) == 2048 + XEN_WORD_BITS * sizeof(XEN_WORD), "xen.h: evtchn_mask");
