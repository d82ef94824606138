// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/xenbus_interface.h"
#include "xenbus/shutdown_request.h"

/*
 * control/shutdown: what the host asks of the guest. The watch must be in place before the event callback is set,
 * because from then on the tool stack only writes this node and waits (events.h). A request is kept until the guest
 * service takes it (control.h); taking it acknowledges it by writing an empty value, as the protocol wants. Requests
 * that nothing here can carry out are told in the event log and not acknowledged, so that the host sees the truth.
 */
typedef struct SHUTDOWN_WATCH
{
    XENBUS_WATCH *Watch;
} SHUTDOWN_WATCH;

typedef struct BUS BUS;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ShutdownStart(_Inout_ BUS *Bus);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ShutdownStop(_Inout_ BUS *Bus);

/* Reads the node; ShutdownNone where nothing is asked. */
_IRQL_requires_max_(PASSIVE_LEVEL) SHUTDOWN_REQUEST ShutdownRead(_Inout_ BUS *Bus);

/* Tells the host that the request was taken. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ShutdownAcknowledge(_Inout_ BUS *Bus);
