// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * Family header "storport": the first include of every .c of the disk driver, and their precompiled header.
 *
 * mingw-w64 10 has the SCSI port driver's srb.h alone: HW_INITIALIZATION_DATA without HwBuildIo, a short
 * PORT_CONFIGURATION_INFORMATION, and a storport.h that defines SCSI_WMI_REQUEST_BLOCK again. Its versions are renamed
 * out of the way, and Storport's are written here from Microsoft's public reference (storport.h pages). With the WDK
 * none of this happens, and the asserts below prove both.
 */

#include "nt/kernel.h"

#include OVM_OS_HEADER

#ifndef __MINGW64_VERSION_MAJOR
#include <storport.h>
#else

#define _SCSI_WMI_REQUEST_BLOCK         MINGW_SRB_WMI_TAG
#define SCSI_WMI_REQUEST_BLOCK          MINGW_SRB_WMI
#define PSCSI_WMI_REQUEST_BLOCK         MINGW_SRB_WMI_POINTER
#define _HW_INITIALIZATION_DATA         MINGW_HW_INITIALIZATION_TAG
#define HW_INITIALIZATION_DATA          MINGW_HW_INITIALIZATION
#define PHW_INITIALIZATION_DATA         MINGW_HW_INITIALIZATION_POINTER
#define _PORT_CONFIGURATION_INFORMATION MINGW_PORT_CONFIGURATION_TAG
#define PORT_CONFIGURATION_INFORMATION  MINGW_PORT_CONFIGURATION
#define PPORT_CONFIGURATION_INFORMATION MINGW_PORT_CONFIGURATION_POINTER
#define PHW_FIND_ADAPTER                MINGW_HW_FIND_ADAPTER
#include <srb.h>
#undef _SCSI_WMI_REQUEST_BLOCK
#undef SCSI_WMI_REQUEST_BLOCK
#undef PSCSI_WMI_REQUEST_BLOCK
#undef _HW_INITIALIZATION_DATA
#undef HW_INITIALIZATION_DATA
#undef PHW_INITIALIZATION_DATA
#undef _PORT_CONFIGURATION_INFORMATION
#undef PORT_CONFIGURATION_INFORMATION
#undef PPORT_CONFIGURATION_INFORMATION
#undef PHW_FIND_ADAPTER

/* NTDDI_WIN8: Storport 6.2 knows longer structures. */
#define OVM_STORPORT_6_2 (NTDDI_VERSION >= 0x06020000)

typedef enum _STOR_SYNCHRONIZATION_MODEL
{
    StorSynchronizeHalfDuplex,
    StorSynchronizeFullDuplex
} STOR_SYNCHRONIZATION_MODEL;

typedef enum _INTERRUPT_SYNCHRONIZATION_MODE
{
    InterruptSupportNone,
    InterruptSynchronizeAll,
    InterruptSynchronizePerMessage
} INTERRUPT_SYNCHRONIZATION_MODE;

typedef struct _MEMORY_REGION
{
    PUCHAR VirtualBase;
    PHYSICAL_ADDRESS PhysicalBase;
    ULONG Length;
} MEMORY_REGION, *PMEMORY_REGION;

typedef BOOLEAN(NTAPI *PHW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE)(_In_ PVOID HwDeviceExtension, _In_ ULONG MessageId);

typedef struct _PORT_CONFIGURATION_INFORMATION
{
    ULONG Length;
    ULONG SystemIoBusNumber;
    INTERFACE_TYPE AdapterInterfaceType;
    ULONG BusInterruptLevel;
    ULONG BusInterruptVector;
    KINTERRUPT_MODE InterruptMode;
    ULONG MaximumTransferLength;
    ULONG NumberOfPhysicalBreaks;
    ULONG DmaChannel;
    ULONG DmaPort;
    DMA_WIDTH DmaWidth;
    DMA_SPEED DmaSpeed;
    ULONG AlignmentMask;
    ULONG NumberOfAccessRanges;
    ACCESS_RANGE (*AccessRanges)[];
    PVOID Reserved; /* MiniportDumpData since 6.2 */
    UCHAR NumberOfBuses;
    UCHAR InitiatorBusId[8];
    BOOLEAN ScatterGather;
    BOOLEAN Master;
    BOOLEAN CachesData;
    BOOLEAN AdapterScansDown;
    BOOLEAN AtdiskPrimaryClaimed;
    BOOLEAN AtdiskSecondaryClaimed;
    BOOLEAN Dma32BitAddresses;
    BOOLEAN DemandMode;
    UCHAR MapBuffers;
    BOOLEAN NeedPhysicalAddresses;
    BOOLEAN TaggedQueuing;
    BOOLEAN AutoRequestSense;
    BOOLEAN MultipleRequestPerLu;
    BOOLEAN ReceiveEvent;
    BOOLEAN RealModeInitialized;
    BOOLEAN BufferAccessScsiPortControlled;
    UCHAR MaximumNumberOfTargets;
    UCHAR SrbType;     /* ReservedUchars[0] before 6.2 */
    UCHAR AddressType; /* ReservedUchars[1] before 6.2 */
    ULONG SlotNumber;
    ULONG BusInterruptLevel2;
    ULONG BusInterruptVector2;
    KINTERRUPT_MODE InterruptMode2;
    ULONG DmaChannel2;
    ULONG DmaPort2;
    DMA_WIDTH DmaWidth2;
    DMA_SPEED DmaSpeed2;
    ULONG DeviceExtensionSize;
    ULONG SpecificLuExtensionSize;
    ULONG SrbExtensionSize;
    UCHAR Dma64BitAddresses;
    BOOLEAN ResetTargetSupported;
    UCHAR MaximumNumberOfLogicalUnits;
    BOOLEAN WmiDataProvider;
    /* Length tells how far the running Storport's own structure reaches. */
    STOR_SYNCHRONIZATION_MODEL SynchronizationModel;
    PHW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE HwMSInterruptRoutine;
    INTERRUPT_SYNCHRONIZATION_MODE InterruptSynchronizationMode;
    MEMORY_REGION DumpRegion;
    ULONG RequestedDumpBufferSize;
    BOOLEAN VirtualDevice;
    UCHAR DumpMode; /* since 6.2, in what was padding */
    ULONG ExtendedFlags1;
    ULONG MaxNumberOfIO;
#if OVM_STORPORT_6_2
    ULONG MaxIOsPerLun;
    ULONG InitialLunQueueDepth;
    ULONG BusResetHoldTime;
    ULONG FeatureSupport;
#endif
} PORT_CONFIGURATION_INFORMATION, *PPORT_CONFIGURATION_INFORMATION;

typedef ULONG(NTAPI *PHW_FIND_ADAPTER)(_In_ PVOID DeviceExtension, _In_ PVOID HwContext, _In_ PVOID BusInformation,
                                       _In_z_ PCHAR ArgumentString, _Inout_ PPORT_CONFIGURATION_INFORMATION ConfigInfo,
                                       _In_ PBOOLEAN Reserved3);
typedef BOOLEAN(NTAPI *PHW_BUILDIO)(_In_ PVOID DeviceExtension, _In_ PSCSI_REQUEST_BLOCK Srb);

typedef struct _HW_INITIALIZATION_DATA
{
    ULONG HwInitializationDataSize;
    INTERFACE_TYPE AdapterInterfaceType;
    PHW_INITIALIZE HwInitialize;
    PHW_STARTIO HwStartIo;
    PHW_INTERRUPT HwInterrupt;
    PHW_FIND_ADAPTER HwFindAdapter;
    PHW_RESET_BUS HwResetBus;
    PHW_DMA_STARTED HwDmaStarted;
    PHW_ADAPTER_STATE HwAdapterState;
    ULONG DeviceExtensionSize;
    ULONG SpecificLuExtensionSize;
    ULONG SrbExtensionSize;
    ULONG NumberOfAccessRanges;
    PVOID Reserved;
    UCHAR MapBuffers;
    BOOLEAN NeedPhysicalAddresses;
    BOOLEAN TaggedQueuing;
    BOOLEAN AutoRequestSense;
    BOOLEAN MultipleRequestPerLu;
    BOOLEAN ReceiveEvent;
    USHORT VendorIdLength;
    PVOID VendorId;
    USHORT PortVersionFlags;
    USHORT DeviceIdLength;
    PVOID DeviceId;
    PHW_ADAPTER_CONTROL HwAdapterControl;
    PHW_BUILDIO HwBuildIo;
#if OVM_STORPORT_6_2
    PVOID HwFreeAdapterResources; /* this one and the five after it: virtual miniports and tracing, NULL here */
    PVOID HwProcessServiceRequest;
    PVOID HwCompleteServiceIrp;
    PVOID HwInitializeTracing;
    PVOID HwCleanupTracing;
    PVOID HwTracingEnabled;
    ULONG FeatureSupport;
    ULONG SrbTypeFlags;
    ULONG AddressTypeFlags;
    ULONG Reserved1;
    PVOID HwUnitControl;
#endif
} HW_INITIALIZATION_DATA, *PHW_INITIALIZATION_DATA;

/* What HW_INITIALIZATION_DATA.MapBuffers says. */
#define STOR_MAP_NO_BUFFERS             0
#define STOR_MAP_NON_READ_WRITE_BUFFERS 2

#define SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK 0x1
#define ADDRESS_TYPE_FLAG_BTL8           0x1

#define SRB_FUNCTION_FREE_DUMP_POINTERS 0x27

#include <storport.h>

#define STOR_STATUS_SUCCESS 0x00000000L

/* The routines that Storport added later are one export with a number; these stand since Windows Server 2003 SP2. */
typedef enum _STORPORT_FUNCTION_CODE
{
    ExtFunctionAllocatePool,
    ExtFunctionFreePool,
    ExtFunctionAllocateMdl,
    ExtFunctionFreeMdl,
    ExtFunctionBuildMdlForNonPagedPool,
    ExtFunctionGetSystemAddress
} STORPORT_FUNCTION_CODE;

STORPORTAPI ULONG __cdecl StorPortExtendedFunction(_In_ STORPORT_FUNCTION_CODE FunctionCode,
                                                   _In_ PVOID HwDeviceExtension, ...);

static inline ULONG StorPortGetSystemAddress(_In_ PVOID HwDeviceExtension, _In_ PSCSI_REQUEST_BLOCK Srb,
                                             _Out_ PVOID *SystemAddress)
{
    return StorPortExtendedFunction(ExtFunctionGetSystemAddress, HwDeviceExtension, Srb, SystemAddress);
}

#endif /* __MINGW64_VERSION_MAJOR */

/* Layouts that Storport reads, as its public reference and its public symbols give them. */
#ifdef _WIN64
C_ASSERT(FIELD_OFFSET(SCSI_REQUEST_BLOCK, DataBuffer) == 24);
C_ASSERT(FIELD_OFFSET(SCSI_REQUEST_BLOCK, SrbExtension) == 56);
C_ASSERT(FIELD_OFFSET(SCSI_REQUEST_BLOCK, Cdb) == 72);
C_ASSERT(sizeof(SCSI_REQUEST_BLOCK) == 88);
C_ASSERT(sizeof(STOR_SCATTER_GATHER_ELEMENT) == 24);
C_ASSERT(FIELD_OFFSET(STOR_SCATTER_GATHER_LIST, List) == 16);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, DeviceExtensionSize) == 64);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, HwAdapterControl) == 120);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, HwBuildIo) == 128);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, AccessRanges) == 56);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, SlotNumber) == 100);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, Dma64BitAddresses) == 144);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, SynchronizationModel) == 148);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, DumpRegion) == 168);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, VirtualDevice) == 196);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, MaxNumberOfIO) == 204);
#if NTDDI_VERSION >= 0x06020000
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, FeatureSupport) == 184);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, HwUnitControl) == 200);
C_ASSERT(sizeof(HW_INITIALIZATION_DATA) == 208);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, FeatureSupport) == 220);
#else
C_ASSERT(sizeof(HW_INITIALIZATION_DATA) == 136);
C_ASSERT(sizeof(PORT_CONFIGURATION_INFORMATION) == 208);
#endif
#else
C_ASSERT(FIELD_OFFSET(SCSI_REQUEST_BLOCK, DataBuffer) == 24);
C_ASSERT(FIELD_OFFSET(SCSI_REQUEST_BLOCK, SrbExtension) == 40);
C_ASSERT(FIELD_OFFSET(SCSI_REQUEST_BLOCK, Cdb) == 48);
C_ASSERT(sizeof(SCSI_REQUEST_BLOCK) == 64);
C_ASSERT(sizeof(STOR_SCATTER_GATHER_ELEMENT) == 16);
C_ASSERT(FIELD_OFFSET(STOR_SCATTER_GATHER_LIST, List) == 8);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, DeviceExtensionSize) == 36);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, HwAdapterControl) == 76);
C_ASSERT(FIELD_OFFSET(HW_INITIALIZATION_DATA, HwBuildIo) == 80);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, SlotNumber) == 92);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, Dma64BitAddresses) == 136);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, SynchronizationModel) == 140);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, DumpRegion) == 152);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, VirtualDevice) == 180);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, MaxNumberOfIO) == 188);
#if NTDDI_VERSION >= 0x06020000
C_ASSERT(sizeof(HW_INITIALIZATION_DATA) == 128);
C_ASSERT(FIELD_OFFSET(PORT_CONFIGURATION_INFORMATION, FeatureSupport) == 204);
#else
C_ASSERT(sizeof(HW_INITIALIZATION_DATA) == 84);
C_ASSERT(sizeof(PORT_CONFIGURATION_INFORMATION) == 192);
#endif
#endif
