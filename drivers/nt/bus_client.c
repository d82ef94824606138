// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#include "nt/ovm_wdm.h"
#include "nt/bus_client.h"

/* wdm.h, IRP_MN_QUERY_INTERFACE: the status is STATUS_NOT_SUPPORTED until somebody answers. */
static CODE_PAGE NTSTATUS SendQuery(_In_ PDEVICE_OBJECT PhysicalDeviceObject, _Out_ XENBUS_INTERFACE *Bus)
{
    static const GUID InterfaceType = OVM_XENBUS_INTERFACE_GUID;
    KEVENT Done;
    IO_STATUS_BLOCK Result = {0};

    KeInitializeEvent(&Done, NotificationEvent, FALSE);
    PIRP Irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, PhysicalDeviceObject, NULL, 0, NULL, &Done, &Result);
    if (Irp == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    Irp->IoStatus.Status = STATUS_NOT_SUPPORTED;

    PIO_STACK_LOCATION Stack = IoGetNextIrpStackLocation(Irp);
    Stack->MinorFunction = IRP_MN_QUERY_INTERFACE;
    Stack->Parameters.QueryInterface.InterfaceType = &InterfaceType;
    Stack->Parameters.QueryInterface.Size = sizeof(*Bus);
    Stack->Parameters.QueryInterface.Version = XENBUS_INTERFACE_VERSION;
    Stack->Parameters.QueryInterface.Interface = &Bus->Interface;
    Stack->Parameters.QueryInterface.InterfaceSpecificData = NULL;

    const NTSTATUS Status = IoCallDriver(PhysicalDeviceObject, Irp);
    if (Status != STATUS_PENDING)
        return Status;
    (VOID) KeWaitForSingleObject(&Done, Executive, KernelMode, FALSE, NULL);
    return Result.Status;
}

_Use_decl_annotations_ CODE_PAGE NTSTATUS BusClientOpen(PDEVICE_OBJECT PhysicalDeviceObject, XENBUS_INTERFACE *Bus)
{
    RtlZeroMemory(Bus, sizeof(*Bus));
    const NTSTATUS Status = SendQuery(PhysicalDeviceObject, Bus);
    if (!NT_SUCCESS(Status))
    {
        RtlZeroMemory(Bus, sizeof(*Bus));
        return Status;
    }
    if (Bus->Interface.Size != sizeof(*Bus) || Bus->Interface.Version != XENBUS_INTERFACE_VERSION)
    {
        BusClientClose(Bus);
        return STATUS_REVISION_MISMATCH;
    }
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ CODE_PAGE VOID BusClientClose(XENBUS_INTERFACE *Bus)
{
    if (Bus->Interface.InterfaceDereference != NULL)
        Bus->Interface.InterfaceDereference(Bus->Interface.Context);
    RtlZeroMemory(Bus, sizeof(*Bus));
}
