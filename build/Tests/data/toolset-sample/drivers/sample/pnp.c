// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: sample tree of the toolset's tests
#include "nt/ovm_wdm.h"
#include "sample/pnp.h"

__attribute__((section("PAGE"))) NTSTATUS NTAPI
SampleAddDevice(PDRIVER_OBJECT Driver, PDEVICE_OBJECT Physical)
{
    UNREFERENCED_PARAMETER(Driver);
    UNREFERENCED_PARAMETER(Physical);
    return STATUS_NOT_SUPPORTED;
}

VOID NTAPI
SampleUnload(PDRIVER_OBJECT Driver)
{
    IoDeleteDevice(Driver->DeviceObject);
}
