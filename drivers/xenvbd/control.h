// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the thread that connects and closes the disks.
#pragma once

struct VBD_ADAPTER;

// xenstore is asked and waited for at PASSIVE_LEVEL, for which Storport gives a physical miniport no routine; so there
// is one thread of our own. It alone moves the disks from phase to phase.
typedef struct VBD_CONTROL
{
    HANDLE Thread;
    KEVENT Wake;    // something may have changed
    KEVENT Settled; // set once: every disk that there was at the start is online or has failed
    BOOLEAN Stop;
} VBD_CONTROL;

// Starts the thread and waits until the disks are settled, at most CONTROL_SETTLE_MS: a disk to boot from must be there
// when Storport looks for targets.
_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS ControlStart(_Inout_ struct VBD_ADAPTER *Adapter);

// Closes all disks and ends the thread.
_IRQL_requires_max_(PASSIVE_LEVEL) VOID ControlStop(_Inout_ struct VBD_ADAPTER *Adapter);

_IRQL_requires_max_(DISPATCH_LEVEL) VOID ControlWake(_Inout_ VBD_CONTROL *Control);
