// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the network driver's entry.
#include "nt/ovm_ndis.h"

#include "nt/log.h"
#include "nt/pool.h"
#include "xennet/adapter.h"

const ULONG PoolTag = 'tenO';

DRIVER_INITIALIZE DriverEntry;

_Use_decl_annotations_ CODE_INIT NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LogStart(DriverObject, "xennet");
    const NDIS_STATUS Status = NdisGlueRegister(DriverObject, RegistryPath);
    if (Status != NDIS_STATUS_SUCCESS)
    {
        LogEvent(OVM_EVENT_START_FAILED, "NDIS refused the driver: 0x%08X", (unsigned)Status);
        LogStop();
    }
    return (NTSTATUS)Status;
}
