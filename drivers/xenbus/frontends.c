// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "xenbus/bus.h"
#include "xenbus/child.h"
#include "xenbus/store_wire.h"
#include "xenbus/unplug.h"

#define DISK_DIRECTORY "device/vbd"
#define NIC_DIRECTORY  "device/vif"

/* A CD-ROM drive stays emulated: unplugging leaves it, and it must not be seen twice. No type at all is a disk. */
static BOOLEAN IsDisk(_Inout_ STORE *Store, _In_ ULONG Handle)
{
    CHAR Path[XENBUS_PATH_BYTES];
    CHAR Type[16];
    ULONG Bytes;

    if (!NT_SUCCESS(RtlStringCbPrintfA(Path, sizeof(Path), DISK_DIRECTORY "/%u/device-type", (unsigned)Handle)))
        return FALSE;
    const NTSTATUS Status = StoreRead(Store, XENBUS_NO_TRANSACTION, Path, Type, sizeof(Type), &Bytes);
    if (Status == STATUS_OBJECT_NAME_NOT_FOUND)
        return TRUE;
    return NT_SUCCESS(Status) && strcmp(Type, "disk") == 0;
}

/* A directory that is not there has no entries. */
static NTSTATUS ScanDirectory(_Inout_ STORE *Store, _In_z_ PCSTR Directory, _In_ BOOLEAN OnlyDisks, _In_ ULONG Capacity,
                              _Out_ HANDLE_LIST *List)
{
    ULONG Bytes;

    RtlZeroMemory(List, sizeof(*List));
    PSTR Names = PoolAllocate(XENBUS_VALUE_BYTES);
    if (Names == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;

    NTSTATUS Status = StoreList(Store, XENBUS_NO_TRANSACTION, Directory, Names, XENBUS_VALUE_BYTES, &Bytes);
    if (Status == STATUS_OBJECT_NAME_NOT_FOUND)
        Status = STATUS_SUCCESS;
    else if (NT_SUCCESS(Status))
    {
        /* The answer ends in one NUL more than its names, whatever the store sent. */
        for (PCSTR Name = Names; *Name != '\0'; Name += strlen(Name) + 1)
        {
            UINT32 Handle;
            if (StoreParseDecimal(Name, &Handle) && (!OnlyDisks || IsDisk(Store, Handle)))
                HandleListAdd(List, Capacity, Handle);
        }
    }
    PoolFree(Names);
    return Status;
}

static VOID TellLeftOut(_In_ const HANDLE_LIST *Disks, _In_ const HANDLE_LIST *Nics)
{
    if (Disks->Configured == Disks->Kept && Nics->Configured == Nics->Kept)
        return;
    LogEvent(OVM_EVENT_LEFT_OUT, "Shown: %u of %u disks, %u of %u NICs.", (unsigned)Disks->Kept,
             (unsigned)Disks->Configured, (unsigned)Nics->Kept, (unsigned)Nics->Configured);
}

static VOID TellRestartNeeded(_Inout_ FRONTENDS *Frontends, _In_ const HANDLE_LIST *Disks)
{
    if (Frontends->RestartTold || Disks->Kept == 0 || UnplugState(UnplugDisks) == XenbusUnplugDone)
        return;
    Frontends->RestartTold = TRUE;
    LogEvent(OVM_EVENT_RESTART_NEEDED, "%u disks wait.", (unsigned)Disks->Kept);
}

/*
 * Scans and takes over what it finds. Runs at the start and then on the store's thread only; on that thread nothing is
 * paged, because the disks may need it to get pages in.
 */
static NTSTATUS FrontendsScan(_Inout_ BUS *Bus)
{
    FRONTENDS *Frontends = &Bus->Frontends;
    HANDLE_LIST Disks;
    HANDLE_LIST Nics;

    NTSTATUS Status = ScanDirectory(Bus->Store, DISK_DIRECTORY, TRUE, LIMIT_DEVICES, &Disks);
    if (NT_SUCCESS(Status))
        Status = ScanDirectory(Bus->Store, NIC_DIRECTORY, FALSE, LIMIT_NICS, &Nics);
    if (!NT_SUCCESS(Status))
    {
        LogPrint("front ends: status %08X; the devices stay as they were", (unsigned)Status);
        return Status;
    }

    const LIMITS_SHOWN Shown = LimitsApply(Disks.Configured, Nics.Configured);
    Disks.Kept = Shown.Disks;
    Nics.Kept = Shown.Nics;

    MutexAcquire(&Frontends->Mutex);
    const BOOLEAN DisksChanged = !HandleListEqual(&Frontends->Disks, &Disks);
    const BOOLEAN NicsChanged = !HandleListEqual(&Frontends->Nics, &Nics);
    Frontends->Disks = Disks;
    Frontends->Nics = Nics;
    MutexRelease(&Frontends->Mutex);

    if (DisksChanged || NicsChanged)
        TellLeftOut(&Disks, &Nics);
    TellRestartNeeded(Frontends, &Disks);
    ChildrenUpdate(Bus, &Nics);
    if (DisksChanged)
        ChildrenDisksChanged(Bus);
    return STATUS_SUCCESS;
}

static XENBUS_WATCH_FIRED FrontendsChanged;

static VOID NTAPI FrontendsChanged(PVOID Context, PCSTR Path)
{
    UNREFERENCED_PARAMETER(Path);
    (VOID) FrontendsScan(Context);
}

_Use_decl_annotations_ NTSTATUS FrontendsStart(BUS *Bus)
{
    FRONTENDS *Frontends = &Bus->Frontends;

    /* Once here, so that the first query for children already finds them all; the watches then scan once more. */
    NTSTATUS Status = FrontendsScan(Bus);
    if (!NT_SUCCESS(Status))
        return Status;

    Status = StoreWatchFiltered(Bus->Store, DISK_DIRECTORY, FrontendPathMatters, FrontendsChanged, Bus,
                                &Frontends->DiskWatch);
    if (!NT_SUCCESS(Status))
        return Status;
    Status =
        StoreWatchFiltered(Bus->Store, NIC_DIRECTORY, FrontendPathMatters, FrontendsChanged, Bus, &Frontends->NicWatch);
    if (!NT_SUCCESS(Status))
        goto unwatchDisks;
    return STATUS_SUCCESS;

unwatchDisks:
    StoreUnwatch(Bus->Store, Frontends->DiskWatch);
    return Status;
}

_Use_decl_annotations_ VOID FrontendsStop(BUS *Bus)
{
    StoreUnwatch(Bus->Store, Bus->Frontends.NicWatch);
    StoreUnwatch(Bus->Store, Bus->Frontends.DiskWatch);
}

_Use_decl_annotations_ VOID FrontendsGet(BUS *Bus, HANDLE_LIST *Disks, HANDLE_LIST *Nics)
{
    MutexAcquire(&Bus->Frontends.Mutex);
    *Disks = Bus->Frontends.Disks;
    *Nics = Bus->Frontends.Nics;
    MutexRelease(&Bus->Frontends.Mutex);
}
