// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "xenbus/bus.h"
#include "xenbus/child.h"

_Use_decl_annotations_ NTSTATUS NTAPI CODE_PAGE BusAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT Pdo)
{
    PDEVICE_OBJECT Device;

    NTSTATUS Status = IoCreateDevice(DriverObject, sizeof(BUS), NULL, FILE_DEVICE_BUS_EXTENDER, FILE_DEVICE_SECURE_OPEN,
                                     FALSE, &Device);
    if (!NT_SUCCESS(Status))
        goto fail;

    BUS *Bus = Device->DeviceExtension;
    RtlZeroMemory(Bus, sizeof(*Bus));
    Bus->Kind = DeviceBus;
    Bus->Self = Device;
    Bus->Pdo = Pdo;
    Bus->State = PnpAdded;
    IoInitializeRemoveLock(&Bus->RemoveLock, PoolTag, 0, 0);
    MutexInitialize(&Bus->ChildrenMutex);
    InitializeListHead(&Bus->Children);
    MutexInitialize(&Bus->Frontends.Mutex);

    Bus->Lower = IoAttachDeviceToDeviceStack(Device, Pdo);
    if (Bus->Lower == NULL)
    {
        Status = STATUS_NO_SUCH_DEVICE;
        goto deleteDevice;
    }
    Device->Flags |= Bus->Lower->Flags & (DO_POWER_PAGABLE | DO_POWER_INRUSH);
    Device->Flags &= ~DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;

deleteDevice:
    IoDeleteDevice(Device);
fail:
    LogPrint("bus device: status %08X", (unsigned)Status);
    return Status;
}

/* The second half: from here on the host takes this guest for one with drivers. */
static NTSTATUS CODE_PAGE BusConnect(_Inout_ BUS *Bus)
{
    NTSTATUS Status = ShutdownStart(Bus);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = EventsConnect(Bus->Events, &Bus->Platform);
    if (!NT_SUCCESS(Status))
        goto stopShutdown;
    Status = StoreUseEvents(Bus->Store, Bus->Events);
    if (!NT_SUCCESS(Status))
        goto disconnectEvents;
    Status = FrontendsStart(Bus);
    if (!NT_SUCCESS(Status))
        goto dropStoreEvents;
    return STATUS_SUCCESS;

dropStoreEvents:
    StoreDropEvents(Bus->Store, Bus->Events);
disconnectEvents:
    EventsDisconnect(Bus->Events);
stopShutdown:
    ShutdownStop(Bus);
    return Status;
}

static VOID CODE_PAGE BusDisconnect(_Inout_ BUS *Bus)
{
    FrontendsStop(Bus);
    StoreDropEvents(Bus->Store, Bus->Events);
    EventsDisconnect(Bus->Events);
    ShutdownStop(Bus);
}

static NTSTATUS CODE_PAGE BusStartParts(_Inout_ BUS *Bus, _In_opt_ const CM_RESOURCE_LIST *Translated)
{
    NTSTATUS Status = PlatformStart(&Bus->Platform, Bus->Pdo, Bus->Lower, Translated);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = ChildrenStart(Bus);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = EventsStart(&Bus->Platform, &Bus->Events);
    if (!NT_SUCCESS(Status))
        goto stopChildren;
    Status = GrantsStart(&Bus->Platform, &Bus->Grants);
    if (!NT_SUCCESS(Status))
        goto stopEvents;
    Status = StoreStart(&Bus->Store);
    if (!NT_SUCCESS(Status))
        goto stopGrants;
    Status = ControlStart(Bus);
    if (!NT_SUCCESS(Status))
        goto stopStore;
    Status = BusConnect(Bus);
    if (!NT_SUCCESS(Status))
        goto stopControl;
    return STATUS_SUCCESS;

stopControl:
    ControlStop(Bus);
stopStore:
    StoreStop(Bus->Store);
stopGrants:
    GrantsStop(Bus->Grants);
stopEvents:
    EventsStop(Bus->Events);
stopChildren:
    ChildrenStop(Bus);
    return Status;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE BusStart(BUS *Bus, const CM_RESOURCE_LIST *Translated)
{
    HANDLE_LIST Disks;
    HANDLE_LIST Nics;

    NTSTATUS Status = HypercallFind(&Bus->Hypervisor);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_NOT_ON_XEN, "No CPUID leaf names the hypervisor.");
        return Status;
    }
    Status = BusStartParts(Bus, Translated);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_START_FAILED, "Xen %u.%u, status %08X.", Bus->Hypervisor.Major, Bus->Hypervisor.Minor,
                 (unsigned)Status);
        return Status;
    }

    Bus->Running = TRUE;
    FrontendsGet(Bus, &Disks, &Nics);
    LogEvent(OVM_EVENT_STARTED, "Version %s, Xen %u.%u, %u disks, %u NICs.", OVM_VERSION_STRING, Bus->Hypervisor.Major,
             Bus->Hypervisor.Minor, (unsigned)Disks.Kept, (unsigned)Nics.Kept);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ VOID CODE_PAGE BusStop(BUS *Bus)
{
    Bus->Running = FALSE;
    BusDisconnect(Bus);
    ControlStop(Bus);
    StoreStop(Bus->Store);
    GrantsStop(Bus->Grants);
    EventsStop(Bus->Events);
    ChildrenStop(Bus);
}
