// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#include "nt/ovm_wdm.h"
#include "core/sum.h"
#include "nt/log.h"
#include "sample/pnp.h"

DRIVER_INITIALIZE DriverEntry;

__attribute__((section("INIT"))) NTSTATUS NTAPI
DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING RegistryPath)
{
    Driver->DriverExtension->AddDevice = SampleAddDevice;
    Driver->DriverUnload = SampleUnload;
    LogLine((ULONG)SumBytes((const uint8_t *)RegistryPath->Buffer, RegistryPath->Length));
    return STATUS_SUCCESS;
}
