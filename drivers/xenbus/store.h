// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/xenbus_interface.h"
#include "xenbus/events.h"

/*
 * The connection to xenstore. Requests wait for their answers; several may be under way at once. Answers are read by
 * a DPC, and before the store's event channel is attached (StoreUseEvents), or should an event ever be lost, by the
 * waiters themselves, who look at the ring every STORE_POLL_MS.
 *
 * Locks, in this order: the mutex around the request ring (one message at a time); the spin lock around the response
 * ring, the requests under way and the watches. Watch callbacks run on one thread of the driver without a lock.
 */
#define STORE_POLL_MS    50u
#define STORE_TIMEOUT_MS 30000u

typedef struct STORE STORE;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS StoreStart(_Out_ STORE **Store);

/* Every watch must be gone. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID StoreStop(_In_ STORE *Store);

/* After EventsConnect; and before EventsStop, the other way. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS StoreUseEvents(_Inout_ STORE *Store, _Inout_ EVENTS *Events);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID StoreDropEvents(_Inout_ STORE *Store, _Inout_ EVENTS *Events);

/* The calls of xenbus_interface.h, with the same contracts; STATUS_IO_TIMEOUT where no answer came in time. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreRead(_Inout_ STORE *Store, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path,
              _Out_writes_bytes_to_(Capacity, *Bytes) PSTR Value, _In_ ULONG Capacity, _Out_ ULONG *Bytes);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreWrite(_Inout_ STORE *Store, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path, _In_z_ PCSTR Value);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreRemove(_Inout_ STORE *Store, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreList(_Inout_ STORE *Store, _In_ XENBUS_TRANSACTION Transaction, _In_z_ PCSTR Path,
              _Out_writes_bytes_to_(Capacity, *Bytes) PSTR Names, _In_ ULONG Capacity, _Out_ ULONG *Bytes);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS StoreBegin(_Inout_ STORE *Store, _Out_ XENBUS_TRANSACTION *Transaction);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreEnd(_Inout_ STORE *Store, _In_ XENBUS_TRANSACTION Transaction, _In_ BOOLEAN Commit);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreWatch(_Inout_ STORE *Store, _In_z_ PCSTR Path, _In_ XENBUS_WATCH_FIRED *Callback, _In_opt_ PVOID Context,
               _Out_ XENBUS_WATCH **Watch);
/* Only for changes of nodes that Matters says nonzero of. Matters runs at DISPATCH_LEVEL under the store's lock. */
typedef int STORE_PATH_MATTERS(_In_z_ PCSTR Path);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreWatchFiltered(_Inout_ STORE *Store, _In_z_ PCSTR Path, _In_opt_ STORE_PATH_MATTERS *Matters,
                       _In_ XENBUS_WATCH_FIRED *Callback, _In_opt_ PVOID Context, _Out_ XENBUS_WATCH **Watch);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID StoreUnwatch(_Inout_ STORE *Store, _In_ XENBUS_WATCH *Watch);
