// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the disk controller as Storport sees it.
#include "nt/ovm_storport.h"

#include "nt/log.h"
#include "xenvbd/adapter.h"
#include "xenvbd/blk_plan.h"
#include "xenvbd/pnp.h"

#define UNCACHED_BYTES    4096u
#define INITIATOR_BUS_ID  (VBD_TARGETS) // a target number that no disk has
#define LOG_ID_NO_BUS     1u
#define LOG_ID_NO_ADAPTER 2u
#define LOG_ID_NO_DISKS   3u

// True if Storport's own structure reaches as far as this member.
#define CONFIG_HAS(Config, Member)                                                                                     \
    ((Config)->Length >= RTL_SIZEOF_THROUGH_FIELD(PORT_CONFIGURATION_INFORMATION, Member))

static VOID DescribeAdapter(_Inout_ PPORT_CONFIGURATION_INFORMATION Config)
{
    Config->MaximumTransferLength = BLK_TRANSFER_BYTES_MAX;
    Config->NumberOfPhysicalBreaks = BLK_EXTENTS_MAX;
    Config->AlignmentMask = 0; // Windows sends buffers of any alignment, whatever stands here
    Config->NumberOfBuses = VBD_PATH_COUNT;
    Config->InitiatorBusId[0] = INITIATOR_BUS_ID;
    Config->MaximumNumberOfTargets = VBD_TARGETS;
    Config->MaximumNumberOfLogicalUnits = 1;
    Config->ScatterGather = TRUE; // not preset before 6.1, and the device does not start without
    Config->Master = TRUE;
    Config->CachesData = FALSE;
    Config->WmiDataProvider = FALSE;
    if (Config->Dma64BitAddresses == SCSI_DMA64_SYSTEM_SUPPORTED)
        Config->Dma64BitAddresses = SCSI_DMA64_MINIPORT_SUPPORTED;
    if (CONFIG_HAS(Config, SynchronizationModel))
        Config->SynchronizationModel = StorSynchronizeFullDuplex; // StartIo at DISPATCH_LEVEL, not with the interrupt
}

static BOOLEAN IsDump(_In_z_ PCHAR Arguments)
{
    if (PnpPhysicalDevice() == NULL) // loaded with NULL arguments: nothing was hooked
        return TRUE;
    if (Arguments == NULL)
        return FALSE;
    for (PCHAR At = Arguments; *At != '\0'; ++At)
    {
        if (At[0] == 'd' && At[1] == 'u' && At[2] == 'm' && At[3] == 'p' && At[4] == '=' && At[5] == '1')
            return TRUE;
    }
    return FALSE;
}

static NTSTATUS OpenBus(_Inout_ VBD_ADAPTER *Adapter)
{
    const NTSTATUS Status = BusClientOpen(PnpPhysicalDevice(), &Adapter->Bus);
    if (Status == STATUS_NOT_SUPPORTED || Status == STATUS_REVISION_MISMATCH)
        LogEvent(OVM_EVENT_INTERFACE_MISMATCH, "the bus driver does not offer interface version %u: 0x%08X",
                 XENBUS_INTERFACE_VERSION, (unsigned)Status);
    else if (!NT_SUCCESS(Status))
        LogEvent(OVM_EVENT_START_FAILED, "the bus driver could not be asked: 0x%08X", (unsigned)Status);
    return Status;
}

// The bus lists no disk while the emulated ones are in use. UnplugConfirm is the second key: it is turned here, after
// everything that a start needs has succeeded, and has its effect at the next boot.
static NTSTATUS StartDisks(_Inout_ VBD_ADAPTER *Adapter)
{
    const XENBUS_INTERFACE *const Bus = &Adapter->Bus;

    NTSTATUS Status = BounceCreate(&Adapter->Bounce);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_START_FAILED, "no memory for a buffer of %u bytes", BLK_TRANSFER_BYTES_MAX);
        return Status;
    }
    Status = ControlStart(Adapter);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_START_FAILED, "no thread: 0x%08X", (unsigned)Status);
        BounceDestroy(&Adapter->Bounce);
        return Status;
    }
    Status = Bus->UnplugConfirm(Bus->Interface.Context);
    if (!NT_SUCCESS(Status))
        LogEvent(OVM_EVENT_START_FAILED, "the emulated disks will stay in use: 0x%08X", (unsigned)Status);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ ULONG NTAPI AdapterFind(PVOID DeviceExtension, PVOID HwContext, PVOID BusInformation,
                                               PCHAR ArgumentString, PPORT_CONFIGURATION_INFORMATION Config,
                                               PBOOLEAN Reserved)
{
    VBD_ADAPTER *const Adapter = DeviceExtension;

    UNREFERENCED_PARAMETER(HwContext);
    UNREFERENCED_PARAMETER(BusInformation);
    UNREFERENCED_PARAMETER(Reserved);

    if (IsDump(ArgumentString))
        return SP_RETURN_NOT_FOUND;

    AdapterStop(Adapter); // started again without a stop between
    DescribeAdapter(Config);

    // Without an uncached extension Storport has no DMA adapter, and builds no scatter/gather lists.
    if (StorPortGetUncachedExtension(Adapter, Config, UNCACHED_BYTES) == NULL)
    {
        LogEvent(OVM_EVENT_START_FAILED, "Storport gave no uncached extension of %u bytes", UNCACHED_BYTES);
        StorPortLogError(Adapter, NULL, 0, 0, 0, SP_INTERNAL_ADAPTER_ERROR, LOG_ID_NO_ADAPTER);
        return SP_RETURN_ERROR;
    }
    if (!NT_SUCCESS(OpenBus(Adapter)))
    {
        StorPortLogError(Adapter, NULL, 0, 0, 0, SP_INTERNAL_ADAPTER_ERROR, LOG_ID_NO_BUS);
        return SP_RETURN_ERROR;
    }
    if (!NT_SUCCESS(StartDisks(Adapter)))
    {
        BusClientClose(&Adapter->Bus);
        StorPortLogError(Adapter, NULL, 0, 0, 0, SP_INTERNAL_ADAPTER_ERROR, LOG_ID_NO_DISKS);
        return SP_RETURN_ERROR;
    }
    Adapter->Started = TRUE;
    PnpSetAdapter(Adapter);
    return SP_RETURN_FOUND;
}

_Use_decl_annotations_ VOID AdapterStop(VBD_ADAPTER *Adapter)
{
    if (!Adapter->Started)
        return;
    Adapter->Started = FALSE;
    Adapter->Initialized = FALSE;
    PnpSetAdapter(NULL);
    ControlStop(Adapter);
    BounceDestroy(&Adapter->Bounce);
    BusClientClose(&Adapter->Bus);
}

_Use_decl_annotations_ BOOLEAN NTAPI AdapterInitialize(PVOID DeviceExtension)
{
    VBD_ADAPTER *const Adapter = DeviceExtension;
    Adapter->Initialized = TRUE; // all else was done at PASSIVE_LEVEL in AdapterFind
    return TRUE;
}

// Events arrive through the bus driver; this adapter owns no interrupt line.
_Use_decl_annotations_ BOOLEAN NTAPI AdapterInterrupt(PVOID DeviceExtension)
{
    UNREFERENCED_PARAMETER(DeviceExtension);
    return FALSE;
}

_Use_decl_annotations_ BOOLEAN NTAPI AdapterBuildIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)
{
    return SrbBuild(DeviceExtension, Srb);
}

_Use_decl_annotations_ BOOLEAN NTAPI AdapterStartIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)
{
    SrbStart(DeviceExtension, Srb);
    return TRUE;
}

// A backend may be silent for minutes while its storage is taken over, and goes on reading and writing the pages of
// what is on the ring. Nothing is completed here: each request ends when the backend answers, or when it closes.
_Use_decl_annotations_ BOOLEAN NTAPI AdapterResetBus(PVOID DeviceExtension, ULONG PathId)
{
    UNREFERENCED_PARAMETER(DeviceExtension);
    UNREFERENCED_PARAMETER(PathId);
    return TRUE;
}

static VOID ListSupportedControls(_Inout_ PSCSI_SUPPORTED_CONTROL_TYPE_LIST List)
{
    static const SCSI_ADAPTER_CONTROL_TYPE Supported[] = {
        ScsiQuerySupportedControlTypes,
        ScsiStopAdapter,
        ScsiRestartAdapter,
    };
    for (ULONG Index = 0; Index < RTL_NUMBER_OF(Supported); ++Index)
    {
        if ((ULONG)Supported[Index] < List->MaxControlType)
            List->SupportedTypeList[Supported[Index]] = TRUE;
    }
}

// Stop and restart come at DIRQL, where neither the bus nor xenstore can be called. pnp.c stops at PASSIVE_LEVEL.
_Use_decl_annotations_ SCSI_ADAPTER_CONTROL_STATUS NTAPI AdapterControl(PVOID DeviceExtension,
                                                                        SCSI_ADAPTER_CONTROL_TYPE Type,
                                                                        PVOID Parameters)
{
    UNREFERENCED_PARAMETER(DeviceExtension);

    switch (Type)
    {
    case ScsiQuerySupportedControlTypes:
        ListSupportedControls(Parameters);
        return ScsiAdapterControlSuccess;
    case ScsiStopAdapter:
    case ScsiRestartAdapter:
        return ScsiAdapterControlSuccess;
    default:
        return ScsiAdapterControlUnsuccessful;
    }
}
