// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "xenbus/child.h"
#include "xenbus/unplug.h"

/* The table of nt/xenbus_interface.h. Context is the CHILD; its BUS outlives it. */

static const GUID InterfaceGuid = OVM_XENBUS_INTERFACE_GUID;

static UNPLUG_CLASS ClassOf(_In_ const CHILD *Child)
{
    return Child->IsDisks ? UnplugDisks : UnplugNics;
}

static VOID NTAPI InterfaceReference(PVOID Context)
{
    CHILD *Child = Context;
    ObReferenceObject(Child->Self);
    InterlockedIncrement(&Child->InterfaceReferences);
}

static VOID NTAPI InterfaceDereference(PVOID Context)
{
    CHILD *Child = Context;
    InterlockedDecrement(&Child->InterfaceReferences);
    ObDereferenceObject(Child->Self);
}

static NTSTATUS NTAPI InterfaceFrontendList(PVOID Context, ULONG Capacity, XENBUS_FRONTEND *Frontends, ULONG *Count)
{
    const CHILD *Child = Context;
    HANDLE_LIST Disks;
    HANDLE_LIST Nics;

    FrontendsGet(Child->Bus, &Disks, &Nics);
    if (!Child->IsDisks)
    {
        Disks.Kept = 1;
        Disks.Handles[0] = Child->Handle;
    }
    else if (UnplugState(UnplugDisks) != XenbusUnplugDone)
    {
        /* Windows must never see a disk twice, and the emulated ones are in use. */
        Disks.Kept = 0;
    }

    *Count = Disks.Kept;
    if (Disks.Kept > Capacity)
        return STATUS_BUFFER_TOO_SMALL;
    for (ULONG i = 0; i < Disks.Kept; ++i)
    {
        Frontends[i].Handle = Disks.Handles[i];
        const NTSTATUS Status = RtlStringCbPrintfA(Frontends[i].Path, sizeof(Frontends[i].Path), "device/%s/%u",
                                                   Child->IsDisks ? "vbd" : "vif", (unsigned)Disks.Handles[i]);
        if (!NT_SUCCESS(Status))
            return Status;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI InterfaceFrontendNotify(PVOID Context, XENBUS_FRONTENDS_CHANGED *Callback, PVOID CallbackContext)
{
    CHILD *Child = Context;
    MutexAcquire(&Child->NotifyMutex);
    Child->FrontendsChanged = Callback;
    Child->FrontendsContext = CallbackContext;
    MutexRelease(&Child->NotifyMutex);
    return STATUS_SUCCESS;
}

static STORE *StoreOf(_In_ PVOID Context)
{
    return ((CHILD *)Context)->Bus->Store;
}

static NTSTATUS NTAPI InterfaceStoreRead(PVOID Context, XENBUS_TRANSACTION Transaction, PCSTR Path, PSTR Value,
                                         ULONG Capacity, ULONG *Bytes)
{
    return StoreRead(StoreOf(Context), Transaction, Path, Value, Capacity, Bytes);
}

static NTSTATUS NTAPI InterfaceStoreWrite(PVOID Context, XENBUS_TRANSACTION Transaction, PCSTR Path, PCSTR Value)
{
    return StoreWrite(StoreOf(Context), Transaction, Path, Value);
}

static NTSTATUS NTAPI InterfaceStoreRemove(PVOID Context, XENBUS_TRANSACTION Transaction, PCSTR Path)
{
    return StoreRemove(StoreOf(Context), Transaction, Path);
}

static NTSTATUS NTAPI InterfaceStoreList(PVOID Context, XENBUS_TRANSACTION Transaction, PCSTR Path, PSTR Names,
                                         ULONG Capacity, ULONG *Bytes)
{
    return StoreList(StoreOf(Context), Transaction, Path, Names, Capacity, Bytes);
}

static NTSTATUS NTAPI InterfaceStoreBegin(PVOID Context, XENBUS_TRANSACTION *Transaction)
{
    return StoreBegin(StoreOf(Context), Transaction);
}

static NTSTATUS NTAPI InterfaceStoreEnd(PVOID Context, XENBUS_TRANSACTION Transaction, BOOLEAN Commit)
{
    return StoreEnd(StoreOf(Context), Transaction, Commit);
}

static NTSTATUS NTAPI InterfaceStoreWatch(PVOID Context, PCSTR Path, XENBUS_WATCH_FIRED *Callback,
                                          PVOID CallbackContext, XENBUS_WATCH **Watch)
{
    return StoreWatch(StoreOf(Context), Path, Callback, CallbackContext, Watch);
}

static VOID NTAPI InterfaceStoreUnwatch(PVOID Context, XENBUS_WATCH *Watch)
{
    StoreUnwatch(StoreOf(Context), Watch);
}

static GRANTS *GrantsOf(_In_ PVOID Context)
{
    return ((CHILD *)Context)->Bus->Grants;
}

static NTSTATUS NTAPI InterfaceGrantReserve(PVOID Context, ULONG Count, XENBUS_GRANT *References)
{
    return GrantReserve(GrantsOf(Context), Count, References);
}

static VOID NTAPI InterfaceGrantUnreserve(PVOID Context, ULONG Count, const XENBUS_GRANT *References)
{
    GrantUnreserve(GrantsOf(Context), Count, References);
}

static VOID NTAPI InterfaceGrantShare(PVOID Context, XENBUS_GRANT Reference, USHORT RemoteDomain, ULONG PageFrame,
                                      BOOLEAN ReadOnly)
{
    GrantShare(GrantsOf(Context), Reference, RemoteDomain, PageFrame, ReadOnly);
}

static NTSTATUS NTAPI InterfaceGrantRevoke(PVOID Context, XENBUS_GRANT Reference)
{
    return GrantRevoke(GrantsOf(Context), Reference);
}

static NTSTATUS NTAPI InterfaceEventOpen(PVOID Context, USHORT RemoteDomain, XENBUS_EVENT_FIRED *Callback,
                                         PVOID CallbackContext, XENBUS_EVENT **Event)
{
    return EventOpen(((CHILD *)Context)->Bus->Events, RemoteDomain, Callback, CallbackContext, Event);
}

static ULONG NTAPI InterfaceEventPort(PVOID Context, const XENBUS_EVENT *Event)
{
    UNREFERENCED_PARAMETER(Context);
    return EventPort(Event);
}

static VOID NTAPI InterfaceEventNotify(PVOID Context, const XENBUS_EVENT *Event)
{
    UNREFERENCED_PARAMETER(Context);
    EventNotify(Event);
}

static VOID NTAPI InterfaceEventClose(PVOID Context, XENBUS_EVENT *Event)
{
    EventClose(((CHILD *)Context)->Bus->Events, Event);
}

static XENBUS_UNPLUG NTAPI InterfaceUnplugState(PVOID Context)
{
    return UnplugState(ClassOf(Context));
}

static NTSTATUS NTAPI InterfaceUnplugConfirm(PVOID Context)
{
    return UnplugConfirm(&BusRegistryPath, ClassOf(Context));
}

static VOID NTAPI InterfaceHostLog(PVOID Context, PCSTR Line)
{
    UNREFERENCED_PARAMETER(Context);
    UnplugHostLog(Line);
}

static const XENBUS_INTERFACE Table = {
    .Interface = {.Size = sizeof(XENBUS_INTERFACE),
                  .Version = XENBUS_INTERFACE_VERSION,
                  .InterfaceReference = InterfaceReference,
                  .InterfaceDereference = InterfaceDereference},
    .FrontendList = InterfaceFrontendList,
    .FrontendNotify = InterfaceFrontendNotify,
    .StoreRead = InterfaceStoreRead,
    .StoreWrite = InterfaceStoreWrite,
    .StoreRemove = InterfaceStoreRemove,
    .StoreList = InterfaceStoreList,
    .StoreBegin = InterfaceStoreBegin,
    .StoreEnd = InterfaceStoreEnd,
    .StoreWatch = InterfaceStoreWatch,
    .StoreUnwatch = InterfaceStoreUnwatch,
    .GrantReserve = InterfaceGrantReserve,
    .GrantUnreserve = InterfaceGrantUnreserve,
    .GrantShare = InterfaceGrantShare,
    .GrantRevoke = InterfaceGrantRevoke,
    .EventOpen = InterfaceEventOpen,
    .EventPort = InterfaceEventPort,
    .EventNotify = InterfaceEventNotify,
    .EventClose = InterfaceEventClose,
    .UnplugState = InterfaceUnplugState,
    .UnplugConfirm = InterfaceUnplugConfirm,
    .HostLog = InterfaceHostLog,
};

_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildQueryInterface(CHILD *Child, PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);

    if (RtlCompareMemory(Stack->Parameters.QueryInterface.InterfaceType, &InterfaceGuid, sizeof(GUID)) != sizeof(GUID))
        return Irp->IoStatus.Status;
    if (Stack->Parameters.QueryInterface.Version != XENBUS_INTERFACE_VERSION ||
        Stack->Parameters.QueryInterface.Size != sizeof(XENBUS_INTERFACE))
    {
        LogEvent(OVM_EVENT_INTERFACE_MISMATCH,
                 "A child asked for version %u with %u bytes; this is version %u with %u.",
                 (unsigned)Stack->Parameters.QueryInterface.Version, (unsigned)Stack->Parameters.QueryInterface.Size,
                 (unsigned)XENBUS_INTERFACE_VERSION, (unsigned)sizeof(XENBUS_INTERFACE));
        return STATUS_REVISION_MISMATCH;
    }
    /* The functions need a bus that has been started; a child's query comes with its own start, which is later. */
    if (Child->Bus->State != PnpStarted)
        return STATUS_DEVICE_NOT_READY;

    XENBUS_INTERFACE *Answer = (XENBUS_INTERFACE *)Stack->Parameters.QueryInterface.Interface;
    *Answer = Table;
    Answer->Interface.Context = Child;
    InterfaceReference(Child);
    return STATUS_SUCCESS;
}
