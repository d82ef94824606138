// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what Storport is told on OS targets 5.2, 6.0 and 6.1.
#include "nt/ovm_storport.h"

#include "xenvbd/adapter.h"

// A physical miniport on the bus type Internal. On 6.1 and later another public driver set does the same; for 5.2
// and 6.0 it is inferred from Storport's reference, which excludes only Isa, Eisa, MicroChannel and TurboChannel, and
// has never run. A virtual miniport is not possible here: its interface came with Vista SP1 and is absent from 5.2.
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
}
