// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the NDIS 5.1 miniport (OS target 5.2).
#include "nt/ovm_ndis.h"

#include "nt/log.h"
#include "xennet/adapter.h"

#define NDIS_VERSION_WORD ((UINT16)(NDIS_MINIPORT_MAJOR_VERSION << 8 | NDIS_MINIPORT_MINOR_VERSION))

static NDIS_HANDLE WrapperHandle;

static CODE_PAGE VOID ReadConfiguration(_Inout_ NET_ADAPTER *Adapter, _In_ NDIS_HANDLE WrapperConfiguration)
{
    NDIS_STATUS Status;
    NDIS_HANDLE Configuration;

    NdisOpenConfiguration(&Status, &Configuration, WrapperConfiguration);
    if (Status != NDIS_STATUS_SUCCESS)
    {
        LogPrint("vif %u: no properties, the defaults are used: 0x%08X", (unsigned)Adapter->Frontend.Handle,
                 (unsigned)Status);
        return;
    }
    AdapterReadProperties(Adapter, Configuration);
    NdisCloseConfiguration(Configuration);
}

static CODE_PAGE BOOLEAN FindEthernet(_In_reads_(Count) PNDIS_MEDIUM Media, _In_ UINT Count, _Out_ PUINT Selected)
{
    for (UINT Index = 0; Index < Count; ++Index)
    {
        if (Media[Index] == NdisMedium802_3)
        {
            *Selected = Index;
            return TRUE;
        }
    }
    return FALSE;
}

static CODE_PAGE NDIS_STATUS NTAPI MiniportInitialize(_Out_ PNDIS_STATUS OpenErrorStatus, _Out_ PUINT SelectedMedium,
                                                      _In_ PNDIS_MEDIUM Media, _In_ UINT MediaCount,
                                                      _In_ NDIS_HANDLE Handle, _In_ NDIS_HANDLE WrapperConfiguration)
{
    *OpenErrorStatus = NDIS_STATUS_SUCCESS;
    if (!FindEthernet(Media, MediaCount, SelectedMedium))
        return NDIS_STATUS_UNSUPPORTED_MEDIA;

    NET_ADAPTER *const Adapter = AdapterCreate(Handle, NetContractNdis5, NDIS_VERSION_WORD);
    if (Adapter == NULL)
        return NDIS_STATUS_RESOURCES;

    // Deserialized: own locks, as every miniport of NDIS 6. NDIS halts the adapter before the guest sleeps.
    NdisMSetAttributesEx(Handle, Adapter, 0, NDIS_ATTRIBUTE_DESERIALIZE | NDIS_ATTRIBUTE_SURPRISE_REMOVE_OK,
                         NdisInterfaceInternal);
    const NDIS_STATUS Status = AdapterOpenBus(Adapter);
    if (Status != NDIS_STATUS_SUCCESS)
    {
        AdapterDestroy(Adapter);
        return Status;
    }
    ReadConfiguration(Adapter, WrapperConfiguration);
    AdapterSetRunning(Adapter, TRUE); // NDIS 5 has neither pause nor restart
    LogPrint("vif %u: NDIS 5.1, MTU %u, not connected", (unsigned)Adapter->Frontend.Handle,
             (unsigned)Adapter->State.Mtu);
    return NDIS_STATUS_SUCCESS;
}

static CODE_PAGE VOID NTAPI MiniportHalt(_In_ NDIS_HANDLE Context)
{
    AdapterDestroy(Context);
}

static CODE_PAGE VOID NTAPI MiniportUnload(_In_ PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    LogStop();
}

static NDIS_STATUS NTAPI MiniportQuery(_In_ NDIS_HANDLE Context, _In_ NDIS_OID Oid, _Out_ PVOID Buffer,
                                       _In_ ULONG Bytes, _Out_ PULONG BytesWritten, _Out_ PULONG BytesNeeded)
{
    const NET_OID_RESULT Result = AdapterQuery(Context, Oid, Buffer, Bytes);
    *BytesWritten = Result.BytesMoved;
    *BytesNeeded = Result.BytesNeeded;
    return AdapterNdisStatus(Result.Status);
}

static NDIS_STATUS NTAPI MiniportSet(_In_ NDIS_HANDLE Context, _In_ NDIS_OID Oid, _In_ PVOID Buffer, _In_ ULONG Bytes,
                                     _Out_ PULONG BytesRead, _Out_ PULONG BytesNeeded)
{
    const NET_OID_RESULT Result = AdapterSet(Context, Oid, Buffer, Bytes);
    *BytesRead = Result.BytesMoved;
    *BytesNeeded = Result.BytesNeeded;
    return AdapterNdisStatus(Result.Status);
}

// A deserialized miniport completes each packet itself. NDIS 5 has no status for a disconnected medium but this one,
// whose number NDIS 6 calls NDIS_STATUS_MEDIA_DISCONNECTED in its own facility.
static VOID NTAPI MiniportSendPackets(_In_ NDIS_HANDLE Context, _In_ PPNDIS_PACKET Packets, _In_ UINT Count)
{
    NET_ADAPTER *const Adapter = Context;

    (VOID) AdapterDiscardSends(Adapter, Count);
    for (UINT Index = 0; Index < Count; ++Index)
    {
        NDIS_SET_PACKET_STATUS(Packets[Index], NDIS_STATUS_NO_CABLE);
        NdisMSendComplete(Adapter->Handle, Packets[Index], NDIS_STATUS_NO_CABLE);
    }
}

// Nothing is ever indicated, so that nothing comes back.
static VOID NTAPI MiniportReturnPacket(_In_ NDIS_HANDLE Context, _In_ PNDIS_PACKET Packet)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Packet);
}

// Packets are completed before MiniportSendPackets returns; there is never one to cancel.
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

static NDIS_STATUS NTAPI MiniportReset(_Out_ PBOOLEAN AddressingReset, _In_ NDIS_HANDLE Context)
{
    UNREFERENCED_PARAMETER(Context);
    *AddressingReset = FALSE; // filter and multicast list are kept
    return NDIS_STATUS_SUCCESS;
}

static VOID NTAPI MiniportPnpEvent(_In_ NDIS_HANDLE Context, _In_ NDIS_DEVICE_PNP_EVENT Event, _In_ PVOID Buffer,
                                   _In_ ULONG Bytes)
{
    UNREFERENCED_PARAMETER(Buffer);
    UNREFERENCED_PARAMETER(Bytes);
    if ((int)Event == NdisDevicePnPEventSurpriseRemoved)
        AdapterSetRunning(Context, FALSE);
}

// May run at HIGH_LEVEL after a bug check: nothing is held that hardware would go on using.
static VOID NTAPI MiniportShutdown(_In_ PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
}

_Use_decl_annotations_ CODE_INIT NDIS_STATUS NdisGlueRegister(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NDIS_MINIPORT_CHARACTERISTICS Characteristics = {
        .MajorNdisVersion = NDIS_MINIPORT_MAJOR_VERSION,
        .MinorNdisVersion = NDIS_MINIPORT_MINOR_VERSION,
        .CheckForHangHandler = MiniportCheckForHang,
        .HaltHandler = MiniportHalt,
        .InitializeHandler = MiniportInitialize,
        .QueryInformationHandler = MiniportQuery,
        .ResetHandler = MiniportReset,
        .SetInformationHandler = MiniportSet,
        .ReturnPacketHandler = MiniportReturnPacket,
        .SendPacketsHandler = MiniportSendPackets,
        .CancelSendPacketsHandler = MiniportCancelSend,
        .PnPEventNotifyHandler = MiniportPnpEvent,
        .AdapterShutdownHandler = MiniportShutdown,
    };

    NdisMInitializeWrapper(&WrapperHandle, DriverObject, RegistryPath, NULL);
    if (WrapperHandle == NULL)
        return NDIS_STATUS_RESOURCES;
    const NDIS_STATUS Status = NdisMRegisterMiniport(WrapperHandle, &Characteristics, sizeof(Characteristics));
    if (Status != NDIS_STATUS_SUCCESS)
    {
        NdisTerminateWrapper(WrapperHandle, NULL);
        return Status;
    }
    NdisMRegisterUnloadHandler(WrapperHandle, MiniportUnload);
    return Status;
}
