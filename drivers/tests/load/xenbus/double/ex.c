// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: load tests, doubles of the kernel: pool, objects, handles

#include "tests/load/xenbus/double/double.h"

#define BLOCKS_MAX  4096
#define HANDLES_MAX 64

static struct
{
    PVOID Memory;
    SIZE_T Bytes;
    ULONG Tag;
} Blocks[BLOCKS_MAX];
static ULONG BlockCount;
ULONG FailAllocation;
ULONG Allocations;

/*
 * wdm.h: ExAllocatePoolWithTag, up to DISPATCH_LEVEL, paged pool up to APC_LEVEL. What it gives is not zero, ends at
 * memory that faults and faults when it is freed.
 */
PVOID NTAPI ExAllocatePoolWithTag(POOL_TYPE Type, SIZE_T Bytes, ULONG Tag)
{
    DOUBLE((Type & PagedPool) != 0 ? APC_LEVEL : DISPATCH_LEVEL);
    if (Bytes == 0)
        Fail("ExAllocatePoolWithTag: nothing is asked for");
    if (OVM_OS_TARGET >= 0x0602 && (Type & PagedPool) == 0 && Type != NonPagedPoolNx)
        Fail("ExAllocatePoolWithTag: type %u is executable", (unsigned)Type);
    HostLock();
    ++Allocations;
    const BOOLEAN Refuse = FailAllocation != 0 && --FailAllocation == 0;
    HostUnlock();
    if (Refuse)
        return NULL;

    PVOID Memory = HostAllocate(Bytes);
    RtlFillMemory(Memory, Bytes, 0xDD);
    HostLock();
    if (BlockCount == BLOCKS_MAX)
        Fail("too many pool blocks");
    Blocks[BlockCount].Memory = Memory;
    Blocks[BlockCount].Bytes = Bytes;
    Blocks[BlockCount++].Tag = Tag;
    HostUnlock();
    return Memory;
}

VOID NTAPI ExFreePoolWithTag(PVOID Memory, ULONG Tag)
{
    DOUBLE(DISPATCH_LEVEL);
    HostLock();
    ULONG i = 0;
    while (i < BlockCount && Blocks[i].Memory != Memory)
        ++i;
    if (i == BlockCount)
        Fail("ExFreePoolWithTag: %p is no block, or was freed before", Memory);
    if (Tag != 0 && Blocks[i].Tag != Tag)
        Fail("ExFreePoolWithTag: tag %x, allocated with %x", (unsigned)Tag, (unsigned)Blocks[i].Tag);
    Blocks[i] = Blocks[--BlockCount];
    HostUnlock();
    HostFree(Memory);
}

#undef ExFreePool
VOID NTAPI ExFreePool(PVOID Memory)
{
    ExFreePoolWithTag(Memory, 0);
}

ULONG PoolLive(VOID)
{
    return BlockCount;
}

VOID PoolReport(VOID)
{
    for (ULONG i = 0; i < BlockCount; ++i)
        Print("  still allocated: %p, %u bytes", Blocks[i].Memory, (unsigned)Blocks[i].Bytes);
}

/* An object is a header of one cache line and a body. */
typedef struct OBJECT
{
    OBJECT_TYPE_ID Type;
    volatile LONG References;
    ULONG64 Padding[7];
} OBJECT;

static volatile LONG Live[8];

static OBJECT *Header(PVOID Object)
{
    return (OBJECT *)Object - 1;
}

PVOID ObjectCreate(OBJECT_TYPE_ID Type, SIZE_T Bytes)
{
    OBJECT *New = HostAllocate(sizeof(*New) + Bytes);
    RtlZeroMemory(New, sizeof(*New) + Bytes);
    New->Type = Type;
    New->References = 1;
    InterlockedIncrement(&Live[Type]);
    return New + 1;
}

OBJECT_TYPE_ID ObjectType(PVOID Object)
{
    return Header(Object)->Type;
}

ULONG ObjectsLive(OBJECT_TYPE_ID Type)
{
    return (ULONG)Live[Type];
}

/* wdm.h: ObReferenceObject, ObDereferenceObject, up to DISPATCH_LEVEL. */
#undef ObfReferenceObject
LONG_PTR FASTCALL ObfReferenceObject(PVOID Object)
{
    DOUBLE(DISPATCH_LEVEL);
    return InterlockedIncrement(&Header(Object)->References);
}

LONG_PTR FASTCALL ObfDereferenceObject(PVOID Object)
{
    DOUBLE(DISPATCH_LEVEL);
    const LONG Left = InterlockedDecrement(&Header(Object)->References);
    if (Left < 0)
        Fail("ObDereferenceObject: %p has no reference left", Object);
    if (Left == 0)
    {
        InterlockedDecrement(&Live[Header(Object)->Type]);
        HostFree(Header(Object));
    }
    return Left;
}

static PVOID Handles[HANDLES_MAX];
#define HANDLE_FIRST 0x80000000u

NTSTATUS HandleCreate(PVOID Object, HANDLE *Handle)
{
    for (ULONG i = 0; i < HANDLES_MAX; ++i)
    {
        if (Handles[i] != NULL)
            continue;
        Handles[i] = Object;
        (VOID) ObfReferenceObject(Object);
        *Handle = (HANDLE)(ULONG_PTR)(HANDLE_FIRST + i * 4);
        return STATUS_SUCCESS;
    }
    Fail("too many handles");
    return STATUS_UNSUCCESSFUL;
}

PVOID HandleObject(HANDLE Handle)
{
    const ULONG_PTR i = ((ULONG_PTR)Handle - HANDLE_FIRST) / 4;
    if (i >= HANDLES_MAX || Handles[i] == NULL)
        Fail("handle %p is not open", Handle);
    return Handles[i];
}

ULONG HandlesLive(VOID)
{
    ULONG Count = 0;
    for (ULONG i = 0; i < HANDLES_MAX; ++i)
        Count += Handles[i] != NULL;
    return Count;
}

/* wdm.h: ZwClose, PASSIVE_LEVEL. */
NTSTATUS NTAPI ZwClose(HANDLE Handle)
{
    DOUBLE(PASSIVE_LEVEL);
    PVOID Object = HandleObject(Handle);
    Handles[((ULONG_PTR)Handle - HANDLE_FIRST) / 4] = NULL;
    (VOID) ObfDereferenceObject(Object);
    return STATUS_SUCCESS;
}

/* wdm.h: ObReferenceObjectByHandle, PASSIVE_LEVEL. */
NTSTATUS NTAPI ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK Access, POBJECT_TYPE Type, KPROCESSOR_MODE Mode,
                                         PVOID *Object, POBJECT_HANDLE_INFORMATION Information)
{
    DOUBLE(PASSIVE_LEVEL);
    UNREFERENCED_PARAMETER(Access);
    UNREFERENCED_PARAMETER(Type);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Information);
    *Object = HandleObject(Handle);
    (VOID) ObfReferenceObject(*Object);
    return STATUS_SUCCESS;
}

/* ntifs.h: ObOpenObjectByPointer, up to APC_LEVEL; the type may be NULL for KernelMode. */
NTSTATUS NTAPI ObOpenObjectByPointer(PVOID Object, ULONG Attributes, PACCESS_STATE PassedAccess, ACCESS_MASK Access,
                                     POBJECT_TYPE Type, KPROCESSOR_MODE Mode, PHANDLE Handle)
{
    DOUBLE(APC_LEVEL);
    UNREFERENCED_PARAMETER(PassedAccess);
    UNREFERENCED_PARAMETER(Type);
    if ((Attributes & OBJ_KERNEL_HANDLE) == 0 || Mode != KernelMode || (Access & WRITE_DAC) == 0)
        Fail("ObOpenObjectByPointer: attributes %x, mode %u, access %x", (unsigned)Attributes, Mode, (unsigned)Access);
    if (FailAllocation != 0 && --FailAllocation == 0)
        return STATUS_INSUFFICIENT_RESOURCES;
    return HandleCreate(Object, Handle);
}
