// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: one virtual disk and its connection to the backend.
#pragma once

#include "nt/xenbus_interface.h"
#include "xenvbd/blk_ring.h"
#include "xenvbd/scsi_disk.h"

struct VBD_ADAPTER;

#define DISK_PATH_BYTES 192u // of a node in the backend's directory

// xenbus.h of Xen's public headers, the states of both ends.
typedef enum XENBUS_STATE
{
    XenbusUnknown = 0,
    XenbusInitialising = 1,
    XenbusInitWait = 2,
    XenbusInitialised = 3,
    XenbusConnected = 4,
    XenbusClosing = 5,
    XenbusClosed = 6,
} XENBUS_STATE;

// Moved by the control thread alone, by DiskStep.
typedef enum DISK_PHASE
{
    DiskAbsent,    // no front end, or one that is no disk of ours
    DiskStarting,  // wait for the backend's InitWait
    DiskPublished, // our keys are written; wait for Connected
    DiskOnline,    // requests are served
    DiskDraining,  // no new requests; wait for those in flight
    DiskClosing,   // we said Closing; wait for the backend's
    DiskClosed,    // we said Closed; wait for the backend's, then take the ring's page back
    DiskFailed,    // told in the log; stays so until the device starts again
} DISK_PHASE;

typedef struct VBD_DISK
{
    struct VBD_ADAPTER *Adapter;
    ULONG Target;

    // The control thread's.
    DISK_PHASE Phase;
    XENBUS_FRONTEND Frontend;
    CHAR Backend[DISK_PATH_BYTES];
    USHORT BackendDomain;
    XENBUS_WATCH *Watch;
    XENBUS_EVENT *Event;
    XENBUS_GRANT RingGrant; // 0: none
    BLKIF_RING *Page;       // NULL: none
    BOOLEAN GrantsReserved;
    BOOLEAN Rejected; // ends in phase Failed, not Absent

    // Lock: Ring, Online, BreachTold. Taken at DISPATCH_LEVEL; nothing is called up while it is held.
    KSPIN_LOCK Lock;
    BLK_RING Ring;
    BOOLEAN Online;
    BOOLEAN BreachTold;

    // Constant while Online, but for the two features that a backend may take back.
    SCSI_DISK Scsi;
} VBD_DISK;

// A disk in phase Absent becomes one in phase Starting.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID DiskBegin(_Inout_ VBD_DISK *Disk, _In_ const XENBUS_FRONTEND *Frontend);

// Moves the disk as far as the backend's state allows; TRUE if the set of targets that Windows may see has changed.
_IRQL_requires_max_(PASSIVE_LEVEL) BOOLEAN DiskStep(_Inout_ VBD_DISK *Disk);

// Begins to close, from any phase; DiskStep goes on until the phase is Absent.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID DiskEnd(_Inout_ VBD_DISK *Disk);

// Gives up waiting for the backend: what it may still reach is left to it for ever, and the phase is Absent.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID DiskForsake(_Inout_ VBD_DISK *Disk);

// True while DiskStep may still bring it online without anybody's help.
static inline BOOLEAN DiskIsUnderway(_In_ const VBD_DISK *Disk)
{
    return Disk->Phase == DiskStarting || Disk->Phase == DiskPublished;
}

// Takes a request; FALSE if the disk is not online.
_IRQL_requires_(DISPATCH_LEVEL) BOOLEAN DiskSubmit(_Inout_ VBD_DISK *Disk, _Inout_ BLK_REQUEST *Request);
