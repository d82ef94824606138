// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what a physical miniport is not told, taken from PnP.
#include "nt/ovm_storport.h"

#include "nt/log.h"
#include "xenvbd/adapter.h"
#include "xenvbd/pnp.h"

// One controller at a time: the bus has one PDO for all disks. PnP calls are serialized for a device.
static struct
{
    PDRIVER_ADD_DEVICE PortAddDevice;
    PDRIVER_DISPATCH PortPnp;
    PDRIVER_UNLOAD PortUnload;
    PDEVICE_OBJECT PhysicalDevice;
    PDEVICE_OBJECT FunctionalDevice;
    VBD_ADAPTER *Adapter;
} Pnp;

static DRIVER_ADD_DEVICE PnpAddDevice;
static DRIVER_DISPATCH PnpDispatch;
static DRIVER_UNLOAD PnpUnload;

_Use_decl_annotations_ PDEVICE_OBJECT PnpPhysicalDevice(VOID)
{
    return Pnp.PhysicalDevice;
}

_Use_decl_annotations_ VOID PnpSetAdapter(VBD_ADAPTER *Adapter)
{
    Pnp.Adapter = Adapter;
}

static NTSTATUS NTAPI PnpAddDevice(_In_ PDRIVER_OBJECT DriverObject, _In_ PDEVICE_OBJECT PhysicalDevice)
{
    if (Pnp.FunctionalDevice != NULL)
    {
        LogEvent(OVM_EVENT_START_FAILED, "a second disk controller was offered; there is one for all disks");
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    }
    const NTSTATUS Status = Pnp.PortAddDevice(DriverObject, PhysicalDevice);
    if (!NT_SUCCESS(Status))
        return Status;

    // Storport has just attached its device, and no filter above it yet.
    PDEVICE_OBJECT Top = IoGetAttachedDeviceReference(PhysicalDevice);
    if (Top->DriverObject == DriverObject)
    {
        Pnp.PhysicalDevice = PhysicalDevice;
        Pnp.FunctionalDevice = Top;
    }
    ObDereferenceObject(Top);
    return Status;
}

static NTSTATUS NTAPI PnpDispatch(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PIRP Irp)
{
    const UCHAR Minor = IoGetCurrentIrpStackLocation(Irp)->MinorFunction;

    // Disks are devices of this driver too; they pass through untouched.
    if (DeviceObject != Pnp.FunctionalDevice)
        return Pnp.PortPnp(DeviceObject, Irp);

    switch (Minor)
    {
    case IRP_MN_STOP_DEVICE:
    case IRP_MN_REMOVE_DEVICE:
        // PnP has quiesced or removed the disks before, so that no request is underway; what is left is the connection
        // to the bus. A surprise removal comes while requests are, and is followed by the removal.
        if (Pnp.Adapter != NULL)
            AdapterStop(Pnp.Adapter);
        if (Minor == IRP_MN_REMOVE_DEVICE)
        {
            Pnp.FunctionalDevice = NULL;
            Pnp.PhysicalDevice = NULL;
        }
        break;
    default:
        break;
    }
    return Pnp.PortPnp(DeviceObject, Irp);
}

static VOID NTAPI PnpUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    if (Pnp.PortUnload != NULL)
        Pnp.PortUnload(DriverObject);
    LogStop();
}

_Use_decl_annotations_ CODE_INIT VOID PnpHook(PDRIVER_OBJECT DriverObject)
{
    Pnp.PortAddDevice = DriverObject->DriverExtension->AddDevice;
    Pnp.PortPnp = DriverObject->MajorFunction[IRP_MJ_PNP];
    Pnp.PortUnload = DriverObject->DriverUnload;
    DriverObject->DriverExtension->AddDevice = PnpAddDevice;
    DriverObject->MajorFunction[IRP_MJ_PNP] = PnpDispatch;
    if (Pnp.PortUnload != NULL) // a driver without one is never unloaded, and stays so
        DriverObject->DriverUnload = PnpUnload;
}
