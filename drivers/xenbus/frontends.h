// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/mutex.h"
#include "nt/xenbus_interface.h"
#include "xenbus/frontend_list.h"

/*
 * The front ends that xenstore lists, cut to what the release supports (limits.h). Scanned at the start and whenever
 * the tool stack changes device/vbd or device/vif. The lists are replaced as a whole under Mutex, a leaf.
 */
typedef struct FRONTENDS
{
    XENBUS_WATCH *DiskWatch;
    XENBUS_WATCH *NicWatch;
    BOOLEAN RestartTold;

    MUTEX Mutex;
    HANDLE_LIST Disks; /* Kept = shown */
    HANDLE_LIST Nics;
} FRONTENDS;

typedef struct BUS BUS;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FrontendsStart(_Inout_ BUS *Bus);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID FrontendsStop(_Inout_ BUS *Bus);

/* A copy of both lists as they are now. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID
    FrontendsGet(_Inout_ BUS *Bus, _Out_ HANDLE_LIST *Disks, _Out_ HANDLE_LIST *Nics);
