// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel: IRPs, queues, remove locks, power

#include "tests/load/xenbus/double/double.h"

/* Irp->Tail.Overlay.DriverContext[3] marks the scenario's own IRPs, which it frees itself. */
static const char OwnMark;

static PIRP IrpAllocate(PDEVICE_OBJECT Top)
{
    const ULONG Locations = (ULONG)Top->StackSize + 1; /* one above, for the sender's completion routine */
    PIRP Irp = HostAllocate(sizeof(IRP) + Locations * sizeof(IO_STACK_LOCATION));
    RtlZeroMemory(Irp, sizeof(IRP) + Locations * sizeof(IO_STACK_LOCATION));
    Irp->Type = 6;
    Irp->StackCount = (CCHAR)Top->StackSize;
    Irp->CurrentLocation = (CHAR)(Top->StackSize + 1);
    Irp->Tail.Overlay.CurrentStackLocation = (PIO_STACK_LOCATION)(Irp + 1) + Top->StackSize;
    return Irp;
}

PIRP IrpCreate(PDEVICE_OBJECT Top, UCHAR Major, UCHAR Minor)
{
    PIRP Irp = IrpAllocate(Top);
    Irp->Tail.Overlay.DriverContext[3] = (PVOID)&OwnMark;
    Irp->UserEvent = HostAllocate(sizeof(KEVENT));
    KeInitializeEvent(Irp->UserEvent, NotificationEvent, FALSE);
    IoGetNextIrpStackLocation(Irp)->MajorFunction = Major;
    IoGetNextIrpStackLocation(Irp)->MinorFunction = Minor;
    Irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
    return Irp;
}

VOID IrpFree(PIRP Irp)
{
    HostFree(Irp->UserEvent);
    HostFree(Irp);
}

BOOLEAN IrpIsDone(PIRP Irp)
{
    return KeReadStateEvent(Irp->UserEvent) != 0;
}

NTSTATUS IrpSend(PDEVICE_OBJECT Top, PIRP Irp)
{
    const NTSTATUS Returned = IoCallDriver(Top, Irp);
    (VOID) KeWaitForSingleObject(Irp->UserEvent, Executive, KernelMode, FALSE, NULL);
    if (Returned != STATUS_PENDING && Returned != Irp->IoStatus.Status)
        Fail("a dispatch routine returns %x, and its request ends with %x", (unsigned)Returned,
             (unsigned)Irp->IoStatus.Status);
    return Irp->IoStatus.Status;
}

/* wdm.h: IoBuildSynchronousFsdRequest, up to APC_LEVEL. */
PIRP NTAPI IoBuildSynchronousFsdRequest(ULONG Major, PDEVICE_OBJECT Device, PVOID Buffer, ULONG Length,
                                        PLARGE_INTEGER Offset, PKEVENT Event, PIO_STATUS_BLOCK IoStatus)
{
    DOUBLE(APC_LEVEL);
    UNREFERENCED_PARAMETER(Buffer);
    UNREFERENCED_PARAMETER(Length);
    UNREFERENCED_PARAMETER(Offset);
    if (FailAllocation != 0 && --FailAllocation == 0)
        return NULL;
    PIRP Irp = IrpAllocate(Device);
    Irp->UserEvent = Event;
    Irp->UserIosb = IoStatus;
    IoGetNextIrpStackLocation(Irp)->MajorFunction = (UCHAR)Major;
    return Irp;
}

/* wdm.h: IoCallDriver, up to DISPATCH_LEVEL. */
NTSTATUS FASTCALL IofCallDriver(PDEVICE_OBJECT Device, PIRP Irp)
{
    DOUBLE(DISPATCH_LEVEL);
    if (--Irp->CurrentLocation <= 0)
        Fail("IoCallDriver: no stack location is left");
    const PIO_STACK_LOCATION Stack = --Irp->Tail.Overlay.CurrentStackLocation;
    Stack->DeviceObject = Device;
    return Device->DriverObject->MajorFunction[Stack->MajorFunction](Device, Irp);
}

NTSTATUS NTAPI PoCallDriver(PDEVICE_OBJECT Device, PIRP Irp)
{
    return IofCallDriver(Device, Irp);
}

static VOID IrpFinish(PIRP Irp)
{
    if (Irp->Tail.Overlay.DriverContext[3] == &OwnMark)
    {
        (VOID) KeSetEvent(Irp->UserEvent, 0, FALSE);
        return;
    }
    PKEVENT Event = Irp->UserEvent;
    if (Irp->UserIosb != NULL)
        *Irp->UserIosb = Irp->IoStatus;
    HostFree(Irp);
    if (Event != NULL)
        (VOID) KeSetEvent(Event, 0, FALSE);
}

/* wdm.h: IoCompleteRequest, up to DISPATCH_LEVEL: completion routines from the bottom up. */
VOID FASTCALL IofCompleteRequest(PIRP Irp, CCHAR Boost)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Boost);
    if (Irp->IoStatus.Status == STATUS_PENDING)
        Fail("IoCompleteRequest with STATUS_PENDING");
    if (Irp->CurrentLocation > Irp->StackCount)
        Fail("IoCompleteRequest: the request was completed before");
    while (Irp->CurrentLocation <= Irp->StackCount)
    {
        const PIO_STACK_LOCATION Stack = Irp->Tail.Overlay.CurrentStackLocation++;
        ++Irp->CurrentLocation;
        Irp->PendingReturned = (Stack->Control & SL_PENDING_RETURNED) != 0;
        const UCHAR Wanted = NT_SUCCESS(Irp->IoStatus.Status) ? SL_INVOKE_ON_SUCCESS : SL_INVOKE_ON_ERROR;
        if ((Stack->Control & Wanted) != 0 && Stack->CompletionRoutine != NULL)
        {
            const PDEVICE_OBJECT Device =
                Irp->CurrentLocation > Irp->StackCount ? NULL : Irp->Tail.Overlay.CurrentStackLocation->DeviceObject;
            if (Stack->CompletionRoutine(Device, Irp, Stack->Context) == STATUS_MORE_PROCESSING_REQUIRED)
                return;
        }
        else if (Irp->PendingReturned && Irp->CurrentLocation <= Irp->StackCount)
            Irp->Tail.Overlay.CurrentStackLocation->Control |= SL_PENDING_RETURNED;
    }
    IrpFinish(Irp);
}

/* wdm.h: cancel-safe queues, up to DISPATCH_LEVEL. */
NTSTATUS NTAPI IoCsqInitialize(PIO_CSQ Csq, PIO_CSQ_INSERT_IRP Insert, PIO_CSQ_REMOVE_IRP Remove,
                               PIO_CSQ_PEEK_NEXT_IRP Peek, PIO_CSQ_ACQUIRE_LOCK Acquire, PIO_CSQ_RELEASE_LOCK Release,
                               PIO_CSQ_COMPLETE_CANCELED_IRP Canceled)
{
    Csq->CsqInsertIrp = Insert;
    Csq->CsqRemoveIrp = Remove;
    Csq->CsqPeekNextIrp = Peek;
    Csq->CsqAcquireLock = Acquire;
    Csq->CsqReleaseLock = Release;
    Csq->CsqCompleteCanceledIrp = Canceled;
    return STATUS_SUCCESS;
}

VOID NTAPI IoCsqInsertIrp(PIO_CSQ Csq, PIRP Irp, PIO_CSQ_IRP_CONTEXT Context)
{
    KIRQL Irql;
    DOUBLE(DISPATCH_LEVEL);
    if (Context != NULL)
        Fail("IoCsqInsertIrp: a context is not played");
    IoMarkIrpPending(Irp);
    Csq->CsqAcquireLock(Csq, &Irql);
    Irp->Tail.Overlay.DriverContext[2] = Csq;
    Csq->CsqInsertIrp(Csq, Irp);
    Csq->CsqReleaseLock(Csq, Irql);
}

PIRP NTAPI IoCsqRemoveNextIrp(PIO_CSQ Csq, PVOID Context)
{
    KIRQL Irql;
    DOUBLE(DISPATCH_LEVEL);
    Csq->CsqAcquireLock(Csq, &Irql);
    PIRP Irp = Csq->CsqPeekNextIrp(Csq, NULL, Context);
    if (Irp != NULL)
    {
        Irp->Tail.Overlay.DriverContext[2] = NULL;
        Csq->CsqRemoveIrp(Csq, Irp);
    }
    Csq->CsqReleaseLock(Csq, Irql);
    return Irp;
}

VOID IrpCancel(PIRP Irp)
{
    KIRQL Irql;
    PIO_CSQ Csq = Irp->Tail.Overlay.DriverContext[2];
    if (Csq == NULL)
        Fail("the request to be cancelled is in no queue");
    Csq->CsqAcquireLock(Csq, &Irql);
    Csq->CsqRemoveIrp(Csq, Irp);
    Csq->CsqReleaseLock(Csq, Irql);
    Csq->CsqCompleteCanceledIrp(Csq, Irp);
}

/* wdm.h: remove locks. Acquire and release up to DISPATCH_LEVEL, the wait at PASSIVE_LEVEL. */
VOID NTAPI IoInitializeRemoveLockEx(PIO_REMOVE_LOCK Lock, ULONG Tag, ULONG Minutes, ULONG HighWater, ULONG Bytes)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Tag);
    UNREFERENCED_PARAMETER(Minutes);
    UNREFERENCED_PARAMETER(HighWater);
    if (Bytes != sizeof(IO_REMOVE_LOCK))
        Fail("IoInitializeRemoveLock: %u bytes", (unsigned)Bytes);
    RtlZeroMemory(Lock, sizeof(*Lock));
    Lock->Common.IoCount = 1;
    KeInitializeEvent(&Lock->Common.RemoveEvent, NotificationEvent, FALSE);
}

NTSTATUS NTAPI IoAcquireRemoveLockEx(PIO_REMOVE_LOCK Lock, PVOID Tag, PCSTR File, ULONG Line, ULONG Bytes)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Tag);
    UNREFERENCED_PARAMETER(File);
    UNREFERENCED_PARAMETER(Line);
    UNREFERENCED_PARAMETER(Bytes);
    InterlockedIncrement(&Lock->Common.IoCount);
    if (!Lock->Common.Removed)
        return STATUS_SUCCESS;
    if (InterlockedDecrement(&Lock->Common.IoCount) == 0)
        (VOID) KeSetEvent(&Lock->Common.RemoveEvent, 0, FALSE);
    return STATUS_DELETE_PENDING;
}

VOID NTAPI IoReleaseRemoveLockEx(PIO_REMOVE_LOCK Lock, PVOID Tag, ULONG Bytes)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Tag);
    UNREFERENCED_PARAMETER(Bytes);
    const LONG Left = InterlockedDecrement(&Lock->Common.IoCount);
    if (Left < 0)
        Fail("IoReleaseRemoveLock without IoAcquireRemoveLock");
    if (Left == 0)
        (VOID) KeSetEvent(&Lock->Common.RemoveEvent, 0, FALSE);
}

VOID NTAPI IoReleaseRemoveLockAndWaitEx(PIO_REMOVE_LOCK Lock, PVOID Tag, ULONG Bytes)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Tag);
    UNREFERENCED_PARAMETER(Bytes);
    Lock->Common.Removed = TRUE;
    if (InterlockedDecrement(&Lock->Common.IoCount) <= 0)
        Fail("IoReleaseRemoveLockAndWait without IoAcquireRemoveLock");
    if (InterlockedDecrement(&Lock->Common.IoCount) > 0)
        (VOID) KeWaitForSingleObject(&Lock->Common.RemoveEvent, Executive, KernelMode, FALSE, NULL);
}

/* ntifs.h and wdm.h: power. PoStartNextPowerIrp comes before the request is completed or passed on. */
VOID NTAPI PoStartNextPowerIrp(PIRP Irp)
{
    DOUBLE(DISPATCH_LEVEL);
    if (IoGetCurrentIrpStackLocation(Irp)->MajorFunction != IRP_MJ_POWER)
        Fail("PoStartNextPowerIrp: not a power request");
}

POWER_STATE NTAPI PoSetPowerState(PDEVICE_OBJECT Device, POWER_STATE_TYPE Type, POWER_STATE State)
{
    DOUBLE(DISPATCH_LEVEL);
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Type);
    return State;
}

typedef struct POWER_REQUEST
{
    PREQUEST_POWER_COMPLETE Done;
    PVOID Context;
    PDEVICE_OBJECT Device;
    UCHAR Minor;
    POWER_STATE State;
} POWER_REQUEST;

static NTSTATUS NTAPI PowerRequestDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    POWER_REQUEST *Request = Context;
    UNREFERENCED_PARAMETER(Device);
    Request->Done(Request->Device, Request->Minor, Request->State, Request->Context, &Irp->IoStatus);
    HostFree(Request);
    HostFree(Irp);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

/* wdm.h: PoRequestPowerIrp, up to DISPATCH_LEVEL: goes to the top of the stack, and calls back when all are done. */
NTSTATUS NTAPI PoRequestPowerIrp(PDEVICE_OBJECT Device, UCHAR Minor, POWER_STATE State, PREQUEST_POWER_COMPLETE Done,
                                 PVOID Context, PIRP *Irp)
{
    DOUBLE(DISPATCH_LEVEL);
    PDEVICE_OBJECT Top = Device;
    while (Top->AttachedDevice != NULL)
        Top = Top->AttachedDevice;
    if (Irp != NULL)
        Fail("PoRequestPowerIrp: the IRP is not played");
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;

    POWER_REQUEST *Request = HostAllocate(sizeof(*Request));
    *Request = (POWER_REQUEST){Done, Context, Device, Minor, State};
    PIRP New = IrpAllocate(Top);
    PIO_STACK_LOCATION Stack = IoGetNextIrpStackLocation(New);
    Stack->MajorFunction = IRP_MJ_POWER;
    Stack->MinorFunction = Minor;
    Stack->Parameters.Power.Type = DevicePowerState;
    Stack->Parameters.Power.State = State;
    New->IoStatus.Status = STATUS_NOT_SUPPORTED;
    IoSetCompletionRoutine(New, PowerRequestDone, Request, TRUE, TRUE, TRUE);
    (VOID) IofCallDriver(Top, New);
    return STATUS_PENDING;
}
