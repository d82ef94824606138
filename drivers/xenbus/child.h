// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/mutex.h"
#include "nt/xenbus_interface.h"
#include "xenbus/bus.h"

/*
 * A child: one for all disks (OVMBUS\VBD, instance 0), one for each NIC (OVMBUS\VIF, instance = the NIC's handle). The
 * instance id is unique in the machine, so that Windows finds a NIC's settings again wherever the platform device
 * sits. The physical device is deleted when it was left out of the list last reported and then removed.
 */
typedef struct CHILD
{
    DEVICE_KIND Kind; /* DeviceChild */
    PDEVICE_OBJECT Self;
    BUS *Bus;
    BOOLEAN IsDisks; /* else a NIC */
    ULONG Handle;    /* the NIC's; 0 */
    IO_REMOVE_LOCK RemoveLock;
    PNP_STATE State;
    PNP_STATE StateBeforeQuery;
    LONG PagingPaths;
    LONG DumpPaths;
    volatile LONG InterfaceReferences;

    LIST_ENTRY Link;  /* in Bus->Children; this and the next two are guarded by Bus->ChildrenMutex */
    BOOLEAN Present;  /* xenstore lists it */
    BOOLEAN Reported; /* the PnP manager was told of it last time it asked */

    MUTEX NotifyMutex; /* held while the callback runs */
    XENBUS_FRONTENDS_CHANGED *FrontendsChanged;
    PVOID FrontendsContext;
} CHILD;

/* The disks' child, which is always there. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildrenStart(_Inout_ BUS *Bus);

/* Deletes what the PnP manager has removed: everything, when the bus itself is removed. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ChildrenStop(_Inout_ BUS *Bus);

/* Makes children for new NICs, takes away those that are gone, and tells the PnP manager where that changed anything.
 */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ChildrenUpdate(_Inout_ BUS *Bus, _In_ const HANDLE_LIST *Nics);

/* Calls the disks' child. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ChildrenDisksChanged(_Inout_ BUS *Bus);

/* Answers a query for bus relations: what the IRP holds already, and the children. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildrenReport(_Inout_ BUS *Bus, _Inout_ PIRP Irp);

/* The child was removed; it goes with its device where it is not reported any more. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ChildRemoved(_Inout_ CHILD *Child);

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildPnp(_Inout_ CHILD *Child, _Inout_ PIRP Irp);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS ChildPower(_Inout_ CHILD *Child, _Inout_ PIRP Irp);

/* IRP_MN_QUERY_ID, _TEXT, _CAPABILITIES, _BUS_INFORMATION, _RESOURCE_REQUIREMENTS: the status to complete with, and
 * Information set where the answer is memory. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildQueryId(_In_ const CHILD *Child, _Inout_ PIRP Irp);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildQueryText(_In_ const CHILD *Child, _Inout_ PIRP Irp);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildQueryCapabilities(_In_ const CHILD *Child, _Inout_ PIRP Irp);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildQueryBusInformation(_Inout_ PIRP Irp);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildQueryRequirements(_In_ const CHILD *Child, _Inout_ PIRP Irp);

/* IRP_MN_QUERY_INTERFACE (child_interface.c). */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ChildQueryInterface(_Inout_ CHILD *Child, _Inout_ PIRP Irp);
