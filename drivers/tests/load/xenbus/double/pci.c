// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, the PCI bus driver below xenbus.sys

#include "tests/load/xenbus/double/double.h"

#define PCI_INTERRUPT_PIN 0x3Du

static PDRIVER_OBJECT PciDriver;

/* Completes what a PCI device's PDO completes; a start is sometimes slow, so that pending is seen too. */
static NTSTATUS NTAPI PciDispatch(PDEVICE_OBJECT Device, PIRP Irp)
{
    const IO_STACK_LOCATION *Stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS Status = Irp->IoStatus.Status;
    UNREFERENCED_PARAMETER(Device);

    if (Stack->MajorFunction == IRP_MJ_POWER)
    {
        PoStartNextPowerIrp(Irp);
        Status = STATUS_SUCCESS;
    }
    else if (Stack->MajorFunction == IRP_MJ_PNP)
    {
        switch (Stack->MinorFunction)
        {
        case IRP_MN_READ_CONFIG:
            if (Stack->Parameters.ReadWriteConfig.WhichSpace != PCI_WHICHSPACE_CONFIG ||
                Stack->Parameters.ReadWriteConfig.Offset != PCI_INTERRUPT_PIN ||
                Stack->Parameters.ReadWriteConfig.Length != 1)
                Fail("IRP_MN_READ_CONFIG: not the interrupt pin");
            *(UCHAR *)Stack->Parameters.ReadWriteConfig.Buffer = 1; /* INTA */
            Irp->IoStatus.Information = 1;
            Status = STATUS_SUCCESS;
            break;
        case IRP_MN_START_DEVICE:
        case IRP_MN_REMOVE_DEVICE:
        case IRP_MN_SURPRISE_REMOVAL:
        case IRP_MN_QUERY_REMOVE_DEVICE:
        case IRP_MN_CANCEL_REMOVE_DEVICE:
        case IRP_MN_DEVICE_USAGE_NOTIFICATION:
            Status = STATUS_SUCCESS;
            break;
        default:
            break;
        }
    }
    Irp->IoStatus.Status = Status;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

PDRIVER_OBJECT DriverCreate(VOID)
{
    PDRIVER_OBJECT Driver = ObjectCreate(ObjectDriver, sizeof(DRIVER_OBJECT) + sizeof(DRIVER_EXTENSION));
    Driver->DriverExtension = (PDRIVER_EXTENSION)(Driver + 1);
    return Driver;
}

VOID DriverDelete(PDRIVER_OBJECT Driver)
{
    if (Driver->DeviceObject != NULL)
        Fail("the driver is unloaded and has a device");
    ObDereferenceObject(Driver);
}

PDEVICE_OBJECT PciDeviceCreate(VOID)
{
    PDEVICE_OBJECT Device;
    PciDriver = DriverCreate();
    for (ULONG i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; ++i)
        PciDriver->MajorFunction[i] = PciDispatch;
    const ULONG Saved = FailAllocation;
    FailAllocation = 0;
    if (!NT_SUCCESS(IoCreateDevice(PciDriver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &Device)))
        Fail("the platform device cannot be made");
    FailAllocation = Saved;
    Device->Flags |= DO_POWER_PAGABLE;
    Device->Flags &= ~DO_DEVICE_INITIALIZING;
    return Device;
}

VOID PciDeviceDelete(PDEVICE_OBJECT Pdo)
{
    IoDeleteDevice(Pdo);
    DriverDelete(PciDriver);
}
