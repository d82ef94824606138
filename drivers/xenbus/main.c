// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/irp.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "xenbus/bus.h"
#include "xenbus/child.h"
#include "xenbus/unplug.h"

const ULONG PoolTag = 'bMVO'; /* "OVMb" */
UNICODE_STRING BusRegistryPath;

static DRIVER_UNLOAD DriverUnload;
static DRIVER_DISPATCH DispatchPnp;
static DRIVER_DISPATCH DispatchPower;
static DRIVER_DISPATCH DispatchSystemControl;
static DRIVER_DISPATCH DispatchFile;
DRIVER_INITIALIZE DriverEntry;

static VOID NTAPI CODE_PAGE DriverUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    (VOID) DriverObject;
    PoolFree(BusRegistryPath.Buffer);
    LogStop();
}

static DEVICE_KIND KindOf(_In_ PDEVICE_OBJECT Device)
{
    return *(const DEVICE_KIND *)Device->DeviceExtension;
}

static NTSTATUS NTAPI CODE_PAGE DispatchPnp(PDEVICE_OBJECT Device, PIRP Irp)
{
    switch (KindOf(Device))
    {
    case DeviceBus:
        return BusPnp(Device->DeviceExtension, Irp);
    case DeviceChild:
        return ChildPnp(Device->DeviceExtension, Irp);
    default:
        return IrpComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    }
}

static NTSTATUS NTAPI DispatchPower(PDEVICE_OBJECT Device, PIRP Irp)
{
    switch (KindOf(Device))
    {
    case DeviceBus:
        return BusPower(Device->DeviceExtension, Irp);
    case DeviceChild:
        return ChildPower(Device->DeviceExtension, Irp);
    default:
        PoStartNextPowerIrp(Irp);
        return IrpComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    }
}

/* WMI: none of ours has any. A bus passes it on; the bottom of a stack completes it as it came. */
static NTSTATUS NTAPI CODE_PAGE DispatchSystemControl(PDEVICE_OBJECT Device, PIRP Irp)
{
    return KindOf(Device) == DeviceBus ? IrpPass(((BUS *)Device->DeviceExtension)->Lower, Irp) : IrpCompleteAsIs(Irp);
}

/* Only the control device is there to be opened. */
static NTSTATUS NTAPI CODE_PAGE DispatchFile(PDEVICE_OBJECT Device, PIRP Irp)
{
    return KindOf(Device) == DeviceControl ? ControlDispatch(Device, Irp)
                                           : IrpComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
}

_Use_decl_annotations_ NTSTATUS NTAPI CODE_INIT DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HYPERVISOR Hypervisor;

    LogStart(DriverObject, "xenbus");
    BusRegistryPath.Buffer = PoolAllocate(RegistryPath->Length + sizeof(WCHAR));
    if (BusRegistryPath.Buffer == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    BusRegistryPath.MaximumLength = RegistryPath->Length + sizeof(WCHAR);
    RtlCopyUnicodeString(&BusRegistryPath, RegistryPath);

    DriverObject->DriverUnload = DriverUnload;
    DriverObject->DriverExtension->AddDevice = BusAddDevice;
    DriverObject->MajorFunction[IRP_MJ_PNP] = DispatchPnp;
    DriverObject->MajorFunction[IRP_MJ_POWER] = DispatchPower;
    DriverObject->MajorFunction[IRP_MJ_SYSTEM_CONTROL] = DispatchSystemControl;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = DispatchFile;
    DriverObject->MajorFunction[IRP_MJ_CLEANUP] = DispatchFile;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = DispatchFile;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = DispatchFile;

    /* Now or never: the buses that carry the emulated devices are enumerated after this. */
    if (NT_SUCCESS(HypercallFind(&Hypervisor)))
        UnplugDriverEntry(&BusRegistryPath);
    return STATUS_SUCCESS;
}
