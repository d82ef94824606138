// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/irp.h"

_Use_decl_annotations_ NTSTATUS IrpComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

_Use_decl_annotations_ NTSTATUS IrpCompleteAsIs(PIRP Irp)
{
    return IrpComplete(Irp, Irp->IoStatus.Status);
}

_Use_decl_annotations_ NTSTATUS IrpPass(PDEVICE_OBJECT Lower, PIRP Irp)
{
    IoSkipCurrentIrpStackLocation(Irp);
    return IoCallDriver(Lower, Irp);
}

static IO_COMPLETION_ROUTINE IrpPassedDone;

static NTSTATUS NTAPI IrpPassedDone(PDEVICE_OBJECT Device, PIRP Irp, PVOID Context)
{
    UNREFERENCED_PARAMETER(Device);
    /* Where the call did not pend, nobody waits. */
    if (Irp->PendingReturned)
        KeSetEvent((PKEVENT)Context, IO_NO_INCREMENT, FALSE);
    return STATUS_MORE_PROCESSING_REQUIRED;
}

_Use_decl_annotations_ NTSTATUS IrpPassAndWait(PDEVICE_OBJECT Lower, PIRP Irp)
{
    KEVENT Done;
    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    IoCopyCurrentIrpStackLocationToNext(Irp);
    IoSetCompletionRoutine(Irp, IrpPassedDone, &Done, TRUE, TRUE, TRUE);

    NTSTATUS Status = IoCallDriver(Lower, Irp);
    if (Status == STATUS_PENDING)
    {
        (VOID) KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
        Status = Irp->IoStatus.Status;
    }
    return Status;
}

_Use_decl_annotations_ NTSTATUS IrpSendPnp(PDEVICE_OBJECT Device, const IO_STACK_LOCATION *Request,
                                           ULONG_PTR *Information)
{
    KEVENT Done;
    IO_STATUS_BLOCK IoStatus;
    NTSTATUS Status;

    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    RtlZeroMemory(&IoStatus, sizeof(IoStatus));
    PDEVICE_OBJECT Top = IoGetAttachedDeviceReference(Device);

    /* The I/O manager frees this IRP when it completes. */
    PIRP Irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, Top, NULL, 0, NULL, &Done, &IoStatus);
    if (Irp == NULL)
    {
        Status = STATUS_INSUFFICIENT_RESOURCES;
        goto dereferenceTop;
    }

    PIO_STACK_LOCATION Stack = IoGetNextIrpStackLocation(Irp);
    Stack->MinorFunction = Request->MinorFunction;
    Stack->Parameters = Request->Parameters;
    Irp->IoStatus.Status = STATUS_NOT_SUPPORTED;

    Status = IoCallDriver(Top, Irp);
    if (Status == STATUS_PENDING)
    {
        (VOID) KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
        Status = IoStatus.Status;
    }
    if (Information != NULL)
        *Information = NT_SUCCESS(Status) ? IoStatus.Information : 0;

dereferenceTop:
    ObDereferenceObject(Top);
    return Status;
}
