// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the NDIS 6 miniport (OS targets 6.0 and later).
#include "nt/ovm_ndis.h"

#include "nt/log.h"
#include "xennet/adapter.h"

#define NDIS_VERSION_WORD ((UINT16)(6 << 8 | OVM_NDIS_MINOR))

// Every statistic that NET_STATE counts; NDIS 6 wants them all.
#define SUPPORTED_STATISTICS                                                                                           \
    (NDIS_STATISTICS_XMIT_OK_SUPPORTED | NDIS_STATISTICS_RCV_OK_SUPPORTED | NDIS_STATISTICS_XMIT_ERROR_SUPPORTED |     \
     NDIS_STATISTICS_RCV_ERROR_SUPPORTED | NDIS_STATISTICS_RCV_NO_BUFFER_SUPPORTED |                                   \
     NDIS_STATISTICS_DIRECTED_BYTES_XMIT_SUPPORTED | NDIS_STATISTICS_DIRECTED_FRAMES_XMIT_SUPPORTED |                  \
     NDIS_STATISTICS_MULTICAST_BYTES_XMIT_SUPPORTED | NDIS_STATISTICS_MULTICAST_FRAMES_XMIT_SUPPORTED |                \
     NDIS_STATISTICS_BROADCAST_BYTES_XMIT_SUPPORTED | NDIS_STATISTICS_BROADCAST_FRAMES_XMIT_SUPPORTED |                \
     NDIS_STATISTICS_DIRECTED_BYTES_RCV_SUPPORTED | NDIS_STATISTICS_DIRECTED_FRAMES_RCV_SUPPORTED |                    \
     NDIS_STATISTICS_MULTICAST_BYTES_RCV_SUPPORTED | NDIS_STATISTICS_MULTICAST_FRAMES_RCV_SUPPORTED |                  \
     NDIS_STATISTICS_BROADCAST_BYTES_RCV_SUPPORTED | NDIS_STATISTICS_BROADCAST_FRAMES_RCV_SUPPORTED |                  \
     NDIS_STATISTICS_BYTES_RCV_SUPPORTED | NDIS_STATISTICS_BYTES_XMIT_SUPPORTED |                                      \
     NDIS_STATISTICS_RCV_DISCARDS_SUPPORTED | NDIS_STATISTICS_XMIT_DISCARDS_SUPPORTED |                                \
     NDIS_STATISTICS_GEN_STATISTICS_SUPPORTED)

C_ASSERT(NET_PHYSICAL_MEDIUM == NdisPhysicalMedium802_3);

static NDIS_HANDLE DriverHandle;

static MINIPORT_INITIALIZE MiniportInitialize;
static MINIPORT_HALT MiniportHalt;
static MINIPORT_UNLOAD MiniportUnload;
static MINIPORT_PAUSE MiniportPause;
static MINIPORT_RESTART MiniportRestart;
static MINIPORT_OID_REQUEST MiniportOidRequest;
static MINIPORT_SEND_NET_BUFFER_LISTS MiniportSend;
static MINIPORT_RETURN_NET_BUFFER_LISTS MiniportReturn;
static MINIPORT_CANCEL_SEND MiniportCancelSend;
static MINIPORT_CHECK_FOR_HANG MiniportCheckForHang;
static MINIPORT_RESET MiniportReset;
static MINIPORT_DEVICE_PNP_EVENT_NOTIFY MiniportPnpEvent;
static MINIPORT_SHUTDOWN MiniportShutdown;
static MINIPORT_CANCEL_OID_REQUEST MiniportCancelOidRequest;

static CODE_PAGE NDIS_STATUS SetRegistration(_In_ NET_ADAPTER *Adapter)
{
    NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES Attributes = {
        .Header = {NDIS_OBJECT_TYPE_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES,
                   NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES_REVISION_1, OVM_REGISTRATION_ATTRIBUTES_BYTES},
        .MiniportAdapterContext = Adapter,
        .AttributeFlags = NDIS_MINIPORT_ATTRIBUTES_HARDWARE_DEVICE | NDIS_MINIPORT_ATTRIBUTES_SURPRISE_REMOVE_OK,
        .InterfaceType = NdisInterfaceInternal,
    };
    return NdisMSetMiniportAttributes(Adapter->Handle, (PNDIS_MINIPORT_ADAPTER_ATTRIBUTES)&Attributes);
}

// The power management pointers stay NULL: the adapter is not power aware, and NDIS halts it before the guest sleeps
// or hibernates and initializes it again after. The connection to the host does not survive that anyway.
static CODE_PAGE NDIS_STATUS SetGeneral(_In_ NET_ADAPTER *Adapter)
{
    UINT32 OidCount;
    const UINT32 *const Oids = NetOidList(NetContractNdis6, &OidCount);
    NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES Attributes = {
        .Header = {NDIS_OBJECT_TYPE_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, OVM_GENERAL_ATTRIBUTES_REVISION,
                   OVM_GENERAL_ATTRIBUTES_BYTES},
        .MediaType = NdisMedium802_3,
        .PhysicalMediumType = NdisPhysicalMedium802_3,
        .MtuSize = Adapter->State.Mtu,
        .MaxXmitLinkSpeed = NET_LINK_BITS_PER_SECOND,
        .XmitLinkSpeed = NDIS_LINK_SPEED_UNKNOWN,
        .MaxRcvLinkSpeed = NET_LINK_BITS_PER_SECOND,
        .RcvLinkSpeed = NDIS_LINK_SPEED_UNKNOWN,
        .MediaConnectState = MediaConnectStateDisconnected,
        .MediaDuplexState = MediaDuplexStateUnknown,
        .LookaheadSize = Adapter->State.Mtu,
        .MacOptions = NET_MAC_OPTIONS,
        .SupportedPacketFilters = NET_FILTERS_SUPPORTED,
        .MaxMulticastListSize = NET_MULTICAST_MAX,
        .MacAddressLength = NET_MAC_BYTES,
        .AccessType = NET_IF_ACCESS_BROADCAST,
        .DirectionType = NET_IF_DIRECTION_SENDRECEIVE,
        .ConnectionType = NET_IF_CONNECTION_DEDICATED,
        .IfType = IF_TYPE_ETHERNET_CSMACD,
        .IfConnectorPresent = TRUE,
        .SupportedStatistics = SUPPORTED_STATISTICS,
        .SupportedPauseFunctions = NdisPauseFunctionsUnsupported,
        .SupportedOidList = (PNDIS_OID)Oids,
        .SupportedOidListLength = OidCount * sizeof(*Oids),
    };
    RtlCopyMemory(Attributes.PermanentMacAddress, Adapter->State.PermanentMac, NET_MAC_BYTES);
    RtlCopyMemory(Attributes.CurrentMacAddress, Adapter->State.CurrentMac, NET_MAC_BYTES);
    return NdisMSetMiniportAttributes(Adapter->Handle, (PNDIS_MINIPORT_ADAPTER_ATTRIBUTES)&Attributes);
}

static CODE_PAGE VOID ReadConfiguration(_Inout_ NET_ADAPTER *Adapter)
{
    NDIS_CONFIGURATION_OBJECT Object = {
        .Header = {NDIS_OBJECT_TYPE_CONFIGURATION_OBJECT, NDIS_CONFIGURATION_OBJECT_REVISION_1,
                   NDIS_SIZEOF_CONFIGURATION_OBJECT_REVISION_1},
        .NdisHandle = Adapter->Handle,
    };
    NDIS_HANDLE Configuration;

    const NDIS_STATUS Status = NdisOpenConfigurationEx(&Object, &Configuration);
    if (Status != NDIS_STATUS_SUCCESS)
    {
        LogPrint("vif %u: no properties, the defaults are used: 0x%08X", (unsigned)Adapter->Frontend.Handle,
                 (unsigned)Status);
        return;
    }
    AdapterReadProperties(Adapter, Configuration);
    NdisCloseConfiguration(Configuration);
}

static CODE_PAGE NDIS_STATUS NTAPI MiniportInitialize(_In_ NDIS_HANDLE Handle, _In_ NDIS_HANDLE DriverContext,
                                                      _In_ PNDIS_MINIPORT_INIT_PARAMETERS Parameters)
{
    UNREFERENCED_PARAMETER(DriverContext);
    UNREFERENCED_PARAMETER(Parameters);

    NET_ADAPTER *const Adapter = AdapterCreate(Handle, NetContractNdis6, NDIS_VERSION_WORD);
    if (Adapter == NULL)
        return NDIS_STATUS_RESOURCES;

    NDIS_STATUS Status = SetRegistration(Adapter);
    if (Status != NDIS_STATUS_SUCCESS)
        goto destroyAdapter;
    Status = AdapterOpenBus(Adapter);
    if (Status != NDIS_STATUS_SUCCESS)
        goto destroyAdapter;
    ReadConfiguration(Adapter);
    Status = SetGeneral(Adapter);
    if (Status != NDIS_STATUS_SUCCESS)
        goto destroyAdapter;

    LogPrint("vif %u: NDIS 6.%u, MTU %u, not connected", (unsigned)Adapter->Frontend.Handle, OVM_NDIS_MINOR,
             (unsigned)Adapter->State.Mtu);
    return NDIS_STATUS_SUCCESS;

destroyAdapter:
    AdapterDestroy(Adapter);
    return Status;
}

static CODE_PAGE VOID NTAPI MiniportHalt(_In_ NDIS_HANDLE Context, _In_ NDIS_HALT_ACTION Action)
{
    UNREFERENCED_PARAMETER(Action);
    AdapterDestroy(Context);
}

static CODE_PAGE VOID NTAPI MiniportUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    NdisMDeregisterMiniportDriver(DriverHandle);
    LogStop();
}

// Nothing is in flight, so that pausing is done at once.
static NDIS_STATUS NTAPI MiniportPause(_In_ NDIS_HANDLE Context, _In_ PNDIS_MINIPORT_PAUSE_PARAMETERS Parameters)
{
    UNREFERENCED_PARAMETER(Parameters);
    AdapterSetRunning(Context, FALSE);
    return NDIS_STATUS_SUCCESS;
}

static NDIS_STATUS NTAPI MiniportRestart(_In_ NDIS_HANDLE Context, _In_ PNDIS_MINIPORT_RESTART_PARAMETERS Parameters)
{
    UNREFERENCED_PARAMETER(Parameters);
    AdapterSetRunning(Context, TRUE);
    return NDIS_STATUS_SUCCESS;
}

static NDIS_STATUS QueryOid(_In_ NET_ADAPTER *Adapter, _Inout_ PNDIS_OID_REQUEST Request)
{
    const NET_OID_RESULT Result =
        AdapterQuery(Adapter, Request->DATA.QUERY_INFORMATION.Oid, Request->DATA.QUERY_INFORMATION.InformationBuffer,
                     Request->DATA.QUERY_INFORMATION.InformationBufferLength);
    Request->DATA.QUERY_INFORMATION.BytesWritten = Result.BytesMoved;
    Request->DATA.QUERY_INFORMATION.BytesNeeded = Result.BytesNeeded;
    return AdapterNdisStatus(Result.Status);
}

static NDIS_STATUS SetOid(_In_ NET_ADAPTER *Adapter, _Inout_ PNDIS_OID_REQUEST Request)
{
    const NET_OID_RESULT Result =
        AdapterSet(Adapter, Request->DATA.SET_INFORMATION.Oid, Request->DATA.SET_INFORMATION.InformationBuffer,
                   Request->DATA.SET_INFORMATION.InformationBufferLength);
    Request->DATA.SET_INFORMATION.BytesRead = Result.BytesMoved;
    Request->DATA.SET_INFORMATION.BytesNeeded = Result.BytesNeeded;
    return AdapterNdisStatus(Result.Status);
}

static NDIS_STATUS NTAPI MiniportOidRequest(_In_ NDIS_HANDLE Context, _In_ PNDIS_OID_REQUEST Request)
{
    switch (Request->RequestType)
    {
    case NdisRequestQueryInformation:
    case NdisRequestQueryStatistics:
        return QueryOid(Context, Request);
    case NdisRequestSetInformation:
        return SetOid(Context, Request);
    default:
        return NDIS_STATUS_NOT_SUPPORTED;
    }
}

// Without a connected backend nothing can be sent, and NDIS is told so for each list.
static VOID NTAPI MiniportSend(_In_ NDIS_HANDLE Context, _In_ PNET_BUFFER_LIST Lists, _In_ NDIS_PORT_NUMBER Port,
                               _In_ ULONG SendFlags)
{
    NET_ADAPTER *const Adapter = Context;
    ULONG Packets = 0;

    UNREFERENCED_PARAMETER(Port);

    for (PNET_BUFFER_LIST List = Lists; List != NULL; List = NET_BUFFER_LIST_NEXT_NBL(List))
    {
        for (PNET_BUFFER Buffer = NET_BUFFER_LIST_FIRST_NB(List); Buffer != NULL; Buffer = NET_BUFFER_NEXT_NB(Buffer))
            ++Packets;
    }
    const BOOLEAN Running = AdapterDiscardSends(Adapter, Packets);
    for (PNET_BUFFER_LIST List = Lists; List != NULL; List = NET_BUFFER_LIST_NEXT_NBL(List))
        NET_BUFFER_LIST_STATUS(List) = Running ? NDIS_STATUS_MEDIA_DISCONNECTED : NDIS_STATUS_PAUSED;

    const ULONG CompleteFlags =
        (SendFlags & NDIS_SEND_FLAGS_DISPATCH_LEVEL) != 0 ? NDIS_SEND_COMPLETE_FLAGS_DISPATCH_LEVEL : 0;
    NdisMSendNetBufferListsComplete(Adapter->Handle, Lists, CompleteFlags);
}

// Nothing is ever indicated, so that nothing comes back.
static VOID NTAPI MiniportReturn(_In_ NDIS_HANDLE Context, _In_ PNET_BUFFER_LIST Lists, _In_ ULONG ReturnFlags)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Lists);
    UNREFERENCED_PARAMETER(ReturnFlags);
}

// Sends are completed before MiniportSend returns; there is never one to cancel.
static VOID NTAPI MiniportCancelSend(_In_ NDIS_HANDLE Context, _In_ PVOID CancelId)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(CancelId);
}

static BOOLEAN NTAPI MiniportCheckForHang(_In_ NDIS_HANDLE Context)
{
    UNREFERENCED_PARAMETER(Context);
    return FALSE;
}

static NDIS_STATUS NTAPI MiniportReset(_In_ NDIS_HANDLE Context, _Out_ PBOOLEAN AddressingReset)
{
    UNREFERENCED_PARAMETER(Context);
    *AddressingReset = FALSE; // filter and multicast list are kept
    return NDIS_STATUS_SUCCESS;
}

static VOID NTAPI MiniportPnpEvent(_In_ NDIS_HANDLE Context, _In_ PNET_DEVICE_PNP_EVENT Event)
{
    if (Event->DevicePnPEvent == NdisDevicePnPEventSurpriseRemoved)
        AdapterSetRunning(Context, FALSE);
}

// May run at HIGH_LEVEL after a bug check: nothing is held that hardware would go on using.
static VOID NTAPI MiniportShutdown(_In_ NDIS_HANDLE Context, _In_ NDIS_SHUTDOWN_ACTION Action)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Action);
}

// Requests are answered before MiniportOidRequest returns.
static VOID NTAPI MiniportCancelOidRequest(_In_ NDIS_HANDLE Context, _In_ PVOID RequestId)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(RequestId);
}

_Use_decl_annotations_ CODE_INIT NDIS_STATUS NdisGlueRegister(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NDIS_MINIPORT_DRIVER_CHARACTERISTICS Characteristics = {
        .Header = {NDIS_OBJECT_TYPE_MINIPORT_DRIVER_CHARACTERISTICS, OVM_CHARACTERISTICS_REVISION,
                   sizeof(Characteristics)},
        .MajorNdisVersion = 6,
        .MinorNdisVersion = OVM_NDIS_MINOR,
        .MajorDriverVersion = NET_DRIVER_MAJOR_VERSION,
        .MinorDriverVersion = NET_DRIVER_MINOR_VERSION,
        .InitializeHandlerEx = MiniportInitialize,
        .HaltHandlerEx = MiniportHalt,
        .UnloadHandler = MiniportUnload,
        .PauseHandler = MiniportPause,
        .RestartHandler = MiniportRestart,
        .OidRequestHandler = MiniportOidRequest,
        .SendNetBufferListsHandler = MiniportSend,
        .ReturnNetBufferListsHandler = MiniportReturn,
        .CancelSendHandler = MiniportCancelSend,
        .CheckForHangHandlerEx = MiniportCheckForHang,
        .ResetHandlerEx = MiniportReset,
        .DevicePnPEventNotifyHandler = MiniportPnpEvent,
        .ShutdownHandlerEx = MiniportShutdown,
        .CancelOidRequestHandler = MiniportCancelOidRequest,
    };
    return NdisMRegisterMiniportDriver(DriverObject, RegistryPath, NULL, &Characteristics, &DriverHandle);
}
