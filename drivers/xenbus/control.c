// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/irp.h"
#include "nt/log.h"
#include "nt/secure_device.h"
#include "nt/xenbus_ioctl.h"
#include "xenbus/bus.h"
#include "xenbus/unplug.h"

#define CONTROL_DEVICE_NAME L"\\Device\\OvmBus"
#define CONTROL_LINK_NAME   L"\\DosDevices\\OvmBus"

typedef struct CONTROL
{
    DEVICE_KIND Kind; /* DeviceControl */
    MUTEX Mutex;
    BUS *Bus; /* NULL once the bus is gone */

    IO_CSQ Queue;
    KSPIN_LOCK QueueLock;
    LIST_ENTRY Waiting; /* IRPs by Tail.Overlay.ListEntry; at most one */
} CONTROL;

/* One IRP's file object, or any IRP where Context is NULL (the cancel-safe queue's PeekContext). */
static PIRP NTAPI QueuePeek(PIO_CSQ Csq, PIRP After, PVOID Context)
{
    CONTROL *Control = CONTAINING_RECORD(Csq, CONTROL, Queue);
    LIST_ENTRY *Entry = After == NULL ? Control->Waiting.Flink : After->Tail.Overlay.ListEntry.Flink;
    for (; Entry != &Control->Waiting; Entry = Entry->Flink)
    {
        PIRP Irp = CONTAINING_RECORD(Entry, IRP, Tail.Overlay.ListEntry);
        if (Context == NULL || IoGetCurrentIrpStackLocation(Irp)->FileObject == Context)
            return Irp;
    }
    return NULL;
}

static VOID NTAPI QueueInsert(PIO_CSQ Csq, PIRP Irp)
{
    InsertTailList(&CONTAINING_RECORD(Csq, CONTROL, Queue)->Waiting, &Irp->Tail.Overlay.ListEntry);
}

static VOID NTAPI QueueRemove(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    RemoveEntryList(&Irp->Tail.Overlay.ListEntry);
}

static VOID NTAPI QueueAcquire(PIO_CSQ Csq, PKIRQL Irql)
{
    KeAcquireSpinLock(&CONTAINING_RECORD(Csq, CONTROL, Queue)->QueueLock, Irql);
}

static VOID NTAPI QueueRelease(PIO_CSQ Csq, KIRQL Irql)
{
    KeReleaseSpinLock(&CONTAINING_RECORD(Csq, CONTROL, Queue)->QueueLock, Irql);
}

static VOID NTAPI QueueCanceled(PIO_CSQ Csq, PIRP Irp)
{
    UNREFERENCED_PARAMETER(Csq);
    (VOID) IrpComplete(Irp, STATUS_CANCELLED);
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ControlStart(BUS *Bus)
{
    UNICODE_STRING Name;
    UNICODE_STRING Link;
    PDEVICE_OBJECT Device;

    RtlInitUnicodeString(&Name, CONTROL_DEVICE_NAME);
    RtlInitUnicodeString(&Link, CONTROL_LINK_NAME);
    NTSTATUS Status = SecureDeviceCreate(Bus->Self->DriverObject, sizeof(CONTROL), &Name, OVM_BUS_DEVICE_TYPE, &Device);
    if (!NT_SUCCESS(Status))
        goto fail;

    CONTROL *Control = Device->DeviceExtension;
    RtlZeroMemory(Control, sizeof(*Control));
    Control->Kind = DeviceControl;
    Control->Bus = Bus;
    MutexInitialize(&Control->Mutex);
    KeInitializeSpinLock(&Control->QueueLock);
    InitializeListHead(&Control->Waiting);
    Status = IoCsqInitialize(&Control->Queue, QueueInsert, QueueRemove, QueuePeek, QueueAcquire, QueueRelease,
                             QueueCanceled);
    if (!NT_SUCCESS(Status))
        goto deleteDevice;

    Status = IoCreateSymbolicLink(&Link, &Name);
    if (!NT_SUCCESS(Status))
        goto deleteDevice;
    Bus->Control = Device;
    Device->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;

deleteDevice:
    IoDeleteDevice(Device);
fail:
    LogPrint("control device: status %08X", (unsigned)Status);
    return Status;
}

_Use_decl_annotations_ VOID CODE_PAGE ControlStop(BUS *Bus)
{
    UNICODE_STRING Link;
    PDEVICE_OBJECT Device = Bus->Control;
    CONTROL *Control = Device->DeviceExtension;

    MutexAcquire(&Control->Mutex);
    Control->Bus = NULL;
    MutexRelease(&Control->Mutex);

    for (PIRP Irp = IoCsqRemoveNextIrp(&Control->Queue, NULL); Irp != NULL;
         Irp = IoCsqRemoveNextIrp(&Control->Queue, NULL))
        (VOID) IrpComplete(Irp, STATUS_DELETE_PENDING);

    RtlInitUnicodeString(&Link, CONTROL_LINK_NAME);
    (VOID) IoDeleteSymbolicLink(&Link);
    Bus->Control = NULL;
    IoDeleteDevice(Device);
}

static NTSTATUS CODE_PAGE AnswerStatus(_In_ BUS *Bus, _Inout_ PIRP Irp, _In_ ULONG OutputBytes)
{
    static const USHORT Version[] = {OVM_VERSION_COMMA};
    HANDLE_LIST Disks;
    HANDLE_LIST Nics;

    if (OutputBytes != sizeof(OVM_BUS_STATUS))
        return STATUS_BUFFER_TOO_SMALL;

    FrontendsGet(Bus, &Disks, &Nics);
    OVM_BUS_STATUS *Answer = Irp->AssociatedIrp.SystemBuffer;
    RtlZeroMemory(Answer, sizeof(*Answer));
    Answer->Bytes = sizeof(*Answer);
    for (ULONG i = 0; i < ARRAYSIZE(Answer->DriverVersion); ++i)
        Answer->DriverVersion[i] = Version[i];
    Answer->XenMajor = Bus->Hypervisor.Major;
    Answer->XenMinor = Bus->Hypervisor.Minor;
    Answer->DiskUnplug = (ULONG)UnplugState(UnplugDisks);
    Answer->NicUnplug = (ULONG)UnplugState(UnplugNics);
    Answer->DisksConfigured = Disks.Configured;
    Answer->DisksShown = Disks.Kept;
    Answer->NicsConfigured = Nics.Configured;
    Answer->NicsShown = Nics.Kept;
    Irp->IoStatus.Information = sizeof(*Answer);
    return STATUS_SUCCESS;
}

static ULONG ShutdownNumber(_In_ SHUTDOWN_REQUEST Request)
{
    switch (Request)
    {
    case ShutdownPowerOff:
        return OVM_BUS_SHUTDOWN_POWEROFF;
    case ShutdownReboot:
        return OVM_BUS_SHUTDOWN_REBOOT;
    default:
        return OVM_BUS_SHUTDOWN_HALT;
    }
}

/* With Mutex held and Bus not NULL. The host is told before the service acts, because acting ends the guest. */
static VOID HandOver(_Inout_ CONTROL *Control, _In_ SHUTDOWN_REQUEST Request, _In_ PIRP Irp)
{
    LogEvent(OVM_EVENT_HOST_REQUEST, "Request: %s.", ShutdownName(Request));
    const NTSTATUS Status = ShutdownAcknowledge(Control->Bus);
    if (!NT_SUCCESS(Status))
        LogPrint("control/shutdown: acknowledgement: status %08X", (unsigned)Status);

    OVM_BUS_SHUTDOWN *Answer = Irp->AssociatedIrp.SystemBuffer;
    Answer->Request = ShutdownNumber(Request);
    Irp->IoStatus.Information = sizeof(*Answer);
    (VOID) IrpComplete(Irp, STATUS_SUCCESS);
}

/* With Mutex held and Bus not NULL. */
static VOID ServeShutdown(_Inout_ CONTROL *Control, _In_ BOOLEAN Tell)
{
    const SHUTDOWN_REQUEST Request = ShutdownRead(Control->Bus);
    if (Request == ShutdownNone)
        return;
    if (!ShutdownIsForService(Request))
    {
        if (Tell)
            LogEvent(OVM_EVENT_HOST_NOT_SERVED, "The host asked for: %s.", ShutdownName(Request));
        return;
    }

    PIRP Irp = IoCsqRemoveNextIrp(&Control->Queue, NULL);
    if (Irp != NULL)
        HandOver(Control, Request, Irp);
    else if (Tell)
        LogEvent(OVM_EVENT_HOST_NOT_SERVED, "Request %s waits: the guest service is not listening.",
                 ShutdownName(Request));
}

_Use_decl_annotations_ VOID ControlShutdownChanged(BUS *Bus)
{
    /* The watch that calls this is gone before the device is. */
    CONTROL *Control = Bus->Control->DeviceExtension;
    MutexAcquire(&Control->Mutex);
    if (Control->Bus != NULL)
        ServeShutdown(Control, TRUE);
    MutexRelease(&Control->Mutex);
}

/* With Mutex held and Bus not NULL. The IRP is the queue's from IoCsqInsertIrp on. Takes a spin lock. */
static NTSTATUS CODE_RESIDENT WaitShutdown(_Inout_ CONTROL *Control, _Inout_ PIRP Irp, _In_ ULONG OutputBytes)
{
    if (OutputBytes != sizeof(OVM_BUS_SHUTDOWN))
        return IrpComplete(Irp, STATUS_BUFFER_TOO_SMALL);

    KIRQL Irql;
    QueueAcquire(&Control->Queue, &Irql);
    const BOOLEAN Taken = !IsListEmpty(&Control->Waiting);
    QueueRelease(&Control->Queue, Irql);
    if (Taken)
        return IrpComplete(Irp, STATUS_DEVICE_BUSY);

    IoCsqInsertIrp(&Control->Queue, Irp, NULL);
    /* What the host asked while nobody listened. */
    ServeShutdown(Control, FALSE);
    return STATUS_PENDING;
}

static NTSTATUS CODE_PAGE ControlRequest(_Inout_ CONTROL *Control, _Inout_ PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);
    const ULONG OutputBytes = Stack->Parameters.DeviceIoControl.OutputBufferLength;
    NTSTATUS Status;

    if (Stack->Parameters.DeviceIoControl.InputBufferLength != 0)
        return IrpComplete(Irp, STATUS_INVALID_PARAMETER);

    MutexAcquire(&Control->Mutex);
    if (Control->Bus == NULL)
        Status = IrpComplete(Irp, STATUS_DELETE_PENDING);
    else
    {
        switch (Stack->Parameters.DeviceIoControl.IoControlCode)
        {
        case IOCTL_OVM_BUS_STATUS:
            Status = IrpComplete(Irp, AnswerStatus(Control->Bus, Irp, OutputBytes));
            break;
        case IOCTL_OVM_BUS_WAIT_SHUTDOWN:
            Status = WaitShutdown(Control, Irp, OutputBytes);
            break;
        default:
            Status = IrpComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
            break;
        }
    }
    MutexRelease(&Control->Mutex);
    return Status;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ControlDispatch(PDEVICE_OBJECT Device, PIRP Irp)
{
    CONTROL *Control = Device->DeviceExtension;
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);

    Irp->IoStatus.Information = 0;
    switch (Stack->MajorFunction)
    {
    case IRP_MJ_CREATE:
        /* No namespace below the device. */
        return IrpComplete(Irp, Stack->FileObject->FileName.Length == 0 && Stack->FileObject->RelatedFileObject == NULL
                                    ? STATUS_SUCCESS
                                    : STATUS_OBJECT_NAME_INVALID);
    case IRP_MJ_CLEANUP:
        for (PIRP Pending = IoCsqRemoveNextIrp(&Control->Queue, Stack->FileObject); Pending != NULL;
             Pending = IoCsqRemoveNextIrp(&Control->Queue, Stack->FileObject))
            (VOID) IrpComplete(Pending, STATUS_CANCELLED);
        return IrpComplete(Irp, STATUS_SUCCESS);
    case IRP_MJ_CLOSE:
        return IrpComplete(Irp, STATUS_SUCCESS);
    default:
        return ControlRequest(Control, Irp);
    }
}
