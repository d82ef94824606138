// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * CPUID and hypercalls. The hypercall page holds nothing but "load the number, VMCALL or VMMCALL, return", so the
 * instruction is issued directly and no executable memory is needed. Registers (Xen public/arch-x86/xen-x86_{64,32}.h):
 * number in (R|E)AX; arguments in RDI, RSI, RDX, R10, R8 or EBX, ECX, EDX, ESI, EDI; the result in (R|E)AX.
 */

typedef struct _CPUID_LEAF
{
    UINT32 Eax, Ebx, Ecx, Edx;
} CPUID_LEAF;

/* Where the hypervisor answers, from HypercallFind. */
typedef struct _HYPERVISOR
{
    UINT32 BaseLeaf; /* 0x40000000, or higher where Viridian has that one */
    UINT16 Major, Minor;
} HYPERVISOR;

CPUID_LEAF CpuidRead(_In_ UINT32 Leaf);

/* Scans 0x40000000 .. 0x4000FF00 for Xen and prepares the hypercalls. STATUS_NOT_SUPPORTED where there is none. */
_IRQL_requires_max_(HIGH_LEVEL) NTSTATUS HypercallFind(_Out_ HYPERVISOR *Hypervisor);

/*
 * Result: what the hypervisor returns, negative for an error number of xen/errno.h. Valid after HypercallFind; any
 * IRQL. Memory given by address must be resident; it is read and written by its linear address.
 */
LONG_PTR Hypercall2(_In_ ULONG Number, _In_ ULONG_PTR Argument1, _In_ ULONG_PTR Argument2);
LONG_PTR Hypercall3(_In_ ULONG Number, _In_ ULONG_PTR Argument1, _In_ ULONG_PTR Argument2, _In_ ULONG_PTR Argument3);

/* An NTSTATUS for a negative result, STATUS_SUCCESS for any other. */
NTSTATUS HypercallStatus(_In_ LONG_PTR Result);
