// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/irp.h"
#include "nt/log.h"
#include "xenbus/bus.h"

/*
 * This driver owns the power policy of the platform device: a system state that comes down is followed by a device
 * state that it asks for. The device is on while the system works and stays on through a shutdown, because disks are
 * flushed through it to the last; it is off only in a sleep. Sleep is refused while it can be: after it the emulated
 * disks are back and the event channels are gone. Windows 6.0 and later may sleep all the same; the disks refuse the
 * hibernation file (child_pnp.c), so that a sleep to disk does not happen on them.
 *
 * PoStartNextPowerIrp and PoCallDriver are needed on 5.2 and harmless after.
 */

static BOOLEAN IsSleep(_In_ SYSTEM_POWER_STATE State)
{
    return State >= PowerSystemSleeping1 && State <= PowerSystemHibernate;
}

static NTSTATUS PowerPass(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    PoStartNextPowerIrp(Irp);
    IoSkipCurrentIrpStackLocation(Irp);
    const NTSTATUS Status = PoCallDriver(Bus->Lower, Irp);
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return Status;
}

static NTSTATUS PowerFail(_Inout_ BUS *Bus, _Inout_ PIRP Irp, _In_ NTSTATUS Status)
{
    PoStartNextPowerIrp(Irp);
    (VOID) IrpComplete(Irp, Status);
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return Status;
}

/* The device followed; now the system's request can end. */
static REQUEST_POWER_COMPLETE DeviceStateDone;

static VOID NTAPI DeviceStateDone(PDEVICE_OBJECT Device, UCHAR Minor, POWER_STATE State, PVOID Context,
                                  PIO_STATUS_BLOCK IoStatus)
{
    PIRP SystemIrp = Context;
    BUS *Bus = IoGetCurrentIrpStackLocation(SystemIrp)->DeviceObject->DeviceExtension;
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Minor);
    UNREFERENCED_PARAMETER(State);

    SystemIrp->IoStatus.Status = IoStatus->Status;
    PoStartNextPowerIrp(SystemIrp);
    IoCompleteRequest(SystemIrp, IO_NO_INCREMENT);
    IoReleaseRemoveLock(&Bus->RemoveLock, SystemIrp);
}

static IO_COMPLETION_ROUTINE SystemStatePassed;

static NTSTATUS NTAPI SystemStatePassed(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    BUS *Bus = Context;
    POWER_STATE State;
    NTSTATUS Status = Irp->IoStatus.Status;
    UNREFERENCED_PARAMETER(Device);

    if (NT_SUCCESS(Status))
    {
        const SYSTEM_POWER_STATE System = IoGetCurrentIrpStackLocation(Irp)->Parameters.Power.State.SystemState;
        State.DeviceState = IsSleep(System) ? PowerDeviceD3 : PowerDeviceD0;
        Status = PoRequestPowerIrp(Bus->Self, IRP_MN_SET_POWER, State, DeviceStateDone, Irp, NULL);
        if (NT_SUCCESS(Status))
            return STATUS_MORE_PROCESSING_REQUIRED; /* DeviceStateDone goes on */
        Irp->IoStatus.Status = Status;
    }

    PoStartNextPowerIrp(Irp);
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return STATUS_CONTINUE_COMPLETION;
}

static NTSTATUS SetSystemState(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    IoMarkIrpPending(Irp);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, SystemStatePassed, Bus, TRUE, TRUE, TRUE);
    (VOID) PoCallDriver(Bus->Lower, Irp);
    return STATUS_PENDING;
}

static IO_COMPLETION_ROUTINE DeviceStatePassed;

static NTSTATUS NTAPI DeviceStatePassed(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    BUS *Bus = Context;
    UNREFERENCED_PARAMETER(Device);

    if (NT_SUCCESS(Irp->IoStatus.Status))
        (VOID) PoSetPowerState(Bus->Self, DevicePowerState, IoGetCurrentIrpStackLocation(Irp)->Parameters.Power.State);
    if (Irp->PendingReturned)
        IoMarkIrpPending(Irp);
    PoStartNextPowerIrp(Irp);
    IoReleaseRemoveLock(&Bus->RemoveLock, Irp);
    return STATUS_CONTINUE_COMPLETION;
}

static NTSTATUS SetDeviceState(_Inout_ BUS *Bus, _Inout_ PIRP Irp)
{
    const POWER_STATE State = IoGetCurrentIrpStackLocation(Irp)->Parameters.Power.State;
    if (State.DeviceState != PowerDeviceD0)
    {
        /* Down: noted before the lower drivers turn it off. */
        (VOID) PoSetPowerState(Bus->Self, DevicePowerState, State);
        return PowerPass(Bus, Irp);
    }
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, DeviceStatePassed, Bus, TRUE, TRUE, TRUE);
    return PoCallDriver(Bus->Lower, Irp);
}

_Use_decl_annotations_ NTSTATUS BusPower(BUS *Bus, PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);
    const NTSTATUS Status = IoAcquireRemoveLock(&Bus->RemoveLock, Irp);
    if (!NT_SUCCESS(Status))
    {
        PoStartNextPowerIrp(Irp);
        return IrpComplete(Irp, Status);
    }

    const BOOLEAN System = Stack->Parameters.Power.Type == SystemPowerState;
    if (Stack->MinorFunction == IRP_MN_SET_POWER)
        return System ? SetSystemState(Bus, Irp) : SetDeviceState(Bus, Irp);
    if (Stack->MinorFunction == IRP_MN_QUERY_POWER && System && IsSleep(Stack->Parameters.Power.State.SystemState) &&
        Bus->Running)
    {
        LogEvent(OVM_EVENT_SLEEP_REFUSED, "System power state S%u.",
                 (unsigned)(Stack->Parameters.Power.State.SystemState - PowerSystemWorking));
        return PowerFail(Bus, Irp, STATUS_NOT_SUPPORTED);
    }
    return PowerPass(Bus, Irp);
}
