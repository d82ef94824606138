// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: public interface of Xen

#pragma once

#include <stdint.h>

/* public/event_channel.h, Xen 4.1 to 4.4: the two-level interface */
#define XEN_EVTCHNOP_CLOSE         3u
#define XEN_EVTCHNOP_SEND          4u
#define XEN_EVTCHNOP_ALLOC_UNBOUND 6u
#define XEN_EVTCHNOP_UNMASK        9u

typedef struct XEN_EVTCHN_PORT
{
    uint32_t Port;
} XEN_EVTCHN_PORT; /* evtchn_close, evtchn_send, evtchn_unmask */

typedef struct XEN_EVTCHN_ALLOC_UNBOUND
{
    uint16_t Domain;
    uint16_t RemoteDomain;
    uint32_t Port; /* out */
} XEN_EVTCHN_ALLOC_UNBOUND;

_Static_assert(sizeof(XEN_EVTCHN_PORT) == 4, "event_channel.h: evtchn_send");
_Static_assert(sizeof(XEN_EVTCHN_ALLOC_UNBOUND) == 8, "event_channel.h: evtchn_alloc_unbound");
