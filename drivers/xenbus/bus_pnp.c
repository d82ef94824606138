// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/irp.h"
#include "nt/log.h"
#include "xenbus/bus.h"
#include "xenbus/child.h"

/* Our part of a start comes when the lower drivers have done theirs. */
static NTSTATUS CODE_PAGE BusStartDevice(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    const CM_RESOURCE_LIST *Translated =
        IoGetCurrentIrpStackLocation(Irp)->Parameters.StartDevice.AllocatedResourcesTranslated;

    NTSTATUS Status = IrpPassAndWait(Bus->Lower, Irp);
    if (NT_SUCCESS(Status))
        Status = BusStart(Bus, Translated);
    if (NT_SUCCESS(Status))
        Bus->State = PnpStarted;
    return Status;
}

/* The whole tree hangs on the shared pages in BAR1, so that the resources are never given back while it runs. */
static NTSTATUS CODE_PAGE BusQueryRemove(_Inout_ BUS *Bus)
{
    if (Bus->PagingPaths + Bus->DumpPaths > 0)
        return STATUS_DEVICE_BUSY;
    Bus->StateBeforeQuery = Bus->State;
    Bus->State = PnpRemovePending;
    return STATUS_SUCCESS;
}

/*
 * The children are removed by now. A bus that was surprise-removed still has all of Xen behind it and is taken down
 * the same way. Nothing of the device may be touched after IoDeleteDevice.
 */
static NTSTATUS CODE_PAGE BusRemoveDevice(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    Bus->State = PnpRemoved;
    IoReleaseRemoveLockAndWait(&Bus->RemoveLock, Irp);
    if (Bus->Running)
        BusStop(Bus);

    Irp->IoStatus.Status = STATUS_SUCCESS;
    const NTSTATUS Status = IrpPass(Bus->Lower, Irp);
    IoDetachDevice(Bus->Lower);
    IoDeleteDevice(Bus->Self);
    return Status;
}

static VOID CODE_PAGE AdjustPaths(_Inout_ BUS *Bus, _In_ DEVICE_USAGE_NOTIFICATION_TYPE Type, _In_ BOOLEAN InPath)
{
    if (Type == DeviceUsageTypePaging)
        PathCountAdjust(&Bus->PagingPaths, InPath);
    else if (Type == DeviceUsageTypeDumpFile)
        PathCountAdjust(&Bus->DumpPaths, InPath);

    /* The power manager calls a device in a path at any IRQL; BusPower is ready for it. */
    if (Bus->PagingPaths + Bus->DumpPaths > 0)
        Bus->Self->Flags &= ~DO_POWER_PAGABLE;
    else
        Bus->Self->Flags |= Bus->Lower->Flags & DO_POWER_PAGABLE;
}

static NTSTATUS CODE_PAGE BusUsage(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);
    const DEVICE_USAGE_NOTIFICATION_TYPE Type = Stack->Parameters.UsageNotification.Type;
    const BOOLEAN InPath = Stack->Parameters.UsageNotification.InPath;

    if (InPath && (Bus->State != PnpStarted || (Type != DeviceUsageTypePaging && Type != DeviceUsageTypeDumpFile)))
        return STATUS_NOT_SUPPORTED;

    Irp->IoStatus.Status = STATUS_SUCCESS;
    const NTSTATUS Status = IrpPassAndWait(Bus->Lower, Irp);
    if (NT_SUCCESS(Status))
    {
        AdjustPaths(Bus, Type, InPath);
        IoInvalidateDeviceState(Bus->Pdo);
    }
    return Status;
}

/* The flag is added on the way up, where no lower driver can take it away. */
static NTSTATUS CODE_PAGE BusQueryState(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    const NTSTATUS Status = IrpPassAndWait(Bus->Lower, Irp);
    if (Bus->PagingPaths + Bus->DumpPaths == 0)
        return Status;
    Irp->IoStatus.Information |= PNP_DEVICE_NOT_DISABLEABLE;
    return STATUS_SUCCESS;
}

static NTSTATUS CODE_PAGE BusQueryRelations(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.QueryDeviceRelations.Type == BusRelations && Bus->Running)
    {
        const NTSTATUS Status = ChildrenReport(Bus, Irp);
        if (!NT_SUCCESS(Status))
            return Status;
        Irp->IoStatus.Status = STATUS_SUCCESS;
    }
    return IrpPassAndWait(Bus->Lower, Irp);
}

/* Requests that this driver has a part in; the answer is the status to complete with. */
static NTSTATUS CODE_PAGE BusPnpMinor(_Inout_ BUS *Bus, _Inout_ PIRP Irp, _Out_ BOOLEAN *Handled)
{
    NTSTATUS Status;

    *Handled = TRUE;
    switch (IoGetCurrentIrpStackLocation(Irp)->MinorFunction)
    {
    case IRP_MN_START_DEVICE:
        return BusStartDevice(Bus, Irp);
    case IRP_MN_QUERY_STOP_DEVICE:
        return STATUS_UNSUCCESSFUL; /* not to be moved to other resources */
    case IRP_MN_QUERY_REMOVE_DEVICE:
        Status = BusQueryRemove(Bus);
        if (!NT_SUCCESS(Status))
            return Status;
        break;
    case IRP_MN_CANCEL_REMOVE_DEVICE:
        Irp->IoStatus.Status = STATUS_SUCCESS;
        Status = IrpPassAndWait(Bus->Lower, Irp);
        if (Bus->State == PnpRemovePending)
            Bus->State = Bus->StateBeforeQuery;
        return Status;
    case IRP_MN_CANCEL_STOP_DEVICE:
        break;
    case IRP_MN_SURPRISE_REMOVAL:
        Bus->State = PnpSurpriseRemoved;
        break;
    case IRP_MN_QUERY_DEVICE_RELATIONS:
        return BusQueryRelations(Bus, Irp);
    case IRP_MN_QUERY_PNP_DEVICE_STATE:
        return BusQueryState(Bus, Irp);
    case IRP_MN_DEVICE_USAGE_NOTIFICATION:
        return BusUsage(Bus, Irp);
    default:
        *Handled = FALSE;
        return STATUS_SUCCESS;
    }
    Irp->IoStatus.Status = STATUS_SUCCESS;
    return IrpPassAndWait(Bus->Lower, Irp);
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE BusPnp(BUS *Bus, PIRP Irp)
{
    BOOLEAN Handled;
    NTSTATUS Status = IoAcquireRemoveLock(&Bus->RemoveLock, Irp);
    if (!NT_SUCCESS(Status))
        return IrpComplete(Irp, Status);

    if (IoGetCurrentIrpStackLocation(Irp)->MinorFunction == IRP_MN_REMOVE_DEVICE)
        return BusRemoveDevice(Bus, Irp);

    Status = BusPnpMinor(Bus, Irp, &Handled);
    if (Handled)
        (VOID) IrpComplete(Irp, Status);
    else
        Status = IrpPass(Bus->Lower, Irp);
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return Status;
}
