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
    Adapter->Started = TRUE;
    PnpSetAdapter(Adapter);
    return SP_RETURN_FOUND;
}

_Use_decl_annotations_ VOID AdapterStop(VBD_ADAPTER *Adapter)
{
    if (!Adapter->Started)
        return;
    Adapter->Started = FALSE;
    PnpSetAdapter(NULL);
    BusClientClose(&Adapter->Bus);
}

_Use_decl_annotations_ BOOLEAN NTAPI AdapterInitialize(PVOID DeviceExtension)
{
    UNREFERENCED_PARAMETER(DeviceExtension); // all was done at PASSIVE_LEVEL in AdapterFind
    return TRUE;
}

// Events arrive through the bus driver; this adapter owns no interrupt line.
_Use_decl_annotations_ BOOLEAN NTAPI AdapterInterrupt(PVOID DeviceExtension)
{
    UNREFERENCED_PARAMETER(DeviceExtension);
    return FALSE;
}

static VOID Complete(_In_ VBD_ADAPTER *Adapter, _Inout_ PSCSI_REQUEST_BLOCK Srb, _In_ UCHAR SrbStatus)
{
    Srb->SrbStatus = SrbStatus;
    StorPortNotification(RequestComplete, Adapter, Srb);
}

// The ring path is not part of this release of the driver: there is no target, and none is pretended.
_Use_decl_annotations_ BOOLEAN NTAPI AdapterBuildIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)
{
    VBD_ADAPTER *const Adapter = DeviceExtension;

    switch (Srb->Function)
    {
    case SRB_FUNCTION_EXECUTE_SCSI:
    case SRB_FUNCTION_RESET_LOGICAL_UNIT:
    case SRB_FUNCTION_RESET_DEVICE:
    case SRB_FUNCTION_FLUSH:
    case SRB_FUNCTION_SHUTDOWN:
        Complete(Adapter, Srb, SRB_STATUS_NO_DEVICE);
        break;
    case SRB_FUNCTION_RESET_BUS:
    case SRB_FUNCTION_POWER:
    case SRB_FUNCTION_PNP:
        Complete(Adapter, Srb, SRB_STATUS_SUCCESS);
        break;
    default:
        Complete(Adapter, Srb, SRB_STATUS_INVALID_REQUEST);
        break;
    }
    return FALSE;
}

// AdapterBuildIo completed every request and never asks for this.
_Use_decl_annotations_ BOOLEAN NTAPI AdapterStartIo(PVOID DeviceExtension, PSCSI_REQUEST_BLOCK Srb)
{
    Complete(DeviceExtension, Srb, SRB_STATUS_INTERNAL_ERROR);
    return TRUE;
}

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
