// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/hypercall.h"
#include "nt/mutex.h"
#include "xenbus/control.h"
#include "xenbus/events.h"
#include "xenbus/frontends.h"
#include "xenbus/grants.h"
#include "xenbus/platform.h"
#include "xenbus/shutdown.h"
#include "xenbus/store.h"

/* Every device extension of this driver starts with its kind, by which main.c finds the dispatch routine. */
typedef enum DEVICE_KIND
{
    DeviceBus = 1, /* functional device of the platform device (BUS) */
    DeviceChild,   /* physical device of a child (CHILD) */
    DeviceControl  /* control device of the guest service (CONTROL) */
} DEVICE_KIND;

/* What PnP has told a device so far. A query can be cancelled, so that the state before it is kept. */
typedef enum PNP_STATE
{
    PnpAdded,
    PnpStarted,
    PnpRemovePending,
    PnpSurpriseRemoved,
    PnpRemoved
} PNP_STATE;

/*
 * The bus: one per machine. Parts are started in the order of the members and stopped the other way (bus.c). Locks:
 * ChildrenMutex guards Children and each child's Present and Reported; it is never held across a call of xenstore or
 * of the PnP manager. RemoveLock is held by every request, and by each use of the control device.
 */
typedef struct BUS
{
    DEVICE_KIND Kind;
    PDEVICE_OBJECT Self;
    PDEVICE_OBJECT Lower;
    PDEVICE_OBJECT Pdo;
    IO_REMOVE_LOCK RemoveLock;
    PNP_STATE State;
    PNP_STATE StateBeforeQuery;
    BOOLEAN Running; /* the parts below are up */
    LONG PagingPaths;
    LONG DumpPaths;

    HYPERVISOR Hypervisor;
    PLATFORM Platform;
    EVENTS *Events;
    GRANTS *Grants;
    STORE *Store;
    SHUTDOWN_WATCH Shutdown;
    FRONTENDS Frontends;
    PDEVICE_OBJECT Control;

    MUTEX ChildrenMutex;
    LIST_ENTRY Children;
} BUS;

/* Special files on a device, or below it: one more or one less. */
static inline VOID PathCountAdjust(_Inout_ LONG *Count, _In_ BOOLEAN InPath)
{
    (VOID)(InPath ? InterlockedIncrement(Count) : InterlockedDecrement(Count));
}

/* The service's own key, kept by main.c from DriverEntry to unload. */
extern UNICODE_STRING BusRegistryPath;

DRIVER_ADD_DEVICE BusAddDevice;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS BusStart(_Inout_ BUS *Bus, _In_opt_ const CM_RESOURCE_LIST *Translated);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID BusStop(_Inout_ BUS *Bus);

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS BusPnp(_Inout_ BUS *Bus, _Inout_ PIRP Irp);
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS BusPower(_Inout_ BUS *Bus, _Inout_ PIRP Irp);
