// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/xenbus_interface.h"
#include "xenbus/platform.h"

/*
 * Event channels, the two-level interface. All channels notify vCPU 0, because only it drives the INTx line; the
 * interrupt routine takes the pending bits and queues one DPC per channel, and the DPCs are spread over the
 * processors. A pending bit is cleared before its DPC is queued, so that an event is never lost and no channel is ever
 * masked while it is open.
 *
 * Locks: the interrupt's own spin lock guards the table of channels. Callbacks run at DISPATCH_LEVEL without a lock.
 */
typedef struct EVENTS EVENTS;

/* Maps the shared page; nothing in it is read yet, because its layout is not settled before EventsConnect. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS EventsStart(_Inout_ PLATFORM *Platform, _Out_ EVENTS **Events);

/*
 * Connects the interrupt and sets the callback. From here on the tool stack takes the guest for one whose drivers
 * obey control/shutdown, so that its watch must be in place before. What was pending before is dropped: whoever
 * attaches to a port that existed already looks at his ring once afterwards.
 */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS EventsConnect(_Inout_ EVENTS *Events, _In_ const PLATFORM *Platform);

/* Takes the callback back and disconnects the interrupt. Channels stay in the table but are silent. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID EventsDisconnect(_Inout_ EVENTS *Events);

/* Every channel must be closed. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID EventsStop(_In_ EVENTS *Events);

/* A new port for RemoteDomain to bind. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    EventOpen(_Inout_ EVENTS *Events, _In_ UINT16 RemoteDomain, _In_ XENBUS_EVENT_FIRED *Callback,
              _In_opt_ PVOID Context, _Out_ XENBUS_EVENT **Event);

/* A port that the tool stack has opened for us; it is not closed by EventClose. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    EventAttach(_Inout_ EVENTS *Events, _In_ ULONG Port, _In_ XENBUS_EVENT_FIRED *Callback, _In_opt_ PVOID Context,
                _Out_ XENBUS_EVENT **Event);

ULONG EventPort(_In_ const XENBUS_EVENT *Event);
VOID EventNotify(_In_ const XENBUS_EVENT *Event);

/* Returns when the callback is not and will not be running. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID EventClose(_Inout_ EVENTS *Events, _In_ XENBUS_EVENT *Event);
