// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "core/xen/event_channel.h"
#include "core/xen/hvm.h"
#include "core/xen/memory.h"

/* The hypercalls of the base (Xen 4.1 to 4.4), one function each (any IRQL; the arguments live on a resident stack). */

NTSTATUS XenGetParameter(_In_ UINT32 Index, _Out_ UINT64 *Value);
NTSTATUS XenSetParameter(_In_ UINT32 Index, _In_ UINT64 Value);

/* Puts a page of Xen's at a guest frame. */
NTSTATUS XenMapPage(_In_ UINT32 Space, _In_ ULONG_PTR Index, _In_ ULONG_PTR GuestFrame);

/* How many frames the grant table may have. */
NTSTATUS XenGrantFrames(_Out_ ULONG *MaxFrames);

NTSTATUS XenEventAllocate(_In_ UINT16 RemoteDomain, _Out_ ULONG *Port);
VOID XenEventClose(_In_ ULONG Port);
VOID XenEventSend(_In_ ULONG Port);
VOID XenEventUnmask(_In_ ULONG Port);
