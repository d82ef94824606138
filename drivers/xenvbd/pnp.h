// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what a physical miniport is not told, taken from PnP.
#pragma once

struct VBD_ADAPTER;

// Storport gives a physical miniport neither its PDO nor a call at PASSIVE_LEVEL when it stops. Both are seen here: the
// AddDevice routine and the PnP dispatch routine that StorPortInitialize put into the driver object are called through
// ours. Call it after StorPortInitialize succeeded.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID PnpHook(_Inout_ PDRIVER_OBJECT DriverObject);

// The PDO of the one controller, or NULL before AddDevice.
_IRQL_requires_max_(PASSIVE_LEVEL) PDEVICE_OBJECT PnpPhysicalDevice(VOID);

// Which adapter to stop when the controller stops; NULL when it is stopped.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID PnpSetAdapter(_In_opt_ struct VBD_ADAPTER *Adapter);
