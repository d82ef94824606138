// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: one network adapter, below what differs between NDIS 5.1 and NDIS 6.
#include "nt/ovm_ndis.h"

#include "nt/log.h"
#include "nt/pool.h"
#include "xennet/adapter.h"

#define MAC_TEXT_BYTES 32u // longer values are not addresses

_Use_decl_annotations_ CODE_PAGE NET_ADAPTER *AdapterCreate(NDIS_HANDLE Handle, NET_CONTRACT Contract,
                                                            UINT16 NdisVersion)
{
    NET_ADAPTER *const Adapter = PoolAllocate(sizeof(*Adapter));

    if (Adapter == NULL)
    {
        LogEvent(OVM_EVENT_START_FAILED, "no memory for an adapter of %u bytes", (unsigned)sizeof(*Adapter));
        return NULL;
    }
    NdisAllocateSpinLock(&Adapter->Lock);
    Adapter->Handle = Handle;
    Adapter->State.Contract = Contract;
    Adapter->State.NdisVersion = NdisVersion;
    Adapter->State.DriverVersion = NET_DRIVER_MAJOR_VERSION << 16 | NET_DRIVER_MINOR_VERSION;
    Adapter->State.Mtu = NET_MTU_DEFAULT;
    Adapter->State.Lookahead = NET_MTU_DEFAULT;
    return Adapter;
}

_Use_decl_annotations_ CODE_PAGE VOID AdapterDestroy(NET_ADAPTER *Adapter)
{
    if (Adapter == NULL)
        return;
    BusClientClose(&Adapter->Bus);
    PoolFree(Adapter);
}

static CODE_PAGE NTSTATUS ReadMac(_Inout_ NET_ADAPTER *Adapter)
{
    CHAR Path[XENBUS_PATH_BYTES + sizeof("/mac")];
    CHAR Text[MAC_TEXT_BYTES];
    ULONG Bytes;
    const XENBUS_INTERFACE *const Bus = &Adapter->Bus;

    NTSTATUS Status = RtlStringCbPrintfA(Path, sizeof(Path), "%s/mac", Adapter->Frontend.Path);
    if (!NT_SUCCESS(Status))
        return Status;
    Status = Bus->StoreRead(Bus->Interface.Context, XENBUS_NO_TRANSACTION, Path, Text, sizeof(Text), &Bytes);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_START_FAILED, "%s cannot be read: 0x%08X", Path, (unsigned)Status);
        return Status;
    }
    if (!NetMacParse(Text, Adapter->State.PermanentMac) || !NetMacIsUsable(Adapter->State.PermanentMac))
    {
        LogEvent(OVM_EVENT_START_FAILED, "%s is \"%s\", which is no address of an adapter", Path, Text);
        return STATUS_INVALID_ADDRESS;
    }
    RtlCopyMemory(Adapter->State.CurrentMac, Adapter->State.PermanentMac, NET_MAC_BYTES);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_ CODE_PAGE NDIS_STATUS AdapterOpenBus(NET_ADAPTER *Adapter)
{
    PDEVICE_OBJECT PhysicalDevice = NULL;
    ULONG Count = 0;

    NdisMGetDeviceProperty(Adapter->Handle, &PhysicalDevice, NULL, NULL, NULL, NULL);
    NTSTATUS Status = BusClientOpen(PhysicalDevice, &Adapter->Bus);
    if (Status == STATUS_NOT_SUPPORTED || Status == STATUS_REVISION_MISMATCH)
    {
        LogEvent(OVM_EVENT_INTERFACE_MISMATCH, "the bus driver does not offer interface version %u: 0x%08X",
                 XENBUS_INTERFACE_VERSION, (unsigned)Status);
        return NDIS_STATUS_ADAPTER_NOT_FOUND;
    }
    if (NT_SUCCESS(Status))
        Status = Adapter->Bus.FrontendList(Adapter->Bus.Interface.Context, 1, &Adapter->Frontend, &Count);
    if (!NT_SUCCESS(Status) || Count != 1)
    {
        LogEvent(OVM_EVENT_START_FAILED, "the bus driver lists %u front ends for one adapter: 0x%08X", (unsigned)Count,
                 (unsigned)Status);
        return NDIS_STATUS_ADAPTER_NOT_FOUND;
    }
    return NT_SUCCESS(ReadMac(Adapter)) ? NDIS_STATUS_SUCCESS : NDIS_STATUS_ADAPTER_NOT_FOUND;
}

static CODE_PAGE BOOLEAN ReadInteger(_In_ NDIS_HANDLE Configuration, _In_ PNDIS_STRING Keyword, _Out_ UINT32 *Value)
{
    NDIS_STATUS Status;
    PNDIS_CONFIGURATION_PARAMETER Parameter;

    *Value = 0;
    NdisReadConfiguration(&Status, &Parameter, Configuration, Keyword, NdisParameterInteger);
    if (Status != NDIS_STATUS_SUCCESS)
        return FALSE;
    *Value = Parameter->ParameterData.IntegerData;
    return TRUE;
}

static CODE_PAGE VOID ReadMtu(_Inout_ NET_ADAPTER *Adapter, _In_ NDIS_HANDLE Configuration)
{
    static const char *const Remarks[] = {
        [NetMtuAsAsked] = "",
        [NetMtuInvalid] = "MTU is not one of 600, 700 .. 9000",
        [NetJumboInvalid] = "*JumboPacket is not between 614 and 9014",
        [NetMtuOverJumbo] = "*JumboPacket is another size than MTU, which is followed",
    };
    NDIS_STRING MtuKeyword = NDIS_STRING_CONST("MTU");
    NDIS_STRING JumboKeyword = NDIS_STRING_CONST("*JumboPacket");
    NET_PROPERTIES Properties = {0};
    NET_MTU_REMARK Remark;

    Properties.HasMtu = ReadInteger(Configuration, &MtuKeyword, &Properties.Mtu);
    Properties.HasJumbo = ReadInteger(Configuration, &JumboKeyword, &Properties.Jumbo);
    Adapter->State.Mtu = NetMtuChoose(&Properties, &Remark);
    Adapter->State.Lookahead = Adapter->State.Mtu;
    if (Remark != NetMtuAsAsked)
        LogPrint("vif %u: MTU %u, *JumboPacket %u: %s; the MTU is %u", (unsigned)Adapter->Frontend.Handle,
                 (unsigned)Properties.Mtu, (unsigned)Properties.Jumbo, Remarks[Remark], (unsigned)Adapter->State.Mtu);
}

// NetworkAddress, the administrator's own address, as NDIS parses it.
static CODE_PAGE VOID ReadNetworkAddress(_Inout_ NET_ADAPTER *Adapter, _In_ NDIS_HANDLE Configuration)
{
    NDIS_STATUS Status;
    PVOID Address;
    UINT Bytes;

    NdisReadNetworkAddress(&Status, &Address, &Bytes, Configuration);
    if (Status != NDIS_STATUS_SUCCESS || Bytes == 0)
        return;
    if (Bytes != NET_MAC_BYTES || !NetMacIsUsable(Address))
    {
        LogPrint("vif %u: NetworkAddress of %u bytes is no address of an adapter; the host's is used",
                 (unsigned)Adapter->Frontend.Handle, Bytes);
        return;
    }
    RtlCopyMemory(Adapter->State.CurrentMac, Address, NET_MAC_BYTES);
}

_Use_decl_annotations_ CODE_PAGE VOID AdapterReadProperties(NET_ADAPTER *Adapter, NDIS_HANDLE Configuration)
{
    ReadMtu(Adapter, Configuration);
    ReadNetworkAddress(Adapter, Configuration);
}

_Use_decl_annotations_ NET_OID_RESULT AdapterQuery(NET_ADAPTER *Adapter, NDIS_OID Oid, PVOID Buffer, ULONG Bytes)
{
    NdisAcquireSpinLock(&Adapter->Lock);
    const NET_OID_RESULT Result = NetOidQuery(&Adapter->State, Oid, Buffer, Bytes);
    NdisReleaseSpinLock(&Adapter->Lock);
    return Result;
}

_Use_decl_annotations_ NET_OID_RESULT AdapterSet(NET_ADAPTER *Adapter, NDIS_OID Oid, PVOID Buffer, ULONG Bytes)
{
    NdisAcquireSpinLock(&Adapter->Lock);
    const NET_OID_RESULT Result = NetOidSet(&Adapter->State, Oid, Buffer, Bytes);
    NdisReleaseSpinLock(&Adapter->Lock);
    return Result;
}

NDIS_STATUS AdapterNdisStatus(NET_OID_STATUS Status)
{
    switch (Status)
    {
    case NetOidSuccess:
        return NDIS_STATUS_SUCCESS;
    case NetOidTooShort:
        return NDIS_STATUS_BUFFER_TOO_SHORT;
    case NetOidInvalidLength:
        return NDIS_STATUS_INVALID_LENGTH;
    case NetOidInvalidData:
        return NDIS_STATUS_INVALID_DATA;
    case NetOidMulticastFull:
        return NDIS_STATUS_MULTICAST_FULL;
    default:
        return NDIS_STATUS_NOT_SUPPORTED;
    }
}

_Use_decl_annotations_ VOID AdapterSetRunning(NET_ADAPTER *Adapter, BOOLEAN Running)
{
    NdisAcquireSpinLock(&Adapter->Lock);
    Adapter->Running = Running;
    NdisReleaseSpinLock(&Adapter->Lock);
}

_Use_decl_annotations_ BOOLEAN AdapterDiscardSends(NET_ADAPTER *Adapter, ULONG Count)
{
    NdisAcquireSpinLock(&Adapter->Lock);
    const BOOLEAN Running = Adapter->Running;
    Adapter->State.Sent.Discards += Count;
    NdisReleaseSpinLock(&Adapter->Lock);
    return Running;
}
