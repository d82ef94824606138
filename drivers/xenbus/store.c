// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "xenbus/store_private.h"
#include "xenbus/xen.h"

#define UNITS_PER_MS 10000LL /* of 100 ns, the system's unit of time */

static ULONGLONG StoreDeadline(VOID)
{
    return KeQueryInterruptTime() + (ULONGLONG)STORE_TIMEOUT_MS * UNITS_PER_MS;
}

static NTSTATUS StatusOfAnswer(_In_ const STORE_REQUEST *Request, _In_ const XS_HEADER *Header,
                               _In_reads_(Header->Length) const UCHAR *Payload)
{
    if (Header->Type == Request->Type)
        return STATUS_SUCCESS;
    if (Header->Type != XS_ERROR)
        return STATUS_UNSUCCESSFUL;

    switch (StoreWireError(Payload, Header->Length))
    {
    case StoreErrorNoEntry:
        return STATUS_OBJECT_NAME_NOT_FOUND;
    case StoreErrorAgain:
        return STATUS_RETRY;
    case StoreErrorAccess:
        return STATUS_ACCESS_DENIED;
    case StoreErrorExists:
        return STATUS_OBJECT_NAME_COLLISION;
    case StoreErrorNoSpace:
        return STATUS_INSUFFICIENT_RESOURCES;
    case StoreErrorInvalid:
        return STATUS_INVALID_PARAMETER;
    case StoreErrorNoFunction:
        return STATUS_NOT_IMPLEMENTED;
    default:
        return STATUS_UNSUCCESSFUL;
    }
}

/* With Lock held. An answer that nobody waits for belongs to a request that was given up. */
static VOID StoreTakeAnswer(_Inout_ STORE *Store)
{
    const XS_HEADER *Header = &Store->Wire.Header;
    for (LIST_ENTRY *Entry = Store->Requests.Flink; Entry != &Store->Requests; Entry = Entry->Flink)
    {
        STORE_REQUEST *Request = CONTAINING_RECORD(Entry, STORE_REQUEST, Link);
        if (Request->Id != Header->RequestId)
            continue;

        RemoveEntryList(&Request->Link);
        InitializeListHead(&Request->Link);
        Request->Status = StatusOfAnswer(Request, Header, Store->Wire.Payload);
        Request->Bytes = Header->Length;
        RtlCopyMemory(Request->Answer, Store->Wire.Payload, Header->Length + 1);
        KeSetEvent(&Request->Done, IO_NO_INCREMENT, FALSE);
        return;
    }
}

/* With Lock held. Returns TRUE the first time. */
static BOOLEAN StoreBreakLocked(_Inout_ STORE *Store)
{
    const BOOLEAN First = !Store->Broken;
    Store->Broken = TRUE;
    while (!IsListEmpty(&Store->Requests))
    {
        STORE_REQUEST *Request = CONTAINING_RECORD(RemoveHeadList(&Store->Requests), STORE_REQUEST, Link);
        InitializeListHead(&Request->Link);
        Request->Status = STATUS_DEVICE_NOT_READY;
        KeSetEvent(&Request->Done, IO_NO_INCREMENT, FALSE);
    }
    return First;
}

static VOID StoreBreak(_Inout_ STORE *Store, _In_z_ PCSTR Reason)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    const BOOLEAN First = StoreBreakLocked(Store);
    KeReleaseSpinLock(&Store->Lock, OldIrql);
    if (First)
        LogEvent(OVM_EVENT_STORE_BROKEN, "xenstore: %s.", Reason);
}

/* Takes all messages that are there (<= DISPATCH_LEVEL). */
static VOID StorePoll(_Inout_ STORE *Store)
{
    KIRQL OldIrql;
    BOOLEAN Took = FALSE;
    BOOLEAN BrokeNow = FALSE;

    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    while (!Store->Broken)
    {
        const ULONG Before = Store->Wire.Received;
        const STORE_WIRE_RESULT Result = StoreWireReceive(&Store->Wire);
        Took = Took || Before != Store->Wire.Received;
        if (Result == StoreWireEmpty)
            break;
        if (Result == StoreWireBroken)
            BrokeNow = StoreBreakLocked(Store);
        else if (Store->Wire.Header.Type == XS_WATCH_EVENT)
            StoreWatchReceive(Store, Store->Wire.Payload, Store->Wire.Header.Length);
        else
            StoreTakeAnswer(Store);
    }
    KeReleaseSpinLock(&Store->Lock, OldIrql);

    /* The store may be waiting for room. */
    if (Took)
        XenEventSend(Store->Port);
    KeSetEvent(&Store->RingMoved, IO_NO_INCREMENT, FALSE);
    if (BrokeNow)
        LogEvent(OVM_EVENT_STORE_BROKEN, "xenstore: the response ring's indices or a length cannot be.");
}

static XENBUS_EVENT_FIRED StoreEventFired;

static VOID NTAPI StoreEventFired(PVOID Context)
{
    StorePoll(Context);
}

/* Waits until the event is set or STORE_POLL_MS have passed. Returns FALSE when the deadline is over. */
static BOOLEAN StoreWaitSlice(_Inout_ STORE *Store, _In_ PKEVENT Event, _In_ ULONGLONG Deadline)
{
    LARGE_INTEGER Slice;
    Slice.QuadPart = -(LONGLONG)STORE_POLL_MS * UNITS_PER_MS;
    if (KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, &Slice) == STATUS_TIMEOUT)
        StorePoll(Store);
    return KeQueryInterruptTime() < Deadline;
}

/* With SendMutex held. */
static NTSTATUS StoreSendBytes(_Inout_ STORE *Store, _In_reads_(Bytes) const UCHAR *Data, _In_ ULONG Bytes)
{
    const ULONGLONG Deadline = StoreDeadline();
    while (Bytes != 0)
    {
        if (Store->Broken)
            return STATUS_DEVICE_NOT_READY;
        const LONG Put = StoreWireSend(&Store->Wire, Data, Bytes);
        if (Put < 0)
        {
            StoreBreak(Store, "the request ring's indices cannot be");
            return STATUS_DEVICE_NOT_READY;
        }
        Data += Put;
        Bytes -= (ULONG)Put;
        if (Bytes == 0)
            break;

        /* Full: the store must take some first. */
        XenEventSend(Store->Port);
        if (!StoreWaitSlice(Store, &Store->RingMoved, Deadline))
        {
            /* Half a message stands in the ring; nothing can follow it. */
            StoreBreak(Store, "the store takes no requests");
            return STATUS_DEVICE_NOT_READY;
        }
    }
    return STATUS_SUCCESS;
}

/* With SendMutex held. The request is on the list before its answer can come. */
static NTSTATUS StoreSend(_Inout_ STORE *Store, _Inout_ STORE_REQUEST *Request, _In_ XENBUS_TRANSACTION Transaction,
                          _In_reads_(PieceCount) const STORE_PIECE *Pieces, _In_ ULONG PieceCount)
{
    XS_HEADER Header = {.Type = Request->Type, .Transaction = Transaction};
    for (ULONG i = 0; i < PieceCount; ++i)
    {
        if (Pieces[i].Bytes > XS_PAYLOAD_MAX - Header.Length)
            return STATUS_INVALID_PARAMETER;
        Header.Length += Pieces[i].Bytes;
    }

    /* 0 is left out: watch events carry it. */
    if (++Store->NextRequest == 0)
        ++Store->NextRequest;
    Request->Id = Header.RequestId = Store->NextRequest;

    KIRQL OldIrql;
    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    const BOOLEAN Refused = Store->Broken || Store->Stopping;
    if (!Refused)
        InsertTailList(&Store->Requests, &Request->Link);
    KeReleaseSpinLock(&Store->Lock, OldIrql);
    if (Refused)
        return STATUS_DEVICE_NOT_READY;

    NTSTATUS Status = StoreSendBytes(Store, (const UCHAR *)&Header, sizeof(Header));
    for (ULONG i = 0; NT_SUCCESS(Status) && i < PieceCount; ++i)
        Status = StoreSendBytes(Store, Pieces[i].Data, Pieces[i].Bytes);
    XenEventSend(Store->Port);
    return Status;
}

/* Afterwards nobody but the caller knows the request. */
static VOID StoreForget(_Inout_ STORE *Store, _Inout_ STORE_REQUEST *Request)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    RemoveEntryList(&Request->Link); /* a list of its own where it was taken off already */
    InitializeListHead(&Request->Link);
    KeReleaseSpinLock(&Store->Lock, OldIrql);
}

_Use_decl_annotations_ NTSTATUS StoreCall(STORE *Store, ULONG Type, XENBUS_TRANSACTION Transaction,
                                          const STORE_PIECE *Pieces, ULONG PieceCount, STORE_REQUEST **Request)
{
    const ULONGLONG Deadline = StoreDeadline();

    *Request = NULL;
    STORE_REQUEST *New = PoolAllocate(sizeof(*New));
    if (New == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    New->Type = Type;
    InitializeListHead(&New->Link);
    KeInitializeEvent(&New->Done, NotificationEvent, FALSE);

    MutexAcquire(&Store->SendMutex);
    NTSTATUS Status = StoreSend(Store, New, Transaction, Pieces, PieceCount);
    MutexRelease(&Store->SendMutex);
    if (!NT_SUCCESS(Status))
        goto forget;

    while (KeReadStateEvent(&New->Done) == 0)
    {
        if (!StoreWaitSlice(Store, &New->Done, Deadline) && KeReadStateEvent(&New->Done) == 0)
        {
            LogPrint("xenstore: no answer to request %u of type %u in %u ms", (unsigned)New->Id, (unsigned)Type,
                     STORE_TIMEOUT_MS);
            Status = STATUS_IO_TIMEOUT;
            goto forget;
        }
    }

    Status = New->Status;
    if (!NT_SUCCESS(Status))
        goto forget;
    *Request = New;
    return STATUS_SUCCESS;

forget:
    StoreForget(Store, New);
    PoolFree(New);
    return Status;
}

static NTSTATUS CODE_PAGE StoreMapRing(_Inout_ STORE *Store)
{
    UINT64 Frame;
    UINT64 Port;
    NTSTATUS Status = XenGetParameter(XEN_HVM_PARAM_STORE_PFN, &Frame);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = XenGetParameter(XEN_HVM_PARAM_STORE_EVTCHN, &Port);
    if (!NT_SUCCESS(Status))
        return Status;
    if (Frame == 0 || Port == 0)
        return STATUS_DEVICE_NOT_READY; /* the tool stack gave this guest no store */

    PHYSICAL_ADDRESS Physical;
    Physical.QuadPart = (LONGLONG)(Frame << PAGE_SHIFT);
    Store->Port = (ULONG)Port;
    Store->Ring = OS_MAP_IO_SPACE(Physical, PAGE_SIZE);
    return Store->Ring == NULL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE StoreStart(STORE **Store)
{
    *Store = NULL;
    STORE *New = PoolAllocate(sizeof(*New));
    if (New == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;

    MutexInitialize(&New->SendMutex);
    KeInitializeEvent(&New->RingMoved, SynchronizationEvent, FALSE);
    KeInitializeSpinLock(&New->Lock);
    InitializeListHead(&New->Requests);
    InitializeListHead(&New->Watches);
    New->TokenSeed = (ULONG)(KeQueryInterruptTime() >> 16);

    NTSTATUS Status = StoreMapRing(New);
    if (!NT_SUCCESS(Status))
        goto freeStore;
    StoreWireStart(&New->Wire, New->Ring);

    Status = StoreWatchStart(New);
    if (!NT_SUCCESS(Status))
        goto unmapRing;
    *Store = New;
    return STATUS_SUCCESS;

unmapRing:
    MmUnmapIoSpace(New->Ring, PAGE_SIZE);
freeStore:
    LogPrint("xenstore: status %08X", (unsigned)Status);
    PoolFree(New);
    return Status;
}

_Use_decl_annotations_ VOID StoreStop(STORE *Store)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    Store->Stopping = TRUE;
    KeReleaseSpinLock(&Store->Lock, OldIrql);

    StoreWatchStop(Store);
    MmUnmapIoSpace(Store->Ring, PAGE_SIZE);
    PoolFree(Store);
}

_Use_decl_annotations_ NTSTATUS StoreUseEvents(STORE *Store, EVENTS *Events)
{
    const NTSTATUS Status = EventAttach(Events, Store->Port, StoreEventFired, Store, &Store->Event);
    if (NT_SUCCESS(Status))
        StorePoll(Store); /* what came before the channel was attached */
    return Status;
}

_Use_decl_annotations_ VOID StoreDropEvents(STORE *Store, EVENTS *Events)
{
    if (Store->Event != NULL)
        EventClose(Events, Store->Event);
    Store->Event = NULL;
}
