// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the keys of one disk in xenstore.
#pragma once

#include "xenvbd/disk.h"

// Finds the backend and watches its state. STATUS_NOT_SUPPORTED for a front end that is no hard disk.
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FrontendOpen(_Inout_ VBD_DISK *Disk);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID FrontendClose(_Inout_ VBD_DISK *Disk);

_IRQL_requires_max_(PASSIVE_LEVEL) XENBUS_STATE FrontendBackendState(_In_ const VBD_DISK *Disk);
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FrontendSetState(_In_ const VBD_DISK *Disk, _In_ XENBUS_STATE State);

// Writes the keys of a ring of one page, and state Initialised, in one transaction.
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FrontendPublish(_In_ const VBD_DISK *Disk);

// Reads what the backend says of the disk into Disk->Scsi; STATUS_DEVICE_PROTOCOL_ERROR for what makes no disk.
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS FrontendDescribe(_Inout_ VBD_DISK *Disk);
