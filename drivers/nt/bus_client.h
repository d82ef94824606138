// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

#include "nt/xenbus_interface.h"

/*
 * How a child finds the bus driver: IRP_MN_QUERY_INTERFACE to its own PDO. Include after a family header.
 *
 * BusClientOpen fails with the bus driver's status (STATUS_NOT_SUPPORTED: the PDO is not ours;
 * STATUS_REVISION_MISMATCH: another release) or with STATUS_REVISION_MISMATCH when the table that came back is not the
 * one asked for. On success the table is referenced until BusClientClose.
 */
_IRQL_requires_max_(PASSIVE_LEVEL) _Must_inspect_result_ NTSTATUS
    BusClientOpen(_In_ PDEVICE_OBJECT PhysicalDeviceObject, _Out_ XENBUS_INTERFACE *Bus);

/* Everything opened through the table must be closed before. The table is zero afterwards; zero is allowed. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID BusClientClose(_Inout_ XENBUS_INTERFACE *Bus);
