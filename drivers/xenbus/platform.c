// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/irp.h"
#include "nt/log.h"
#include "core/xen/memory.h"
#include "xenbus/platform.h"

/* PCI configuration space: the pin in use, 1 = INTA .. 4 = INTD */
#define PCI_INTERRUPT_PIN_OFFSET 0x3Du

C_ASSERT(PAGE_SIZE == XEN_PAGE_BYTES);

static VOID CODE_PAGE PlatformTakeDescriptor(_Inout_ PLATFORM *Platform,
                                             _In_ const CM_PARTIAL_RESOURCE_DESCRIPTOR *Descriptor)
{
    switch (Descriptor->Type)
    {
    case CmResourceTypePort:
        if (Platform->PortBytes == 0)
        {
            Platform->PortBase = Descriptor->u.Port.Start;
            Platform->PortBytes = Descriptor->u.Port.Length;
        }
        break;
    case CmResourceTypeMemory:
        /* Port ranges may be translated to memory on machines that Xen does not run on: the larger one is BAR1. */
        if (Descriptor->u.Memory.Length > Platform->MemoryBytes)
        {
            Platform->MemoryBase = Descriptor->u.Memory.Start;
            Platform->MemoryBytes = Descriptor->u.Memory.Length;
        }
        break;
    case CmResourceTypeInterrupt:
        if (Platform->InterruptVector == 0 && (Descriptor->Flags & CM_RESOURCE_INTERRUPT_LATCHED) == 0)
        {
            Platform->InterruptVector = Descriptor->u.Interrupt.Vector;
            Platform->InterruptIrql = (KIRQL)Descriptor->u.Interrupt.Level;
            Platform->InterruptAffinity = Descriptor->u.Interrupt.Affinity;
            Platform->InterruptShared = Descriptor->ShareDisposition == CmResourceShareShared;
        }
        break;
    default:
        break;
    }
}

static NTSTATUS CODE_PAGE PlatformReadPlace(_Inout_ PLATFORM *Platform, _In_ PDEVICE_OBJECT Pdo,
                                            _In_ PDEVICE_OBJECT Lower)
{
    ULONG Bytes;
    NTSTATUS Status = IoGetDeviceProperty(Pdo, DevicePropertyBusNumber, sizeof(Platform->Bus), &Platform->Bus, &Bytes);
    if (!NT_SUCCESS(Status))
        return Status;

    ULONG Address;
    Status = IoGetDeviceProperty(Pdo, DevicePropertyAddress, sizeof(Address), &Address, &Bytes);
    if (!NT_SUCCESS(Status))
        return Status;
    Platform->Device = Address >> 16;
    Platform->Function = Address & 0xFFFF;

    UCHAR Pin = 0;
    IO_STACK_LOCATION Request;
    RtlZeroMemory(&Request, sizeof(Request));
    Request.MinorFunction = IRP_MN_READ_CONFIG;
    Request.Parameters.ReadWriteConfig.WhichSpace = PCI_WHICHSPACE_CONFIG;
    Request.Parameters.ReadWriteConfig.Buffer = &Pin;
    Request.Parameters.ReadWriteConfig.Offset = PCI_INTERRUPT_PIN_OFFSET;
    Request.Parameters.ReadWriteConfig.Length = sizeof(Pin);
    Status = IrpSendPnp(Lower, &Request, NULL);
    if (!NT_SUCCESS(Status))
        return Status;
    if (Pin < 1 || Pin > 4)
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    Platform->Pin = Pin - 1u;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE PlatformStart(PLATFORM *Platform, PDEVICE_OBJECT Pdo, PDEVICE_OBJECT Lower,
                                                        const CM_RESOURCE_LIST *Translated)
{
    RtlZeroMemory(Platform, sizeof(*Platform));

    /* A PCI device has one full descriptor. */
    if (Translated != NULL && Translated->Count != 0)
    {
        const CM_PARTIAL_RESOURCE_LIST *List = &Translated->List[0].PartialResourceList;
        for (ULONG i = 0; i < List->Count; ++i)
            PlatformTakeDescriptor(Platform, &List->PartialDescriptors[i]);
    }

    if (Platform->PortBytes == 0 || Platform->MemoryBytes < PAGE_SIZE || Platform->InterruptVector == 0)
    {
        LogPrint("resources: %u port bytes, %u memory bytes, interrupt vector %u: not those of the platform device",
                 (unsigned)Platform->PortBytes, (unsigned)Platform->MemoryBytes, (unsigned)Platform->InterruptVector);
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    }

    const NTSTATUS Status = PlatformReadPlace(Platform, Pdo, Lower);
    if (!NT_SUCCESS(Status))
        LogPrint("place of the platform device on its bus: status %08X", (unsigned)Status);
    return Status;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE PlatformTakePages(PLATFORM *Platform, ULONG Pages, PHYSICAL_ADDRESS *Physical)
{
    const ULONG Have = Platform->MemoryBytes / PAGE_SIZE;
    if (Pages > Have - Platform->MemoryPagesUsed)
        return STATUS_INSUFFICIENT_RESOURCES;

    Physical->QuadPart = Platform->MemoryBase.QuadPart + (LONGLONG)Platform->MemoryPagesUsed * PAGE_SIZE;
    Platform->MemoryPagesUsed += Pages;
    return STATUS_SUCCESS;
}
