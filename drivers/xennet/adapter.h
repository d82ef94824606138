// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: one network adapter, below what differs between NDIS 5.1 and NDIS 6.
#pragma once

#include "nt/bus_client.h"
#include "xennet/net_oid.h"

#define NET_DRIVER_MAJOR_VERSION 3
#define NET_DRIVER_MINOR_VERSION 4

typedef struct NET_ADAPTER
{
    NDIS_HANDLE Handle; // NDIS's, for calls up
    XENBUS_INTERFACE Bus;
    XENBUS_FRONTEND Frontend;
    NDIS_SPIN_LOCK Lock; // guards State and Running; any IRQL up to DISPATCH_LEVEL
    NET_STATE State;
    BOOLEAN Running; // between restart and pause
} NET_ADAPTER;

// Which contract this cell registers; ndis5.c or ndis6.c.
_IRQL_requires_max_(PASSIVE_LEVEL) NDIS_STATUS
    NdisGlueRegister(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath);

// An adapter without a bus, or NULL.
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NET_ADAPTER *AdapterCreate(_In_ NDIS_HANDLE Handle,
                                                                                    _In_ NET_CONTRACT Contract,
                                                                                    _In_ UINT16 NdisVersion);

// Gives everything back. NULL is allowed.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID AdapterDestroy(_In_opt_ NET_ADAPTER *Adapter);

// Finds the bus and reads the host's address of the adapter. One event on failure.
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NDIS_STATUS AdapterOpenBus(_Inout_ NET_ADAPTER *Adapter);

// Reads MTU, *JumboPacket and NetworkAddress; what is absent or wrong keeps its default. After AdapterOpenBus.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID
    AdapterReadProperties(_Inout_ NET_ADAPTER *Adapter, _In_ NDIS_HANDLE Configuration);

// The answers to NDIS, under the lock.
_IRQL_requires_max_(DISPATCH_LEVEL) NET_OID_RESULT
    AdapterQuery(_Inout_ NET_ADAPTER *Adapter, _In_ NDIS_OID Oid, _Out_writes_bytes_(Bytes) PVOID Buffer,
                 _In_ ULONG Bytes);
_IRQL_requires_max_(DISPATCH_LEVEL) NET_OID_RESULT
    AdapterSet(_Inout_ NET_ADAPTER *Adapter, _In_ NDIS_OID Oid, _In_reads_bytes_(Bytes) PVOID Buffer, _In_ ULONG Bytes);
NDIS_STATUS AdapterNdisStatus(_In_ NET_OID_STATUS Status);

_IRQL_requires_max_(DISPATCH_LEVEL) VOID AdapterSetRunning(_Inout_ NET_ADAPTER *Adapter, _In_ BOOLEAN Running);

// Counts packets that were not sent, and tells whether the adapter was running when they came.
_IRQL_requires_max_(DISPATCH_LEVEL) BOOLEAN AdapterDiscardSends(_Inout_ NET_ADAPTER *Adapter, _In_ ULONG Count);
