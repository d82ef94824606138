// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#pragma once

#include "nt/xenbus_interface.h"
#include "xenbus/platform.h"

/*
 * Grant table, version 1. All frames that the host allows are mapped at the start (32 of them, 16384 entries, on an
 * Oracle VM host), up to GRANT_FRAMES_MAX. References are taken from and given back to a free list under a spin lock;
 * sharing and revoking a reserved reference takes none.
 */
#define GRANT_FRAMES_MAX 64u

typedef struct GRANTS GRANTS;

_IRQL_requires_max_(PASSIVE_LEVEL) NTSTATUS GrantsStart(_Inout_ PLATFORM *Platform, _Out_ GRANTS **Grants);

/* Every reference must have been given back. */
_IRQL_requires_max_(PASSIVE_LEVEL) VOID GrantsStop(_In_ GRANTS *Grants);

/* All or none. */
_IRQL_requires_max_(DISPATCH_LEVEL) NTSTATUS
    GrantReserve(_Inout_ GRANTS *Grants, _In_ ULONG Count, _Out_writes_(Count) XENBUS_GRANT *References);
_IRQL_requires_max_(DISPATCH_LEVEL) VOID
    GrantUnreserve(_Inout_ GRANTS *Grants, _In_ ULONG Count, _In_reads_(Count) const XENBUS_GRANT *References);

VOID GrantShare(_Inout_ GRANTS *Grants, _In_ XENBUS_GRANT Reference, _In_ USHORT RemoteDomain, _In_ ULONG PageFrame,
                _In_ BOOLEAN ReadOnly);

/* STATUS_DEVICE_BUSY while the remote domain maps the page. */
_Must_inspect_result_ NTSTATUS GrantRevoke(_Inout_ GRANTS *Grants, _In_ XENBUS_GRANT Reference);
