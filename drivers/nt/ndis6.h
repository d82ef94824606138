// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * What an NDIS 6 miniport needs of ndis.h and mingw-w64 10 does not have, written from Microsoft's public reference
 * (ndis.h and ntddndis.h pages). Only what xennet uses. With the WDK the first half is empty and the asserts of the
 * second half prove it: included by nt/ovm_ndis.h and nowhere else.
 *
 * Which contract a cell registers (OVM_NDIS_MINOR):
 *   6.0                NDIS 6.0: characteristics revision 1, general attributes revision 1
 *   6.1                NDIS 6.20: characteristics revision 2, general attributes revision 2
 *   6.2, 6.3, 10.0     NDIS 6.30 by a number of our own; every structure used here is that of 6.20
 */

#if OVM_OS_TARGET >= 0x0602
#define OVM_NDIS_MINOR 30
#elif OVM_OS_TARGET >= 0x0601
#define OVM_NDIS_MINOR 20
#else
#define OVM_NDIS_MINOR 0
#endif

#ifdef __MINGW64_VERSION_MAJOR

typedef struct _NET_BUFFER NET_BUFFER, *PNET_BUFFER;
typedef struct _NET_BUFFER_LIST NET_BUFFER_LIST, *PNET_BUFFER_LIST;
typedef struct _NET_BUFFER_LIST_CONTEXT NET_BUFFER_LIST_CONTEXT, *PNET_BUFFER_LIST_CONTEXT;

/* Arrays for the owners of a buffer begin on an allocation boundary: 16 bytes on x64, 8 on x86. */
#define NDIS6_ALIGNED DECLSPEC_ALIGN(MEMORY_ALLOCATION_ALIGNMENT)

typedef union _NET_BUFFER_DATA_LENGTH
{
    ULONG DataLength;
    SIZE_T stDataLength;
} NET_BUFFER_DATA_LENGTH;

typedef struct _NET_BUFFER_DATA
{
    PNET_BUFFER Next;
    PMDL CurrentMdl;
    ULONG CurrentMdlOffset;
    NET_BUFFER_DATA_LENGTH NbDataLength;
    PMDL MdlChain;
    ULONG DataOffset;
} NET_BUFFER_DATA;

typedef union _NET_BUFFER_HEADER
{
    NET_BUFFER_DATA NetBufferData;
    SLIST_HEADER Link;
} NET_BUFFER_HEADER;

struct _NET_BUFFER
{
    NET_BUFFER_HEADER NetBufferHeader;
    USHORT ChecksumBias;
    USHORT Reserved;
    NDIS_HANDLE NdisPoolHandle;
    NDIS6_ALIGNED PVOID NdisReserved[2];
    NDIS6_ALIGNED PVOID ProtocolReserved[6];
    NDIS6_ALIGNED PVOID MiniportReserved[4];
    NDIS_PHYSICAL_ADDRESS DataPhysicalAddress;
    /* 6.20 adds a pointer here: a NET_BUFFER is never copied or measured by us. */
};

typedef struct _NET_BUFFER_LIST_DATA
{
    PNET_BUFFER_LIST Next;
    PNET_BUFFER FirstNetBuffer;
} NET_BUFFER_LIST_DATA;

typedef union _NET_BUFFER_LIST_HEADER
{
    NET_BUFFER_LIST_DATA NetBufferListData;
    SLIST_HEADER Link;
} NET_BUFFER_LIST_HEADER;

struct _NET_BUFFER_LIST
{
    NET_BUFFER_LIST_HEADER NetBufferListHeader;
    PNET_BUFFER_LIST_CONTEXT Context;
    PNET_BUFFER_LIST ParentNetBufferList;
    NDIS_HANDLE NdisPoolHandle;
    NDIS6_ALIGNED PVOID NdisReserved[2];
    NDIS6_ALIGNED PVOID ProtocolReserved[4];
    NDIS6_ALIGNED PVOID MiniportReserved[2];
    PVOID Scratch;
    NDIS_HANDLE SourceHandle;
    ULONG NblFlags;
    LONG ChildRefCount;
    ULONG Flags;
    NDIS_STATUS Status;
    PVOID NetBufferListInfo[1]; /* as many as the running NDIS knows: never measured by us */
};

#define NET_BUFFER_NEXT_NB(Buffer)     ((Buffer)->NetBufferHeader.NetBufferData.Next)
#define NET_BUFFER_DATA_LENGTH(Buffer) ((Buffer)->NetBufferHeader.NetBufferData.NbDataLength.DataLength)
#define NET_BUFFER_LIST_NEXT_NBL(List) ((List)->NetBufferListHeader.NetBufferListData.Next)
#define NET_BUFFER_LIST_FIRST_NB(List) ((List)->NetBufferListHeader.NetBufferListData.FirstNetBuffer)
#define NET_BUFFER_LIST_STATUS(List)   ((List)->Status)
#define NET_BUFFER_LIST_INFO(List, Id) ((List)->NetBufferListInfo[(Id)])

/* ntstatus.h, which cannot be included beside the kernel's headers; ndis.h's NDIS_STATUS_* refer to these. */
#ifndef STATUS_NDIS_MEDIA_DISCONNECTED
#define STATUS_NDIS_MEDIA_DISCONNECTED ((NTSTATUS)0xC023001FL)
#endif
#ifndef STATUS_NDIS_PAUSED
#define STATUS_NDIS_PAUSED ((NTSTATUS)0xC023002AL)
#endif

/* ifdef.h; ntddndis.h's NDIS_LINK_SPEED_UNKNOWN refers to it. */
#define NET_IF_LINK_SPEED_UNKNOWN ((ULONG64)(-1))

#define NDIS_SEND_FLAGS_DISPATCH_LEVEL          0x00000001
#define NDIS_SEND_COMPLETE_FLAGS_DISPATCH_LEVEL 0x00000001
#define NDIS_RETURN_FLAGS_DISPATCH_LEVEL        0x00000001

typedef enum _NDIS_HALT_ACTION
{
    NdisHaltDeviceDisabled,
    NdisHaltDeviceInstanceDeInitialized,
    NdisHaltDevicePoweredDown,
    NdisHaltDeviceSurpriseRemoved,
    NdisHaltDeviceFailed,
    NdisHaltDeviceInitializationFailed,
    NdisHaltDeviceStopped
} NDIS_HALT_ACTION;

typedef enum _NDIS_SHUTDOWN_ACTION
{
    NdisShutdownPowerOff,
    NdisShutdownBugCheck
} NDIS_SHUTDOWN_ACTION;

typedef struct _NDIS_RESTART_ATTRIBUTES NDIS_RESTART_ATTRIBUTES, *PNDIS_RESTART_ATTRIBUTES;

typedef struct _NDIS_MINIPORT_INIT_PARAMETERS
{
    NDIS_OBJECT_HEADER Header;
    ULONG Flags;
    PVOID AllocatedResources; /* PNDIS_RESOURCE_LIST */
    NDIS_HANDLE IMDeviceInstanceContext;
    NDIS_HANDLE MiniportAddDeviceContext;
    NET_IFINDEX IfIndex;
    NET_LUID NetLuid;
    PVOID DefaultPortAuthStates;
    PVOID PciDeviceCustomProperties;
} NDIS_MINIPORT_INIT_PARAMETERS, *PNDIS_MINIPORT_INIT_PARAMETERS;

typedef struct _NDIS_MINIPORT_PAUSE_PARAMETERS
{
    NDIS_OBJECT_HEADER Header;
    ULONG Flags;
    ULONG PauseReason;
} NDIS_MINIPORT_PAUSE_PARAMETERS, *PNDIS_MINIPORT_PAUSE_PARAMETERS;

typedef struct _NDIS_MINIPORT_RESTART_PARAMETERS
{
    NDIS_OBJECT_HEADER Header;
    PNDIS_RESTART_ATTRIBUTES RestartAttributes;
    ULONG Flags;
} NDIS_MINIPORT_RESTART_PARAMETERS, *PNDIS_MINIPORT_RESTART_PARAMETERS;

typedef struct _NET_DEVICE_PNP_EVENT
{
    NDIS_OBJECT_HEADER Header;
    NDIS_PORT_NUMBER PortNumber;
    NDIS_DEVICE_PNP_EVENT DevicePnPEvent;
    PVOID InformationBuffer;
    ULONG InformationBufferLength;
    UCHAR NdisReserved[2 * sizeof(PVOID)];
} NET_DEVICE_PNP_EVENT, *PNET_DEVICE_PNP_EVENT;

struct _NDIS_OID_REQUEST
{
    NDIS_OBJECT_HEADER Header;
    NDIS_REQUEST_TYPE RequestType;
    NDIS_PORT_NUMBER PortNumber;
    UINT Timeout;
    PVOID RequestId;
    NDIS_HANDLE RequestHandle;
    union _REQUEST_DATA
    {
        struct _QUERY
        {
            NDIS_OID Oid;
            PVOID InformationBuffer;
            UINT InformationBufferLength;
            UINT BytesWritten;
            UINT BytesNeeded;
        } QUERY_INFORMATION;
        struct _SET
        {
            NDIS_OID Oid;
            PVOID InformationBuffer;
            UINT InformationBufferLength;
            UINT BytesRead;
            UINT BytesNeeded;
        } SET_INFORMATION;
        struct _METHOD
        {
            NDIS_OID Oid;
            PVOID InformationBuffer;
            ULONG InputBufferLength;
            ULONG OutputBufferLength;
            ULONG MethodId;
            UINT BytesWritten;
            UINT BytesRead;
            UINT BytesNeeded;
        } METHOD_INFORMATION;
    } DATA;
    UCHAR NdisReserved[16 * sizeof(PVOID)];
    UCHAR MiniportReserved[2 * sizeof(PVOID)];
    UCHAR SourceReserved[2 * sizeof(PVOID)];
    UCHAR SupportedRevision;
    UCHAR Reserved1;
    USHORT Reserved2;
};
typedef struct _NDIS_OID_REQUEST NDIS_OID_REQUEST, *PNDIS_OID_REQUEST;

typedef struct _NDIS_STATUS_INDICATION
{
    NDIS_OBJECT_HEADER Header;
    NDIS_HANDLE SourceHandle;
    NDIS_PORT_NUMBER PortNumber;
    NDIS_STATUS StatusCode;
    ULONG Flags;
    NDIS_HANDLE DestinationHandle;
    PVOID RequestId;
    PVOID StatusBuffer;
    ULONG StatusBufferSize;
    GUID Guid;
    PVOID NdisReserved[4];
} NDIS_STATUS_INDICATION, *PNDIS_STATUS_INDICATION;
#define NDIS_STATUS_INDICATION_REVISION_1        1
#define NDIS_SIZEOF_STATUS_INDICATION_REVISION_1 RTL_SIZEOF_THROUGH_FIELD(NDIS_STATUS_INDICATION, NdisReserved)

typedef NDIS_STATUS(NTAPI MINIPORT_SET_OPTIONS)(_In_ NDIS_HANDLE NdisDriverHandle, _In_ NDIS_HANDLE DriverContext);
typedef NDIS_STATUS(NTAPI MINIPORT_INITIALIZE)(_In_ NDIS_HANDLE NdisMiniportHandle, _In_ NDIS_HANDLE DriverContext,
                                               _In_ PNDIS_MINIPORT_INIT_PARAMETERS Parameters);
typedef VOID(NTAPI MINIPORT_HALT)(_In_ NDIS_HANDLE Context, _In_ NDIS_HALT_ACTION Action);
typedef VOID(NTAPI MINIPORT_UNLOAD)(_In_ PDRIVER_OBJECT DriverObject);
typedef NDIS_STATUS(NTAPI MINIPORT_PAUSE)(_In_ NDIS_HANDLE Context, _In_ PNDIS_MINIPORT_PAUSE_PARAMETERS Parameters);
typedef NDIS_STATUS(NTAPI MINIPORT_RESTART)(_In_ NDIS_HANDLE Context,
                                            _In_ PNDIS_MINIPORT_RESTART_PARAMETERS Parameters);
typedef NDIS_STATUS(NTAPI MINIPORT_OID_REQUEST)(_In_ NDIS_HANDLE Context, _In_ PNDIS_OID_REQUEST Request);
typedef VOID(NTAPI MINIPORT_SEND_NET_BUFFER_LISTS)(_In_ NDIS_HANDLE Context, _In_ PNET_BUFFER_LIST Lists,
                                                   _In_ NDIS_PORT_NUMBER Port, _In_ ULONG SendFlags);
typedef VOID(NTAPI MINIPORT_RETURN_NET_BUFFER_LISTS)(_In_ NDIS_HANDLE Context, _In_ PNET_BUFFER_LIST Lists,
                                                     _In_ ULONG ReturnFlags);
typedef VOID(NTAPI MINIPORT_CANCEL_SEND)(_In_ NDIS_HANDLE Context, _In_ PVOID CancelId);
typedef BOOLEAN(NTAPI MINIPORT_CHECK_FOR_HANG)(_In_ NDIS_HANDLE Context);
typedef NDIS_STATUS(NTAPI MINIPORT_RESET)(_In_ NDIS_HANDLE Context, _Out_ PBOOLEAN AddressingReset);
typedef VOID(NTAPI MINIPORT_DEVICE_PNP_EVENT_NOTIFY)(_In_ NDIS_HANDLE Context, _In_ PNET_DEVICE_PNP_EVENT Event);
typedef VOID(NTAPI MINIPORT_SHUTDOWN)(_In_ NDIS_HANDLE Context, _In_ NDIS_SHUTDOWN_ACTION Action);
typedef VOID(NTAPI MINIPORT_CANCEL_OID_REQUEST)(_In_ NDIS_HANDLE Context, _In_ PVOID RequestId);

typedef struct _NDIS_MINIPORT_DRIVER_CHARACTERISTICS
{
    NDIS_OBJECT_HEADER Header;
    UCHAR MajorNdisVersion;
    UCHAR MinorNdisVersion;
    UCHAR MajorDriverVersion;
    UCHAR MinorDriverVersion;
    ULONG Flags;
    MINIPORT_SET_OPTIONS *SetOptionsHandler;
    MINIPORT_INITIALIZE *InitializeHandlerEx;
    MINIPORT_HALT *HaltHandlerEx;
    MINIPORT_UNLOAD *UnloadHandler;
    MINIPORT_PAUSE *PauseHandler;
    MINIPORT_RESTART *RestartHandler;
    MINIPORT_OID_REQUEST *OidRequestHandler;
    MINIPORT_SEND_NET_BUFFER_LISTS *SendNetBufferListsHandler;
    MINIPORT_RETURN_NET_BUFFER_LISTS *ReturnNetBufferListsHandler;
    MINIPORT_CANCEL_SEND *CancelSendHandler;
    MINIPORT_CHECK_FOR_HANG *CheckForHangHandlerEx;
    MINIPORT_RESET *ResetHandlerEx;
    MINIPORT_DEVICE_PNP_EVENT_NOTIFY *DevicePnPEventNotifyHandler;
    MINIPORT_SHUTDOWN *ShutdownHandlerEx;
    MINIPORT_CANCEL_OID_REQUEST *CancelOidRequestHandler;
#if OVM_NDIS_MINOR >= 1
    PVOID DirectOidRequestHandler; /* optional, NULL here */
    PVOID CancelDirectOidRequestHandler;
#endif
} NDIS_MINIPORT_DRIVER_CHARACTERISTICS, *PNDIS_MINIPORT_DRIVER_CHARACTERISTICS;

#define NDIS_MINIPORT_DRIVER_CHARACTERISTICS_REVISION_1 1
#define NDIS_MINIPORT_DRIVER_CHARACTERISTICS_REVISION_2 2

#define NDIS_MINIPORT_ATTRIBUTES_HARDWARE_DEVICE    0x00000001
#define NDIS_MINIPORT_ATTRIBUTES_NDIS_WDM           0x00000002
#define NDIS_MINIPORT_ATTRIBUTES_SURPRISE_REMOVE_OK 0x00000004

typedef struct _NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES
{
    NDIS_OBJECT_HEADER Header;
    NDIS_HANDLE MiniportAdapterContext;
    ULONG AttributeFlags;
    UINT CheckForHangTimeInSeconds;
    NDIS_INTERFACE_TYPE InterfaceType;
} NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES, *PNDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES;

#define NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES_REVISION_1 1

typedef struct _NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES
{
    NDIS_OBJECT_HEADER Header;
    ULONG Flags;
    NDIS_MEDIUM MediaType;
    NDIS_PHYSICAL_MEDIUM PhysicalMediumType;
    ULONG MtuSize;
    ULONG64 MaxXmitLinkSpeed;
    ULONG64 XmitLinkSpeed;
    ULONG64 MaxRcvLinkSpeed;
    ULONG64 RcvLinkSpeed;
    NDIS_MEDIA_CONNECT_STATE MediaConnectState;
    NDIS_MEDIA_DUPLEX_STATE MediaDuplexState;
    ULONG LookaheadSize;
    PNDIS_PNP_CAPABILITIES PowerManagementCapabilities;
    ULONG MacOptions;
    ULONG SupportedPacketFilters;
    ULONG MaxMulticastListSize;
    USHORT MacAddressLength;
    UCHAR PermanentMacAddress[NDIS_MAX_PHYS_ADDRESS_LENGTH];
    UCHAR CurrentMacAddress[NDIS_MAX_PHYS_ADDRESS_LENGTH];
    PVOID RecvScaleCapabilities; /* PNDIS_RECEIVE_SCALE_CAPABILITIES */
    NET_IF_ACCESS_TYPE AccessType;
    NET_IF_DIRECTION_TYPE DirectionType;
    NET_IF_CONNECTION_TYPE ConnectionType;
    NET_IFTYPE IfType;
    BOOLEAN IfConnectorPresent;
    ULONG SupportedStatistics;
    ULONG SupportedPauseFunctions;
    ULONG DataBackFillSize;
    ULONG ContextBackFillSize;
    PNDIS_OID SupportedOidList;
    ULONG SupportedOidListLength;
    ULONG AutoNegotiationFlags;
#if OVM_NDIS_MINOR >= 20
    PVOID PowerManagementCapabilitiesEx; /* PNDIS_PM_CAPABILITIES */
#endif
} NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, *PNDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES;

#define NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES_REVISION_1 1
#define NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES_REVISION_2 2

typedef union _NDIS_MINIPORT_ADAPTER_ATTRIBUTES
{
    NDIS_OBJECT_HEADER Header;
    NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES RegistrationAttributes;
    NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES GeneralAttributes;
} NDIS_MINIPORT_ADAPTER_ATTRIBUTES, *PNDIS_MINIPORT_ADAPTER_ATTRIBUTES;

#define NDIS_STATISTICS_XMIT_OK_SUPPORTED               0x00000001
#define NDIS_STATISTICS_RCV_OK_SUPPORTED                0x00000002
#define NDIS_STATISTICS_XMIT_ERROR_SUPPORTED            0x00000004
#define NDIS_STATISTICS_RCV_ERROR_SUPPORTED             0x00000008
#define NDIS_STATISTICS_RCV_NO_BUFFER_SUPPORTED         0x00000010
#define NDIS_STATISTICS_DIRECTED_BYTES_XMIT_SUPPORTED   0x00000020
#define NDIS_STATISTICS_DIRECTED_FRAMES_XMIT_SUPPORTED  0x00000040
#define NDIS_STATISTICS_MULTICAST_BYTES_XMIT_SUPPORTED  0x00000080
#define NDIS_STATISTICS_MULTICAST_FRAMES_XMIT_SUPPORTED 0x00000100
#define NDIS_STATISTICS_BROADCAST_BYTES_XMIT_SUPPORTED  0x00000200
#define NDIS_STATISTICS_BROADCAST_FRAMES_XMIT_SUPPORTED 0x00000400
#define NDIS_STATISTICS_DIRECTED_BYTES_RCV_SUPPORTED    0x00000800
#define NDIS_STATISTICS_DIRECTED_FRAMES_RCV_SUPPORTED   0x00001000
#define NDIS_STATISTICS_MULTICAST_BYTES_RCV_SUPPORTED   0x00002000
#define NDIS_STATISTICS_MULTICAST_FRAMES_RCV_SUPPORTED  0x00004000
#define NDIS_STATISTICS_BROADCAST_BYTES_RCV_SUPPORTED   0x00008000
#define NDIS_STATISTICS_BROADCAST_FRAMES_RCV_SUPPORTED  0x00010000
#define NDIS_STATISTICS_BYTES_RCV_SUPPORTED             0x00080000
#define NDIS_STATISTICS_BYTES_XMIT_SUPPORTED            0x00100000
#define NDIS_STATISTICS_RCV_DISCARDS_SUPPORTED          0x00200000
#define NDIS_STATISTICS_GEN_STATISTICS_SUPPORTED        0x00400000
#define NDIS_STATISTICS_XMIT_DISCARDS_SUPPORTED         0x08000000

typedef struct _NDIS_CONFIGURATION_OBJECT
{
    NDIS_OBJECT_HEADER Header;
    NDIS_HANDLE NdisHandle;
    ULONG Flags;
} NDIS_CONFIGURATION_OBJECT, *PNDIS_CONFIGURATION_OBJECT;

#define NDIS_CONFIGURATION_OBJECT_REVISION_1        1
#define NDIS_SIZEOF_CONFIGURATION_OBJECT_REVISION_1 RTL_SIZEOF_THROUGH_FIELD(NDIS_CONFIGURATION_OBJECT, Flags)

NDISAPI NDIS_STATUS NTAPI NdisMRegisterMiniportDriver(_In_ PDRIVER_OBJECT DriverObject,
                                                      _In_ PUNICODE_STRING RegistryPath,
                                                      _In_opt_ NDIS_HANDLE MiniportDriverContext,
                                                      _In_ PNDIS_MINIPORT_DRIVER_CHARACTERISTICS Characteristics,
                                                      _Out_ PNDIS_HANDLE NdisMiniportDriverHandle);
NDISAPI VOID NTAPI NdisMDeregisterMiniportDriver(_In_ NDIS_HANDLE NdisMiniportDriverHandle);
NDISAPI NDIS_STATUS NTAPI NdisMSetMiniportAttributes(_In_ NDIS_HANDLE NdisMiniportHandle,
                                                     _In_ PNDIS_MINIPORT_ADAPTER_ATTRIBUTES Attributes);
NDISAPI NDIS_STATUS NTAPI NdisOpenConfigurationEx(_In_ PNDIS_CONFIGURATION_OBJECT ConfigObject,
                                                  _Out_ PNDIS_HANDLE ConfigurationHandle);
NDISAPI VOID NTAPI NdisMIndicateStatusEx(_In_ NDIS_HANDLE MiniportAdapterHandle,
                                         _In_ PNDIS_STATUS_INDICATION StatusIndication);
NDISAPI VOID NTAPI NdisMSendNetBufferListsComplete(_In_ NDIS_HANDLE MiniportAdapterHandle,
                                                   _In_ PNET_BUFFER_LIST NetBufferList, _In_ ULONG SendCompleteFlags);

#endif /* __MINGW64_VERSION_MAJOR */

/* What this file promises, for both toolsets. Numbers: the public reference and public symbols of ndis.sys. */
#if OVM_NDIS_MINOR >= 20
#define OVM_GENERAL_ATTRIBUTES_REVISION NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES_REVISION_2
#define OVM_CHARACTERISTICS_REVISION    NDIS_MINIPORT_DRIVER_CHARACTERISTICS_REVISION_2
#else
#define OVM_GENERAL_ATTRIBUTES_REVISION NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES_REVISION_1
#define OVM_CHARACTERISTICS_REVISION    NDIS_MINIPORT_DRIVER_CHARACTERISTICS_REVISION_1
#endif

/* The sizes that NDIS is told: up to the last member that the revision has, without the padding behind it. */
#define OVM_REGISTRATION_ATTRIBUTES_BYTES                                                                              \
    RTL_SIZEOF_THROUGH_FIELD(NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES, InterfaceType)
#if OVM_NDIS_MINOR >= 20
#define OVM_GENERAL_ATTRIBUTES_BYTES                                                                                   \
    RTL_SIZEOF_THROUGH_FIELD(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, PowerManagementCapabilitiesEx)
#else
#define OVM_GENERAL_ATTRIBUTES_BYTES                                                                                   \
    RTL_SIZEOF_THROUGH_FIELD(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, AutoNegotiationFlags)
#endif

#define NDIS6_OFFSET(Type, Field, X64, X86) C_ASSERT(FIELD_OFFSET(Type, Field) == (sizeof(PVOID) == 8 ? (X64) : (X86)))
#define NDIS6_SIZE(Type, X64, X86)          C_ASSERT(sizeof(Type) == (sizeof(PVOID) == 8 ? (X64) : (X86)))

NDIS6_OFFSET(NET_BUFFER, NetBufferHeader, 0, 0);
NDIS6_OFFSET(NET_BUFFER, NetBufferHeader.NetBufferData.NbDataLength, 24, 12);
NDIS6_OFFSET(NET_BUFFER, NetBufferHeader.NetBufferData.DataOffset, 40, 20);
NDIS6_OFFSET(NET_BUFFER, ChecksumBias, 48, 24);
NDIS6_OFFSET(NET_BUFFER, NdisPoolHandle, 56, 28);
NDIS6_OFFSET(NET_BUFFER, NdisReserved, 64, 32);
NDIS6_OFFSET(NET_BUFFER, ProtocolReserved, 80, 40);
NDIS6_OFFSET(NET_BUFFER, MiniportReserved, 128, 64);
NDIS6_OFFSET(NET_BUFFER, DataPhysicalAddress, 160, 80);
NDIS6_OFFSET(NET_BUFFER_LIST, Context, 16, 8);
NDIS6_OFFSET(NET_BUFFER_LIST, NdisReserved, 48, 24);
NDIS6_OFFSET(NET_BUFFER_LIST, ProtocolReserved, 64, 32);
NDIS6_OFFSET(NET_BUFFER_LIST, MiniportReserved, 96, 48);
NDIS6_OFFSET(NET_BUFFER_LIST, Scratch, 112, 56);
NDIS6_OFFSET(NET_BUFFER_LIST, NblFlags, 128, 64);
NDIS6_OFFSET(NET_BUFFER_LIST, Status, 140, 76);
NDIS6_OFFSET(NET_BUFFER_LIST, NetBufferListInfo, 144, 80);
NDIS6_OFFSET(NDIS_OID_REQUEST, RequestType, 4, 4);
NDIS6_OFFSET(NDIS_OID_REQUEST, RequestId, 16, 16);
NDIS6_OFFSET(NDIS_OID_REQUEST, DATA, 32, 24);
NDIS6_OFFSET(NDIS_OID_REQUEST, DATA.QUERY_INFORMATION.InformationBuffer, 40, 28);
NDIS6_OFFSET(NDIS_OID_REQUEST, DATA.METHOD_INFORMATION.BytesNeeded, 68, 52);
NDIS6_OFFSET(NDIS_OID_REQUEST, NdisReserved, 72, 56);
NDIS6_OFFSET(NDIS_OID_REQUEST, SupportedRevision, 232, 136);
NDIS6_OFFSET(NDIS_STATUS_INDICATION, StatusCode, 20, 12);
NDIS6_OFFSET(NDIS_STATUS_INDICATION, StatusBuffer, 48, 28);
NDIS6_OFFSET(NDIS_STATUS_INDICATION, Guid, 60, 36);
NDIS6_SIZE(NDIS_STATUS_INDICATION, 112, 68);
NDIS6_OFFSET(NDIS_MINIPORT_INIT_PARAMETERS, IfIndex, 32, 20);
NDIS6_OFFSET(NDIS_MINIPORT_INIT_PARAMETERS, NetLuid, 40, 24);
NDIS6_OFFSET(NDIS_MINIPORT_PAUSE_PARAMETERS, PauseReason, 8, 8);
NDIS6_OFFSET(NET_DEVICE_PNP_EVENT, InformationBuffer, 16, 12);
NDIS6_OFFSET(NDIS_MINIPORT_DRIVER_CHARACTERISTICS, SetOptionsHandler, 16, 12);
NDIS6_OFFSET(NDIS_MINIPORT_DRIVER_CHARACTERISTICS, OidRequestHandler, 64, 36);
NDIS6_OFFSET(NDIS_MINIPORT_DRIVER_CHARACTERISTICS, CancelOidRequestHandler, 128, 68);
C_ASSERT(OVM_REGISTRATION_ATTRIBUTES_BYTES == (sizeof(PVOID) == 8 ? 28 : 20));
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, MaxXmitLinkSpeed, 24, 24);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, MediaConnectState, 56, 56);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, PowerManagementCapabilities, 72, 68);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, PermanentMacAddress, 94, 86);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, RecvScaleCapabilities, 160, 152);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, IfType, 180, 168);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, SupportedStatistics, 184, 172);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, SupportedOidList, 200, 188);
NDIS6_OFFSET(NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES, AutoNegotiationFlags, 212, 196);
#if OVM_NDIS_MINOR >= 20
NDIS6_SIZE(NDIS_MINIPORT_DRIVER_CHARACTERISTICS, 152, 80);
C_ASSERT(OVM_GENERAL_ATTRIBUTES_BYTES == (sizeof(PVOID) == 8 ? 224 : 204));
#else
NDIS6_SIZE(NDIS_MINIPORT_DRIVER_CHARACTERISTICS, 136, 72);
C_ASSERT(OVM_GENERAL_ATTRIBUTES_BYTES == (sizeof(PVOID) == 8 ? 216 : 200));
#endif
NDIS6_SIZE(NDIS_CONFIGURATION_OBJECT, 24, 12);
NDIS6_OFFSET(NDIS_STATISTICS_INFO, ifInDiscards, 8, 8);
NDIS6_OFFSET(NDIS_STATISTICS_INFO, ifHCOutBroadcastOctets, 144, 144);
NDIS6_SIZE(NDIS_STATISTICS_INFO, 152, 152);
NDIS6_OFFSET(NDIS_LINK_STATE, XmitLinkSpeed, 16, 16);
NDIS6_SIZE(NDIS_INTERRUPT_MODERATION_PARAMETERS, 12, 12);
