// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: NT glue

#pragma once

/*
 * The one door to the pool. Include after a family header. Memory is zeroed; sizes are checked for overflow; non-paged
 * memory is never executable where the OS target can do that. Nothing on an I/O path allocates.
 */

/* Four characters, defined once in each driver's main.c. */
extern const ULONG PoolTag;

_IRQL_requires_max_(DISPATCH_LEVEL) _Must_inspect_result_ static inline PVOID PoolAllocate(_In_ SIZE_T Bytes)
{
    PVOID Memory = ExAllocatePoolWithTag(OS_POOL_NONPAGED, Bytes, PoolTag);
    if (Memory != NULL)
        RtlZeroMemory(Memory, Bytes);
    return Memory;
}

_IRQL_requires_max_(DISPATCH_LEVEL) _Must_inspect_result_ static inline PVOID
    PoolAllocateArray(_In_ SIZE_T Count, _In_ SIZE_T ElementBytes)
{
    if (ElementBytes != 0 && Count > (SIZE_T)-1 / ElementBytes)
        return NULL;
    return PoolAllocate(Count * ElementBytes);
}

/* For what the PnP manager frees (ids, texts, relations) and what is touched at PASSIVE_LEVEL only. */
_IRQL_requires_max_(APC_LEVEL) _Must_inspect_result_ static inline PVOID PoolAllocatePaged(_In_ SIZE_T Bytes)
{
    PVOID Memory = ExAllocatePoolWithTag(PagedPool, Bytes, PoolTag);
    if (Memory != NULL)
        RtlZeroMemory(Memory, Bytes);
    return Memory;
}

/* NULL is allowed. */
_IRQL_requires_max_(DISPATCH_LEVEL) static inline VOID PoolFree(_In_opt_ PVOID Memory)
{
    if (Memory != NULL)
        ExFreePoolWithTag(Memory, PoolTag);
}
