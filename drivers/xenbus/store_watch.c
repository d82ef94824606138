// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "xenbus/store_private.h"

/* "ssssssss-nnnnnnnn" */
#define TOKEN_BYTES 18u

struct _XENBUS_WATCH
{
    LIST_ENTRY Link;             /* in Store->Watches; guarded by Store->Lock, like Fired */
    BOOLEAN Fired;               /* events that come before the callback runs are one */
    BOOLEAN FreeAfterwards;      /* given up by its own callback */
    KEVENT Idle;                 /* notification: the callback is not running */
    STORE_PATH_MATTERS *Matters; /* NULL: every path */
    XENBUS_WATCH_FIRED *Callback;
    PVOID Context;
    CHAR Token[TOKEN_BYTES];
    CHAR Path[]; /* with its NUL */
};

/* The token of a watch event, or NULL: the payload must be two strings. */
static PCSTR TokenOfEvent(_In_reads_(Bytes) const UCHAR *Payload, _In_ ULONG Bytes)
{
    ULONG i = 0;
    while (i < Bytes && Payload[i] != 0)
        ++i;
    if (i + 1 >= Bytes || Payload[Bytes - 1] != 0)
        return NULL;
    return (PCSTR)&Payload[i + 1];
}

_Use_decl_annotations_ VOID StoreWatchReceive(STORE *Store, const UCHAR *Payload, ULONG Bytes)
{
    PCSTR Token = TokenOfEvent(Payload, Bytes);
    if (Token == NULL)
        return;

    /* Not found: one of an earlier run of the driver, or one that is just being taken back. */
    for (LIST_ENTRY *Entry = Store->Watches.Flink; Entry != &Store->Watches; Entry = Entry->Flink)
    {
        XENBUS_WATCH *Watch = CONTAINING_RECORD(Entry, XENBUS_WATCH, Link);
        if (strcmp(Watch->Token, Token) != 0)
            continue;
        if (Watch->Matters != NULL && !Watch->Matters((PCSTR)Payload))
            return;
        Watch->Fired = TRUE;
        KeSetEvent(&Store->WatchWork, IO_NO_INCREMENT, FALSE);
        return;
    }
}

/* Takes the next watch that fired and makes it the running one; NULL when there is none. */
static XENBUS_WATCH *NextFired(_Inout_ STORE *Store)
{
    KIRQL OldIrql;
    XENBUS_WATCH *Found = NULL;

    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    for (LIST_ENTRY *Entry = Store->Watches.Flink; Found == NULL && Entry != &Store->Watches; Entry = Entry->Flink)
    {
        XENBUS_WATCH *Watch = CONTAINING_RECORD(Entry, XENBUS_WATCH, Link);
        if (!Watch->Fired)
            continue;
        Watch->Fired = FALSE;
        /* To the end of the list, so that one that fires all the time does not keep the others waiting. */
        RemoveEntryList(&Watch->Link);
        InsertTailList(&Store->Watches, &Watch->Link);
        Store->WatchRunning = Watch;
        KeClearEvent(&Watch->Idle);
        Found = Watch;
    }
    KeReleaseSpinLock(&Store->Lock, OldIrql);
    return Found;
}

static VOID RunCallback(_Inout_ STORE *Store, _In_ XENBUS_WATCH *Watch)
{
    KIRQL OldIrql;

    Watch->Callback(Watch->Context, Watch->Path);

    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    Store->WatchRunning = NULL;
    const BOOLEAN Free = Watch->FreeAfterwards;
    KeSetEvent(&Watch->Idle, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&Store->Lock, OldIrql);
    if (Free)
        PoolFree(Watch);
}

static KSTART_ROUTINE StoreWatchThread;

static VOID NTAPI StoreWatchThread(PVOID Context)
{
    STORE *Store = Context;
    while (!Store->Stopping)
    {
        (VOID) KeWaitForSingleObject(&Store->WatchWork, Executive, KernelMode, FALSE, NULL);
        for (XENBUS_WATCH *Watch = NextFired(Store); Watch != NULL; Watch = NextFired(Store))
            RunCallback(Store, Watch);
    }
    (VOID) PsTerminateSystemThread(STATUS_SUCCESS);
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE StoreWatchStart(STORE *Store)
{
    HANDLE Handle;
    OBJECT_ATTRIBUTES Attributes;

    KeInitializeEvent(&Store->WatchWork, SynchronizationEvent, FALSE);
    InitializeObjectAttributes(&Attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);

    NTSTATUS Status =
        PsCreateSystemThread(&Handle, THREAD_ALL_ACCESS, &Attributes, NULL, NULL, StoreWatchThread, Store);
    if (!NT_SUCCESS(Status))
        return Status;

    /* With this access to one's own kernel handle the call cannot fail. */
    Status = ObReferenceObjectByHandle(Handle, SYNCHRONIZE, NULL, KernelMode, (PVOID *)&Store->WatchThread, NULL);
    ZwClose(Handle);
    return Status;
}

_Use_decl_annotations_ VOID StoreWatchStop(STORE *Store)
{
    /* Store->Stopping is set. */
    KeSetEvent(&Store->WatchWork, IO_NO_INCREMENT, FALSE);
    (VOID) KeWaitForSingleObject(Store->WatchThread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Store->WatchThread);
}

static NTSTATUS SendWatch(_Inout_ STORE *Store, _In_ ULONG Type, _In_ const XENBUS_WATCH *Watch)
{
    STORE_REQUEST *Request;
    const STORE_PIECE Pieces[] = {{Watch->Path, (ULONG)strlen(Watch->Path) + 1},
                                  {Watch->Token, (ULONG)strlen(Watch->Token) + 1}};
    const NTSTATUS Status = StoreCall(Store, Type, XENBUS_NO_TRANSACTION, Pieces, ARRAYSIZE(Pieces), &Request);
    if (NT_SUCCESS(Status))
        PoolFree(Request);
    return Status;
}

/* Off the list, so that no event finds it any more; then waits for its callback, and frees it. */
static VOID DropWatch(_Inout_ STORE *Store, _In_ XENBUS_WATCH *Watch, _In_ BOOLEAN StoreKnowsIt)
{
    KIRQL OldIrql;

    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    RemoveEntryList(&Watch->Link);
    InitializeListHead(&Watch->Link);
    BOOLEAN Running = Store->WatchRunning == Watch;
    if (Running && KeGetCurrentThread() == Store->WatchThread)
        Watch->FreeAfterwards = TRUE;
    KeReleaseSpinLock(&Store->Lock, OldIrql);

    /* Where this fails the store is gone, and its watches with it. */
    if (StoreKnowsIt)
        (VOID) SendWatch(Store, XS_UNWATCH, Watch);
    if (Watch->FreeAfterwards)
        return; /* it is this very thread that frees it, after the callback */

    if (Running)
    {
        (VOID) KeWaitForSingleObject(&Watch->Idle, Executive, KernelMode, FALSE, NULL);
        /* Whoever set the event did so under the lock, and is through with the watch when we have held it. */
        KeAcquireSpinLock(&Store->Lock, &OldIrql);
        KeReleaseSpinLock(&Store->Lock, OldIrql);
    }
    PoolFree(Watch);
}

_Use_decl_annotations_ NTSTATUS StoreWatchFiltered(STORE *Store, PCSTR Path, STORE_PATH_MATTERS *Matters,
                                                   XENBUS_WATCH_FIRED *Callback, PVOID Context, XENBUS_WATCH **Watch)
{
    KIRQL OldIrql;
    const SIZE_T PathBytes = strlen(Path) + 1;

    *Watch = NULL;
    XENBUS_WATCH *New = PoolAllocate(FIELD_OFFSET(XENBUS_WATCH, Path) + PathBytes);
    if (New == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    KeInitializeEvent(&New->Idle, NotificationEvent, TRUE);
    New->Matters = Matters;
    New->Callback = Callback;
    New->Context = Context;
    RtlCopyMemory(New->Path, Path, PathBytes);

    NTSTATUS Status = RtlStringCbPrintfA(New->Token, sizeof(New->Token), "%08X-%08X", (unsigned)Store->TokenSeed,
                                         (unsigned)InterlockedIncrement(&Store->NextWatch));
    if (!NT_SUCCESS(Status))
        goto freeWatch;

    /* On the list before the request goes out: the first event comes together with the answer. */
    KeAcquireSpinLock(&Store->Lock, &OldIrql);
    InsertTailList(&Store->Watches, &New->Link);
    KeReleaseSpinLock(&Store->Lock, OldIrql);

    Status = SendWatch(Store, XS_WATCH, New);
    if (!NT_SUCCESS(Status))
        goto dropWatch;
    *Watch = New;
    return STATUS_SUCCESS;

dropWatch:
    LogPrint("watch %s: status %08X", Path, (unsigned)Status);
    DropWatch(Store, New, Status == STATUS_IO_TIMEOUT);
    return Status;
freeWatch:
    PoolFree(New);
    return Status;
}

_Use_decl_annotations_ NTSTATUS StoreWatch(STORE *Store, PCSTR Path, XENBUS_WATCH_FIRED *Callback, PVOID Context,
                                           XENBUS_WATCH **Watch)
{
    return StoreWatchFiltered(Store, Path, NULL, Callback, Context, Watch);
}

_Use_decl_annotations_ VOID StoreUnwatch(STORE *Store, XENBUS_WATCH *Watch)
{
    DropWatch(Store, Watch, TRUE);
}
