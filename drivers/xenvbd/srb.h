// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: Storport's requests, to the SCSI translation and the ring and back.
#pragma once

#include "xenvbd/disk.h"
#include "xenvbd/scsi_command.h"

// Storport's per-request memory; not cleared by it.
typedef struct VBD_SRB
{
    BLK_REQUEST Request;
    BLK_OPERATION Asked; // a forced write ends as a flush
    ULONG DataBytes;
    PVOID Unaligned; // where the data is in the caller's buffer, while the bounce buffer stands in for it
} VBD_SRB;

// One buffer for the requests whose own is not aligned to the disk's blocks; one request has it at a time, and another
// is sent back to Storport as busy.
typedef struct VBD_BOUNCE
{
    PUCHAR Memory; // BLK_TRANSFER_BYTES_MAX, page-aligned
    BLK_EXTENT Extents[BLK_TRANSFER_BYTES_MAX / BLK_PAGE_BYTES];
    volatile LONG Taken;
} VBD_BOUNCE;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS BounceCreate(_Out_ VBD_BOUNCE *Bounce);
_IRQL_requires_max_(PASSIVE_LEVEL) VOID BounceDestroy(_Inout_ VBD_BOUNCE *Bounce);

// Without any lock: answers what needs no backend, or prepares the request. TRUE: SrbStart comes next.
_IRQL_requires_(DISPATCH_LEVEL) BOOLEAN SrbBuild(_Inout_ struct VBD_ADAPTER *Adapter, _Inout_ PSCSI_REQUEST_BLOCK Srb);
_IRQL_requires_(DISPATCH_LEVEL) VOID SrbStart(_Inout_ struct VBD_ADAPTER *Adapter, _Inout_ PSCSI_REQUEST_BLOCK Srb);

// Completes what came back from the ring; List is linked by Next and may be empty.
_IRQL_requires_(DISPATCH_LEVEL) VOID SrbFinishAll(_Inout_ VBD_DISK *Disk, _In_opt_ BLK_REQUEST *List);
