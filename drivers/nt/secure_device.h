// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * A named device that SYSTEM and the local Administrators may open, and nobody else. Done here and not by
 * IoCreateDeviceSecure, which is a static library of the WDK (wdmsec.lib) that the other toolset lacks, and not by the
 * INF's Security directive, which covers a PnP stack but no control device. The way: IoCreateDevice leaves
 * DO_DEVICE_INITIALIZING set, and while it is set the I/O manager refuses every open; the descriptor is put on the
 * object by ZwSetSecurityObject through a kernel handle; where that fails the device is deleted again. So there is no
 * moment in which the device can be opened with the default descriptor.
 *
 * The caller clears DO_DEVICE_INITIALIZING when the device extension is ready. Not callable from DriverEntry, after
 * which the I/O manager clears the flag by itself.
 */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS
    SecureDeviceCreate(_In_ PDRIVER_OBJECT DriverObject, _In_ ULONG ExtensionBytes, _In_ PUNICODE_STRING Name,
                       _In_ DEVICE_TYPE Type, _Out_ PDEVICE_OBJECT *Device);
