// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/xenbus_interface.h"

/*
 * Unplugging the emulated twins of our devices. It happens once in a boot, in DriverEntry, before the IDE and network
 * devices are looked for, and never while Windows may be running from an emulated disk (unplug_rule.h). Keys under the
 * service's own key:
 *   Parameters\Unplug       Disks, Nics: REG_DWORD 1 once the child driver has confirmed that it starts (key one)
 *   Parameters\Unplug\Boot  volatile: what was decided in this boot, Disks, Nics = XENBUS_UNPLUG; a driver that is
 *                           loaded again in the same boot reads it and unplugs nothing
 * Key two is the child driver's service, read where it stands. An uninstall deletes both.
 */
typedef enum UNPLUG_CLASS
{
    UnplugDisks,
    UnplugNics,
    UNPLUG_CLASSES
} UNPLUG_CLASS;

/* Only on Xen: the ports mean something else elsewhere. Whatever fails leaves the emulated devices in use. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID UnplugDriverEntry(_In_ PCUNICODE_STRING RegistryPath);

XENBUS_UNPLUG UnplugState(_In_ UNPLUG_CLASS Class);

/* Sets key one for the boots to come. */
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS UnplugConfirm(_In_ PCUNICODE_STRING RegistryPath, _In_ UNPLUG_CLASS Class);

/* One line for the host's log of this guest. */
#define HOST_LOG_BYTES 120u
_IRQL_requires_max_(DISPATCH_LEVEL) VOID UnplugHostLog(_In_z_ PCSTR Line);
