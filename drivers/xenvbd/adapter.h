// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the disk controller as Storport sees it.
#pragma once

#include "nt/bus_client.h"
#include "xenvbd/control.h"
#include "xenvbd/disk.h"
#include "xenvbd/srb.h"

// One path, one logical unit a target; the target is the place of a disk in the adapter's table.
#define VBD_TARGETS    XENBUS_MAX_FRONTENDS
#define VBD_PATH_COUNT 1u

// The PDO has one memory range, unused, because a physical miniport on the bus type Internal starts only with
// resources; the public drivers that do so announce one range more than there is.
#define PORT_ACCESS_RANGES 2u

// Storport's device extension: zero when the device is first started, kept over stop and start.
typedef struct VBD_ADAPTER
{
    XENBUS_INTERFACE Bus; // zero while not started
    BOOLEAN Started;
    BOOLEAN Initialized; // Storport has the adapter and may be told of changes
    VBD_CONTROL Control;
    VBD_BOUNCE Bounce;
    VBD_DISK *Disks[VBD_TARGETS];                    // filled by the control thread, emptied when the device stops
    XENBUS_FRONTEND Frontends[XENBUS_MAX_FRONTENDS]; // the control thread's, for listing
} VBD_ADAPTER;

// Fills what Storport is told at DriverEntry; port_5_2.c or port_6_2.c, by the OS target.
VOID PortDescribe(_Out_ HW_INITIALIZATION_DATA *Data);

// The entry points that PortDescribe hands over. IRQL as Storport documents it.
_IRQL_requires_max_(PASSIVE_LEVEL) ULONG NTAPI
    AdapterFind(_In_ PVOID DeviceExtension, _In_ PVOID HwContext, _In_ PVOID BusInformation,
                _In_z_ PCHAR ArgumentString, _Inout_ PPORT_CONFIGURATION_INFORMATION Config, _In_ PBOOLEAN Reserved);
BOOLEAN NTAPI AdapterInitialize(_In_ PVOID DeviceExtension);
BOOLEAN NTAPI AdapterInterrupt(_In_ PVOID DeviceExtension);
_IRQL_requires_(DISPATCH_LEVEL) BOOLEAN NTAPI AdapterBuildIo(_In_ PVOID DeviceExtension, _In_ PSCSI_REQUEST_BLOCK Srb);
_IRQL_requires_(DISPATCH_LEVEL) BOOLEAN NTAPI AdapterStartIo(_In_ PVOID DeviceExtension, _In_ PSCSI_REQUEST_BLOCK Srb);
_IRQL_requires_(DISPATCH_LEVEL) BOOLEAN NTAPI AdapterResetBus(_In_ PVOID DeviceExtension, _In_ ULONG PathId);
SCSI_ADAPTER_CONTROL_STATUS NTAPI AdapterControl(_In_ PVOID DeviceExtension, _In_ SCSI_ADAPTER_CONTROL_TYPE Type,
                                                 _In_ PVOID Parameters);

// Gives back what AdapterFind took. Called by pnp.c before Storport stops or removes the device; twice is allowed.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID AdapterStop(_Inout_ VBD_ADAPTER *Adapter);
