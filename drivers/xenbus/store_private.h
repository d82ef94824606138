// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/mutex.h"
#include "xenbus/store.h"
#include "xenbus/store_wire.h"

/* What store.c, store_calls.c and store_watch.c share; nobody else includes this. */

/* One piece of a request's payload. */
typedef struct STORE_PIECE
{
    const VOID *Data;
    ULONG Bytes;
} STORE_PIECE;

typedef struct STORE_REQUEST
{
    LIST_ENTRY Link;
    ULONG Id;
    ULONG Type;
    KEVENT Done;
    NTSTATUS Status;
    ULONG Bytes;
    UCHAR Answer[XS_PAYLOAD_MAX + 1]; /* Bytes of them, and a NUL */
} STORE_REQUEST;

struct STORE
{
    XS_RING *Ring;
    ULONG Port;
    XENBUS_EVENT *Event;

    MUTEX SendMutex;  /* one message at a time; guards Wire's sending half and NextRequest */
    KEVENT RingMoved; /* the store took or gave something */
    ULONG NextRequest;

    KSPIN_LOCK Lock; /* guards Wire's receiving half and what follows */
    STORE_WIRE Wire;
    BOOLEAN Broken;
    BOOLEAN Stopping;
    LIST_ENTRY Requests;
    LIST_ENTRY Watches;
    volatile LONG NextWatch;
    ULONG TokenSeed; /* tells our watches from those of an earlier run of the driver */

    PKTHREAD WatchThread;
    KEVENT WatchWork;           /* a watch has fired, or the thread shall end */
    XENBUS_WATCH *WatchRunning; /* whose callback runs; guarded by Lock */
};

/*
 * One request and its answer. On success *Request holds the answer and is freed by the caller with PoolFree; a store's
 * error becomes a status.
 */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    StoreCall(_Inout_ STORE *Store, _In_ ULONG Type, _In_ XENBUS_TRANSACTION Transaction,
              _In_reads_(PieceCount) const STORE_PIECE *Pieces, _In_ ULONG PieceCount, _Out_ STORE_REQUEST **Request);

/* With Lock held: the payload of a watch event is "path NUL token NUL". */
VOID StoreWatchReceive(_Inout_ STORE *Store, _In_reads_(Bytes) const UCHAR *Payload, _In_ ULONG Bytes);

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS StoreWatchStart(_Inout_ STORE *Store);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID StoreWatchStop(_Inout_ STORE *Store);
