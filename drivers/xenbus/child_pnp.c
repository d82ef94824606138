// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/irp.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "xenbus/child.h"

/* TargetDeviceRelation is the bus driver's to answer: the device itself. */
static NTSTATUS CODE_PAGE ChildQueryRelations(_In_ CHILD *Child, _Inout_ PIRP Irp)
{
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.QueryDeviceRelations.Type != TargetDeviceRelation)
        return Irp->IoStatus.Status;

    DEVICE_RELATIONS *Relations = PoolAllocatePaged(sizeof(*Relations));
    if (Relations == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    ObReferenceObject(Child->Self);
    Relations->Count = 1;
    Relations->Objects[0] = Child->Self;
    Irp->IoStatus.Information = (ULONG_PTR)Relations;
    return STATUS_SUCCESS;
}

/*
 * A paging or dump file on a disk makes the bus a part of its path: the bus is told before the answer is given. A
 * hibernation file is refused: after it the emulated disks would be there again before anyone could unplug them.
 */
static NTSTATUS CODE_PAGE ChildUsage(_Inout_ CHILD *Child, _Inout_ PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);
    const DEVICE_USAGE_NOTIFICATION_TYPE Type = Stack->Parameters.UsageNotification.Type;
    const BOOLEAN InPath = Stack->Parameters.UsageNotification.InPath;
    IO_STACK_LOCATION Request;

    if (InPath && (!Child->IsDisks || (Type != DeviceUsageTypePaging && Type != DeviceUsageTypeDumpFile)))
    {
        if (Child->IsDisks && Type == DeviceUsageTypeHibernation)
            LogEvent(OVM_EVENT_SLEEP_REFUSED, "A hibernation file was to be put on a disk of this bus.");
        return STATUS_NOT_SUPPORTED;
    }

    RtlZeroMemory(&Request, sizeof(Request));
    Request.MinorFunction = IRP_MN_DEVICE_USAGE_NOTIFICATION;
    Request.Parameters = Stack->Parameters;
    const NTSTATUS Status = IrpSendPnp(Child->Bus->Self, &Request, NULL);
    if (!NT_SUCCESS(Status))
        return Status;

    if (Type == DeviceUsageTypePaging)
        PathCountAdjust(&Child->PagingPaths, InPath);
    else if (Type == DeviceUsageTypeDumpFile)
        PathCountAdjust(&Child->DumpPaths, InPath);
    if (Child->PagingPaths + Child->DumpPaths > 0)
        Child->Self->Flags &= ~DO_POWER_PAGABLE;
    else
        Child->Self->Flags |= DO_POWER_PAGABLE;
    IoInvalidateDeviceState(Child->Self);
    return STATUS_SUCCESS;
}

static NTSTATUS CODE_PAGE ChildQueryState(_In_ const CHILD *Child, _Inout_ PIRP Irp)
{
    if (Child->PagingPaths + Child->DumpPaths == 0)
        return Irp->IoStatus.Status;
    Irp->IoStatus.Information |= PNP_DEVICE_NOT_DISABLEABLE;
    return STATUS_SUCCESS;
}

static NTSTATUS CODE_PAGE ChildQueryLeave(_Inout_ CHILD *Child)
{
    if (Child->PagingPaths + Child->DumpPaths > 0)
        return STATUS_DEVICE_BUSY;
    Child->StateBeforeQuery = Child->State;
    Child->State = PnpRemovePending;
    return STATUS_SUCCESS;
}

/* Waits for every request that holds the remove lock, this one's hold included; the device may be gone afterwards. */
static NTSTATUS CODE_PAGE ChildRemove(_Inout_ CHILD *Child, _Inout_ PIRP Irp)
{
    Child->State = PnpRemoved;
    IoReleaseRemoveLockAndWait(&Child->RemoveLock, Irp);

    MutexAcquire(&Child->Bus->ChildrenMutex);
    const BOOLEAN ComesBack = Child->Reported;
    MutexRelease(&Child->Bus->ChildrenMutex);
    if (ComesBack)
    {
        /* Disabled or updated, and still there: the next start finds it as new. */
        Child->State = PnpAdded;
        IoInitializeRemoveLock(&Child->RemoveLock, PoolTag, 0, 0);
    }
    const NTSTATUS Status = IrpComplete(Irp, STATUS_SUCCESS);
    if (!ComesBack)
        ChildRemoved(Child);
    return Status;
}

static NTSTATUS CODE_PAGE ChildPnpMinor(_Inout_ CHILD *Child, _Inout_ PIRP Irp)
{
    switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction)
    {
    case IRP_MN_START_DEVICE:
        Child->State = PnpStarted;
        return STATUS_SUCCESS;
    case IRP_MN_STOP_DEVICE:
        Child->State = PnpAdded;
        return STATUS_SUCCESS;
    case IRP_MN_QUERY_STOP_DEVICE:
    case IRP_MN_QUERY_REMOVE_DEVICE:
        return ChildQueryLeave(Child);
    case IRP_MN_CANCEL_STOP_DEVICE:
    case IRP_MN_CANCEL_REMOVE_DEVICE:
        if (Child->State == PnpRemovePending)
            Child->State = Child->StateBeforeQuery;
        return STATUS_SUCCESS;
    case IRP_MN_SURPRISE_REMOVAL:
        Child->State = PnpSurpriseRemoved;
        return STATUS_SUCCESS;
    case IRP_MN_QUERY_DEVICE_RELATIONS:
        return ChildQueryRelations(Child, Irp);
    case IRP_MN_QUERY_ID:
        return ChildQueryId(Child, Irp);
    case IRP_MN_QUERY_DEVICE_TEXT:
        return ChildQueryText(Child, Irp);
    case IRP_MN_QUERY_CAPABILITIES:
        return ChildQueryCapabilities(Child, Irp);
    case IRP_MN_QUERY_BUS_INFORMATION:
        return ChildQueryBusInformation(Irp);
    case IRP_MN_QUERY_RESOURCE_REQUIREMENTS:
        return ChildQueryRequirements(Child, Irp);
    case IRP_MN_QUERY_PNP_DEVICE_STATE:
        return ChildQueryState(Child, Irp);
    case IRP_MN_QUERY_INTERFACE:
        return ChildQueryInterface(Child, Irp);
    case IRP_MN_DEVICE_USAGE_NOTIFICATION:
        return ChildUsage(Child, Irp);
    default:
        return Irp->IoStatus.Status;
    }
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildPnp(CHILD *Child, PIRP Irp)
{
    NTSTATUS Status = IoAcquireRemoveLock(&Child->RemoveLock, Irp);
    if (!NT_SUCCESS(Status))
        return IrpComplete(Irp, Status);

    if (IoGetCurrentIrpStackLocation(Irp)->MinorFunction == IRP_MN_REMOVE_DEVICE)
        return ChildRemove(Child, Irp);

    Status = ChildPnpMinor(Child, Irp);
    IoReleaseRemoveLock(&Child->RemoveLock, Irp);
    return IrpComplete(Irp, Status);
}

/* Nothing has power here: the state is noted by the power manager, and the request succeeds. */
_Use_decl_annotations_ NTSTATUS ChildPower(CHILD *Child, PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS Status = Irp->IoStatus.Status;

    if (Stack->MinorFunction == IRP_MN_SET_POWER && Stack->Parameters.Power.Type == DevicePowerState)
        (VOID) PoSetPowerState(Child->Self, DevicePowerState, Stack->Parameters.Power.State);
    if (Stack->MinorFunction == IRP_MN_SET_POWER || Stack->MinorFunction == IRP_MN_QUERY_POWER)
        Status = STATUS_SUCCESS;

    PoStartNextPowerIrp(Irp);
    return IrpComplete(Irp, Status);
}
