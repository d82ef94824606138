// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: bus driver

#include "nt/ovm_wdm.h"
#include "nt/log.h"
#include "nt/pool.h"
#include "core/xen/access.h"
#include "core/xen/grant_table.h"
#include "xenbus/grants.h"
#include "xenbus/xen.h"

struct GRANTS
{
    XEN_GRANT_ENTRY *Table;
    ULONG Entries;
    SIZE_T TableBytes;

    KSPIN_LOCK Lock; /* guards what follows; a leaf, held for as long as Count references take */
    ULONG FirstFree; /* 0 = none */
    ULONG Free;
    ULONG NextFree[]; /* Entries of them */
};

static NTSTATUS CODE_PAGE GrantsMap(_Inout_ GRANTS *Grants, _Inout_ PLATFORM *Platform, _In_ ULONG Frames)
{
    PHYSICAL_ADDRESS Physical;
    NTSTATUS Status = PlatformTakePages(Platform, Frames, &Physical);
    if (!NT_SUCCESS(Status))
        return Status;

    /* From the last one down: the first call makes the table grow to its full size. */
    for (ULONG Frame = Frames; Frame-- > 0;)
    {
        Status =
            XenMapPage(XEN_SPACE_GRANT_TABLE, Frame, (ULONG_PTR)(Physical.QuadPart >> PAGE_SHIFT) + (ULONG_PTR)Frame);
        if (!NT_SUCCESS(Status))
            return Status;
    }

    Grants->TableBytes = (SIZE_T)Frames * PAGE_SIZE;
    Grants->Table = OS_MAP_IO_SPACE(Physical, Grants->TableBytes);
    return Grants->Table == NULL ? STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

_Use_decl_annotations_ NTSTATUS CODE_PAGE GrantsStart(PLATFORM *Platform, GRANTS **Grants)
{
    ULONG Frames;
    GRANTS *New = NULL;

    *Grants = NULL;
    NTSTATUS Status = XenGrantFrames(&Frames);
    if (!NT_SUCCESS(Status))
        goto fail;
    if (Frames > GRANT_FRAMES_MAX)
        Frames = GRANT_FRAMES_MAX;
    if (Frames == 0)
    {
        Status = STATUS_INSUFFICIENT_RESOURCES;
        goto fail;
    }

    const ULONG Entries = Frames * XEN_GRANTS_PER_FRAME;
    New = PoolAllocate(FIELD_OFFSET(GRANTS, NextFree) + (SIZE_T)Entries * sizeof(New->NextFree[0]));
    if (New == NULL)
    {
        Status = STATUS_INSUFFICIENT_RESOURCES;
        goto fail;
    }

    New->Entries = Entries;
    KeInitializeSpinLock(&New->Lock);
    for (ULONG Reference = Entries; Reference-- > XEN_GRANT_RESERVED_ENTRIES;)
    {
        New->NextFree[Reference] = New->FirstFree;
        New->FirstFree = Reference;
    }
    New->Free = Entries - XEN_GRANT_RESERVED_ENTRIES;

    Status = GrantsMap(New, Platform, Frames);
    if (!NT_SUCCESS(Status))
        goto fail;
    LogPrint("grant table: %u frames, %u references", (unsigned)Frames, (unsigned)New->Free);
    *Grants = New;
    return STATUS_SUCCESS;

fail:
    LogPrint("grant table: status %08X", (unsigned)Status);
    PoolFree(New);
    return Status;
}

_Use_decl_annotations_ VOID GrantsStop(GRANTS *Grants)
{
    const ULONG Leaked = Grants->Entries - XEN_GRANT_RESERVED_ENTRIES - Grants->Free;
    if (Leaked != 0)
        LogPrint("grant table: %u references were not given back", (unsigned)Leaked);
    MmUnmapIoSpace(Grants->Table, Grants->TableBytes);
    PoolFree(Grants);
}

_Use_decl_annotations_ NTSTATUS GrantReserve(GRANTS *Grants, ULONG Count, XENBUS_GRANT *References)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Grants->Lock, &OldIrql);
    const BOOLEAN Enough = Count <= Grants->Free;
    for (ULONG i = 0; Enough && i < Count; ++i)
    {
        References[i] = Grants->FirstFree;
        Grants->FirstFree = Grants->NextFree[Grants->FirstFree];
    }
    if (Enough)
        Grants->Free -= Count;
    const ULONG Free = Grants->Free;
    KeReleaseSpinLock(&Grants->Lock, OldIrql);

    if (!Enough)
        LogPrint("grant table: %u references wanted, %u free", (unsigned)Count, (unsigned)Free);
    return Enough ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static BOOLEAN GrantIsOurs(_In_ const GRANTS *Grants, _In_ XENBUS_GRANT Reference)
{
    return Reference >= XEN_GRANT_RESERVED_ENTRIES && Reference < Grants->Entries;
}

_Use_decl_annotations_ VOID GrantUnreserve(GRANTS *Grants, ULONG Count, const XENBUS_GRANT *References)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Grants->Lock, &OldIrql);
    for (ULONG i = 0; i < Count; ++i)
    {
        /* One that is still shared would later name somebody else's page: rather lose it. */
        if (!GrantIsOurs(Grants, References[i]) || SharedRead16(&Grants->Table[References[i]].Flags) != XEN_GTF_INVALID)
            continue;
        Grants->NextFree[References[i]] = Grants->FirstFree;
        Grants->FirstFree = References[i];
        ++Grants->Free;
    }
    KeReleaseSpinLock(&Grants->Lock, OldIrql);
}

_Use_decl_annotations_ VOID GrantShare(GRANTS *Grants, XENBUS_GRANT Reference, USHORT RemoteDomain, ULONG PageFrame,
                                       BOOLEAN ReadOnly)
{
    if (!GrantIsOurs(Grants, Reference))
        return;

    XEN_GRANT_ENTRY *Entry = &Grants->Table[Reference];
    Entry->Frame = PageFrame;
    Entry->Domain = RemoteDomain;
    /* grant_table.h: the flags come last and make the entry valid. */
    SharedWrite16Release(&Entry->Flags, (UINT16)(XEN_GTF_PERMIT_ACCESS | (ReadOnly ? XEN_GTF_READONLY : 0)));
}

_Use_decl_annotations_ NTSTATUS GrantRevoke(GRANTS *Grants, XENBUS_GRANT Reference)
{
    if (!GrantIsOurs(Grants, Reference))
        return STATUS_INVALID_PARAMETER;

    /* grant_table.h: the hypervisor sets the two in-use bits; the entry may be cleared only while both are clear. */
    XEN_GRANT_ENTRY *Entry = &Grants->Table[Reference];
    for (;;)
    {
        const UINT16 Flags = SharedRead16(&Entry->Flags);
        if ((Flags & (XEN_GTF_READING | XEN_GTF_WRITING)) != 0)
            return STATUS_DEVICE_BUSY;
        if (SharedCompareExchange16(&Entry->Flags, Flags, XEN_GTF_INVALID))
            return STATUS_SUCCESS;
    }
}
