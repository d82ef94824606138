// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the disk driver's entry.
#include "nt/ovm_storport.h"

#include "nt/log.h"
#include "nt/pool.h"
#include "xenvbd/adapter.h"
#include "xenvbd/pnp.h"

const ULONG PoolTag = 'dbvO';

DRIVER_INITIALIZE DriverEntry;

// For a crash dump or hibernation the image is loaded a second time with NULL arguments. That copy has no driver object
// to hook and must not touch the log; AdapterFind refuses in it, so that no dump is written rather than a wrong one.
_Use_decl_annotations_ CODE_INIT NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HW_INITIALIZATION_DATA Data;

    PortDescribe(&Data);
    if (DriverObject == NULL)
        return (NTSTATUS)StorPortInitialize(DriverObject, RegistryPath, &Data, NULL);

    LogStart(DriverObject, "xenvbd");
    const NTSTATUS Status = (NTSTATUS)StorPortInitialize(DriverObject, RegistryPath, &Data, NULL);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_START_FAILED, "Storport refused the driver: 0x%08X", (unsigned)Status);
        LogStop();
        return Status;
    }
    PnpHook(DriverObject);
    return Status;
}
