// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what Storport is told on OS targets 6.2, 6.3 and 10.0.
#include "nt/ovm_storport.h"

#include "xenvbd/adapter.h"

// The structure is longer than before; Storport checks its size. A physical miniport leaves the routines of virtual
// ones NULL. Requests are asked for as SCSI_REQUEST_BLOCK, so that one code serves all OS targets.
_Use_decl_annotations_ CODE_INIT VOID PortDescribe(HW_INITIALIZATION_DATA *Data)
{
    RtlZeroMemory(Data, sizeof(*Data));
    Data->HwInitializationDataSize = sizeof(*Data);
    Data->AdapterInterfaceType = Internal;
    Data->HwInitialize = AdapterInitialize;
    Data->HwStartIo = AdapterStartIo;
    Data->HwInterrupt = AdapterInterrupt;
    Data->HwFindAdapter = AdapterFind;
    Data->HwResetBus = AdapterResetBus;
    Data->HwAdapterControl = AdapterControl;
    Data->HwBuildIo = AdapterBuildIo;
    Data->DeviceExtensionSize = sizeof(VBD_ADAPTER);
    Data->SrbExtensionSize = sizeof(VBD_SRB);
    Data->NumberOfAccessRanges = PORT_ACCESS_RANGES;
    Data->MapBuffers = STOR_MAP_NON_READ_WRITE_BUFFERS;
    Data->NeedPhysicalAddresses = TRUE;
    Data->TaggedQueuing = TRUE;
    Data->AutoRequestSense = TRUE;
    Data->MultipleRequestPerLu = TRUE;
    Data->SrbTypeFlags = SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK;
    Data->AddressTypeFlags = ADDRESS_TYPE_FLAG_BTL8;
}
