// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/pool.h"
#include "xenbus/child.h"

/* Defined here: the header set has no library for it. {1530EA73-086B-11D1-A09F-00C04FC340B1}, wdmguid.h */
static const GUID BusTypeInternal = {0x1530ea73, 0x086b, 0x11d1, {0xa0, 0x9f, 0x00, 0xc0, 0x4f, 0xc3, 0x40, 0xb1}};

#define NO_NUMBER 0xFFFFFFFFu

/* A copy in paged pool, which the PnP manager frees. Bytes of Text are copied and end in zeros up to TotalBytes. */
static NTSTATUS CODE_PAGE AnswerText(_Inout_ PIRP Irp, _In_reads_bytes_(Bytes) const WCHAR *Text, _In_ SIZE_T Bytes,
                                     _In_ SIZE_T TotalBytes)
{
    PVOID Copy = PoolAllocatePaged(TotalBytes);
    if (Copy == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlCopyMemory(Copy, Text, Bytes);
    Irp->IoStatus.Information = (ULONG_PTR)Copy;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildQueryId(const CHILD *Child, PIRP Irp)
{
    PCWSTR DeviceId = Child->IsDisks ? XENBUS_VBD_DEVICE_ID : XENBUS_VIF_DEVICE_ID;
    const SIZE_T DeviceIdBytes = (wcslen(DeviceId) + 1) * sizeof(WCHAR);
    WCHAR Instance[12];
    NTSTATUS Status;

    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.QueryId.IdType)
    {
    case BusQueryDeviceID:
        return AnswerText(Irp, DeviceId, DeviceIdBytes, DeviceIdBytes);
    case BusQueryHardwareIDs:
        /* A list: one more zero ends it. */
        return AnswerText(Irp, DeviceId, DeviceIdBytes, DeviceIdBytes + sizeof(WCHAR));
    case BusQueryInstanceID:
        Status = RtlStringCbPrintfW(Instance, sizeof(Instance), L"%u", (unsigned)Child->Handle);
        if (!NT_SUCCESS(Status))
            return Status;
        return AnswerText(Irp, Instance, sizeof(Instance), sizeof(Instance));
    default:
        return Irp->IoStatus.Status; /* no compatible ids, no container: a part of the machine */
    }
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildQueryText(const CHILD *Child, PIRP Irp)
{
    WCHAR Text[64];
    NTSTATUS Status;

    switch (IoGetCurrentIrpStackLocation(Irp)->Parameters.QueryDeviceText.DeviceTextType)
    {
    case DeviceTextDescription:
        Status = RtlStringCbPrintfW(Text, sizeof(Text), L"Oracle VM Virtual %ws",
                                    Child->IsDisks ? L"Disk Controller" : L"Ethernet Adapter");
        break;
    case DeviceTextLocationInformation:
        Status = Child->IsDisks ? RtlStringCbPrintfW(Text, sizeof(Text), L"Oracle VM Virtual PCI Bus, disks")
                                : RtlStringCbPrintfW(Text, sizeof(Text), L"Oracle VM Virtual PCI Bus, NIC %u",
                                                     (unsigned)Child->Handle);
        break;
    default:
        return Irp->IoStatus.Status;
    }
    if (!NT_SUCCESS(Status))
        return Status;
    return AnswerText(Irp, Text, sizeof(Text), sizeof(Text));
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildQueryCapabilities(const CHILD *Child, PIRP Irp)
{
    DEVICE_CAPABILITIES *Capabilities = IoGetCurrentIrpStackLocation(Irp)->Parameters.DeviceCapabilities.Capabilities;
    if (Capabilities->Version != 1 || Capabilities->Size < sizeof(*Capabilities))
        return STATUS_UNSUCCESSFUL;

    /* Not "removable": Windows would offer every NIC for ejection. A surprise is survived, when the host takes it. */
    Capabilities->LockSupported = FALSE;
    Capabilities->EjectSupported = FALSE;
    Capabilities->Removable = FALSE;
    Capabilities->DockDevice = FALSE;
    Capabilities->UniqueID = TRUE;
    Capabilities->SilentInstall = TRUE;
    Capabilities->RawDeviceOK = FALSE;
    Capabilities->SurpriseRemovalOK = !Child->IsDisks;
    Capabilities->HardwareDisabled = FALSE;
    Capabilities->NoDisplayInUI = FALSE;
    Capabilities->Address = Child->IsDisks ? NO_NUMBER : Child->Handle;
    Capabilities->UINumber = NO_NUMBER;

    /* On or off; asleep is off. No waking. */
    Capabilities->DeviceD1 = FALSE;
    Capabilities->DeviceD2 = FALSE;
    Capabilities->DeviceState[PowerSystemWorking] = PowerDeviceD0;
    for (ULONG State = PowerSystemSleeping1; State < PowerSystemMaximum; ++State)
        Capabilities->DeviceState[State] = PowerDeviceD3;
    Capabilities->SystemWake = PowerSystemUnspecified;
    Capabilities->DeviceWake = PowerDeviceUnspecified;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildQueryBusInformation(PIRP Irp)
{
    PNP_BUS_INFORMATION *Information = PoolAllocatePaged(sizeof(*Information));
    if (Information == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    Information->BusTypeGuid = BusTypeInternal;
    Information->LegacyBusType = Internal;
    Information->BusNumber = 0;
    Irp->IoStatus.Information = (ULONG_PTR)Information;
    return STATUS_SUCCESS;
}

/*
 * A NIC needs nothing. Storport starts a physical miniport on the bus type Internal only with a memory range and an
 * interrupt, which the disks' miniport then leaves alone: one page anywhere, one level interrupt, shared with whoever.
 * This is known to work from 6.1 on by the practice of others; on 5.2 and 6.0 it has not been seen to work.
 */
_Use_decl_annotations_ NTSTATUS CODE_PAGE ChildQueryRequirements(const CHILD *Child, PIRP Irp)
{
    if (!Child->IsDisks)
        return Irp->IoStatus.Status;

    const ULONG Descriptors = 2;
    const ULONG Bytes = FIELD_OFFSET(IO_RESOURCE_REQUIREMENTS_LIST, List) +
                        FIELD_OFFSET(IO_RESOURCE_LIST, Descriptors) + Descriptors * sizeof(IO_RESOURCE_DESCRIPTOR);
    IO_RESOURCE_REQUIREMENTS_LIST *Requirements = PoolAllocatePaged(max(Bytes, sizeof(*Requirements)));
    if (Requirements == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;

    Requirements->ListSize = Bytes;
    Requirements->InterfaceType = Internal;
    Requirements->AlternativeLists = 1;
    Requirements->List[0].Version = 1;
    Requirements->List[0].Revision = 1;
    Requirements->List[0].Count = Descriptors;

    IO_RESOURCE_DESCRIPTOR *Memory = &Requirements->List[0].Descriptors[0];
    Memory->Type = CmResourceTypeMemory;
    Memory->ShareDisposition = CmResourceShareDeviceExclusive;
    Memory->Flags = CM_RESOURCE_MEMORY_READ_WRITE;
    Memory->u.Memory.Length = PAGE_SIZE;
    Memory->u.Memory.Alignment = PAGE_SIZE;
    Memory->u.Memory.MaximumAddress.QuadPart = -1;

    IO_RESOURCE_DESCRIPTOR *Interrupt = &Requirements->List[0].Descriptors[1];
    Interrupt->Type = CmResourceTypeInterrupt;
    Interrupt->ShareDisposition = CmResourceShareShared;
    Interrupt->Flags = CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE;
    Interrupt->u.Interrupt.MinimumVector = 0;
    Interrupt->u.Interrupt.MaximumVector = (ULONG)-1;

    Irp->IoStatus.Information = (ULONG_PTR)Requirements;
    return STATUS_SUCCESS;
}
