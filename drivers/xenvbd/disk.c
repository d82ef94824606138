// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: one virtual disk and its connection to the backend.
#include "nt/ovm_storport.h"

#include "nt/log.h"
#include "nt/pool.h"
#include "xenvbd/adapter.h"
#include "xenvbd/control.h"
#include "xenvbd/disk.h"
#include "xenvbd/frontend.h"
#include "xenvbd/srb.h"

C_ASSERT(BLK_PAGE_BYTES == PAGE_SIZE);

// blk_ring.h's view of the grant table.
static void ShareFrame(void *Context, uint32_t Grant, uint64_t Frame, bool ReadOnly)
{
    const VBD_DISK *const Disk = Context;
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    Bus->GrantShare(Bus->Interface.Context, Grant, Disk->BackendDomain, (ULONG)Frame, ReadOnly);
}

static bool RevokeFrame(void *Context, uint32_t Grant)
{
    const VBD_DISK *const Disk = Context;
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    return NT_SUCCESS(Bus->GrantRevoke(Bus->Interface.Context, Grant));
}

static VOID UnreserveSlots(_Inout_ VBD_DISK *Disk, _In_ ULONG Slots)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;

    for (ULONG Slot = 0; Slot < Slots; ++Slot)
    {
        for (ULONG Segment = 0; Segment < BLK_SEGMENTS_PER_REQUEST; ++Segment)
        {
            const XENBUS_GRANT Grant = Disk->Ring.Grant[Slot][Segment];
            Bus->GrantUnreserve(Bus->Interface.Context, 1, &Grant);
        }
    }
}

static NTSTATUS ReserveSlots(_Inout_ VBD_DISK *Disk)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    XENBUS_GRANT Grants[BLK_SEGMENTS_PER_REQUEST];

    for (ULONG Slot = 0; Slot < BLKIF_RING_SLOTS; ++Slot)
    {
        const NTSTATUS Status = Bus->GrantReserve(Bus->Interface.Context, BLK_SEGMENTS_PER_REQUEST, Grants);
        if (!NT_SUCCESS(Status))
        {
            UnreserveSlots(Disk, Slot);
            return Status;
        }
        for (ULONG Segment = 0; Segment < BLK_SEGMENTS_PER_REQUEST; ++Segment)
            Disk->Ring.Grant[Slot][Segment] = Grants[Segment];
    }
    Disk->GrantsReserved = TRUE;
    return STATUS_SUCCESS;
}

// Gives back what BuildRing took. Called when the backend is Closed, or never saw the keys. A page that it still maps
// stays granted and allocated for ever: there is no other way to be sure of what it is used for.
static VOID ReleaseRing(_Inout_ VBD_DISK *Disk)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;

    if (Disk->Event != NULL)
        Bus->EventClose(Bus->Interface.Context, Disk->Event);
    Disk->Event = NULL;

    if (Disk->RingGrant != 0 && NT_SUCCESS(Bus->GrantRevoke(Bus->Interface.Context, Disk->RingGrant)))
    {
        Bus->GrantUnreserve(Bus->Interface.Context, 1, &Disk->RingGrant);
        Disk->RingGrant = 0;
    }
    if (Disk->RingGrant == 0)
        PoolFree(Disk->Page);
    else
        LogEvent(OVM_EVENT_BACKEND_BROKEN, "vbd %u: the closed backend still maps the ring; its page is lost",
                 (unsigned)Disk->Frontend.Handle);
    Disk->Page = NULL;
    Disk->RingGrant = 0;

    if (Disk->GrantsReserved && BlkRingIsIdle(&Disk->Ring))
        UnreserveSlots(Disk, BLKIF_RING_SLOTS);
    Disk->GrantsReserved = FALSE;
}

static VOID NTAPI DiskEventFired(_In_ PVOID CallbackContext);

static NTSTATUS BuildRing(_Inout_ VBD_DISK *Disk)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    const BLK_GRANTS Grants = {Disk, ShareFrame, RevokeFrame};

    Disk->Page = PoolAllocate(PAGE_SIZE); // a whole page is page-aligned
    if (Disk->Page == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS Status = ReserveSlots(Disk);
    if (!NT_SUCCESS(Status))
        goto releaseRing;
    BlkRingStart(&Disk->Ring, Disk->Page, &Grants, (uint16_t)Disk->Frontend.Handle);
    Disk->BreachTold = FALSE;

    Status = Bus->GrantReserve(Bus->Interface.Context, 1, &Disk->RingGrant);
    if (!NT_SUCCESS(Status))
    {
        Disk->RingGrant = 0;
        goto releaseRing;
    }
    const PHYSICAL_ADDRESS Physical = MmGetPhysicalAddress(Disk->Page);
    Bus->GrantShare(Bus->Interface.Context, Disk->RingGrant, Disk->BackendDomain,
                    (ULONG)(Physical.QuadPart >> BLK_PAGE_SHIFT), FALSE);
    Status = Bus->EventOpen(Bus->Interface.Context, Disk->BackendDomain, DiskEventFired, Disk, &Disk->Event);
    if (!NT_SUCCESS(Status))
        goto releaseRing;
    return STATUS_SUCCESS;

releaseRing:
    ReleaseRing(Disk);
    return Status;
}

// Runs in the channel's DPC. What has finished is completed after the lock is given back.
static VOID NTAPI DiskEventFired(_In_ PVOID CallbackContext)
{
    VBD_DISK *const Disk = CallbackContext;
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;

    KeAcquireSpinLockAtDpcLevel(&Disk->Lock);
    BLK_REQUEST *const Finished = BlkRingReap(&Disk->Ring);
    const BOOLEAN Notify = BlkRingSubmit(&Disk->Ring);
    const BOOLEAN Breach = Disk->Ring.Breach != BlkNoBreach;
    const BOOLEAN Idle = !Disk->Online && BlkRingIsIdle(&Disk->Ring);
    KeReleaseSpinLockFromDpcLevel(&Disk->Lock);

    if (Notify)
        Bus->EventNotify(Bus->Interface.Context, Disk->Event);
    SrbFinishAll(Disk, Finished);
    if (Breach || Idle)
        ControlWake(&Disk->Adapter->Control);
}

_Use_decl_annotations_ BOOLEAN DiskSubmit(VBD_DISK *Disk, BLK_REQUEST *Request)
{
    const XENBUS_INTERFACE *const Bus = &Disk->Adapter->Bus;
    BOOLEAN Notify = FALSE;

    KeAcquireSpinLockAtDpcLevel(&Disk->Lock);
    const BOOLEAN Online = Disk->Online && Disk->Ring.Breach == BlkNoBreach;
    if (Online)
    {
        BlkRingQueue(&Disk->Ring, Request);
        Notify = BlkRingSubmit(&Disk->Ring);
        // Under the lock: once it is free and the ring idle, the control thread may close the channel.
        if (Notify)
            Bus->EventNotify(Bus->Interface.Context, Disk->Event);
    }
    KeReleaseSpinLockFromDpcLevel(&Disk->Lock);
    return Online;
}

static VOID SetOnline(_Inout_ VBD_DISK *Disk, _In_ BOOLEAN Online)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Disk->Lock, &OldIrql);
    Disk->Online = Online;
    KeReleaseSpinLock(&Disk->Lock, OldIrql);
}

// Ends what is not on the ring and what the backend no longer maps; TRUE if nothing is left.
static BOOLEAN Abandon(_Inout_ VBD_DISK *Disk)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Disk->Lock, &OldIrql);
    BLK_REQUEST *const Finished = BlkRingAbandon(&Disk->Ring);
    const BOOLEAN Idle = BlkRingIsIdle(&Disk->Ring);
    KeReleaseSpinLock(&Disk->Lock, OldIrql);

    KeRaiseIrql(DISPATCH_LEVEL, &OldIrql); // Storport is always told at DISPATCH_LEVEL
    SrbFinishAll(Disk, Finished);
    KeLowerIrql(OldIrql);
    return Idle;
}

static VOID Fail(_Inout_ VBD_DISK *Disk, _In_z_ PCSTR Step, _In_ NTSTATUS Status)
{
    LogEvent(OVM_EVENT_START_FAILED, "vbd %u: %s: 0x%08X", (unsigned)Disk->Frontend.Handle, Step, (unsigned)Status);
    FrontendClose(Disk);
    Disk->Phase = DiskFailed;
}

_Use_decl_annotations_ VOID DiskBegin(VBD_DISK *Disk, const XENBUS_FRONTEND *Frontend)
{
    Disk->Frontend = *Frontend;
    Disk->Rejected = FALSE;
    const NTSTATUS Status = FrontendOpen(Disk);
    if (Status == STATUS_NOT_SUPPORTED)
    {
        LogPrint("vbd %u: no hard disk, left to the emulated controller", (unsigned)Frontend->Handle);
        Disk->Phase = DiskFailed;
        return;
    }
    Disk->Phase = DiskStarting;
    if (!NT_SUCCESS(Status))
        Fail(Disk, "the backend was not found", Status);
}

static VOID StepStarting(_Inout_ VBD_DISK *Disk, _In_ XENBUS_STATE Backend)
{
    if (Backend == XenbusClosed || Backend == XenbusConnected)
    {
        // Left over from an earlier driver: begin anew. A Connected backend first has to see the end of that.
        (VOID) FrontendSetState(Disk, Backend == XenbusClosed ? XenbusInitialising : XenbusClosed);
        return;
    }
    if (Backend != XenbusInitWait)
        return;
    NTSTATUS Status = BuildRing(Disk);
    if (!NT_SUCCESS(Status))
    {
        Fail(Disk, "no ring", Status);
        return;
    }
    Status = FrontendPublish(Disk);
    if (!NT_SUCCESS(Status))
    {
        ReleaseRing(Disk);
        Fail(Disk, "the keys were not written", Status);
        return;
    }
    Disk->Phase = DiskPublished;
}

static BOOLEAN StepPublished(_Inout_ VBD_DISK *Disk, _In_ XENBUS_STATE Backend)
{
    if (Backend == XenbusClosing || Backend == XenbusClosed)
    {
        DiskEnd(Disk);
        return FALSE;
    }
    if (Backend != XenbusConnected)
        return FALSE;
    const NTSTATUS Status = FrontendDescribe(Disk);
    if (!NT_SUCCESS(Status))
    {
        LogEvent(OVM_EVENT_START_FAILED, "vbd %u: %I64u sectors in blocks of %u bytes make no disk",
                 (unsigned)Disk->Frontend.Handle, Disk->Scsi.Sectors, (unsigned)Disk->Scsi.BlockBytes);
        Disk->Rejected = TRUE;
        DiskEnd(Disk);
        return FALSE;
    }
    if (!NT_SUCCESS(FrontendSetState(Disk, XenbusConnected)))
        return FALSE; // tried again with the next event
    Disk->Phase = DiskOnline;
    SetOnline(Disk, TRUE);
    LogPrint("vbd %u: target %u, %I64u sectors in blocks of %u bytes%s%s", (unsigned)Disk->Frontend.Handle,
             (unsigned)Disk->Target, Disk->Scsi.Sectors, (unsigned)Disk->Scsi.BlockBytes,
             Disk->Scsi.ReadOnly ? ", read-only" : "", Disk->Scsi.FlushSupported ? ", flush" : ", no flush");
    return TRUE;
}

static BOOLEAN StepOnline(_Inout_ VBD_DISK *Disk, _In_ XENBUS_STATE Backend)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Disk->Lock, &OldIrql);
    const BLK_BREACH Breach = Disk->Ring.Breach;
    const UINT64 Value = Disk->Ring.BreachValue;
    KeReleaseSpinLock(&Disk->Lock, OldIrql);

    if (Breach != BlkNoBreach && !Disk->BreachTold)
    {
        static const char *const Texts[] = {
            [BlkNoBreach] = "",
            [BlkTooManyResponses] = "more responses than requests",
            [BlkResponseNotPending] = "a response that was not asked for",
            [BlkWrongOperation] = "a response to another operation",
            [BlkPageStillMapped] = "a page kept after its response",
            [BlkAbandoned] = "",
        };
        Disk->BreachTold = TRUE;
        Disk->Rejected = TRUE;
        LogEvent(OVM_EVENT_BACKEND_BROKEN, "vbd %u: %s (%I64u)", (unsigned)Disk->Frontend.Handle, Texts[Breach], Value);
    }
    if (Breach == BlkNoBreach && Backend != XenbusClosing && Backend != XenbusClosed)
        return FALSE;
    DiskEnd(Disk);
    return TRUE;
}

// After a breach, or when the backend is gone, nothing more is answered: what is not mapped ends here.
static VOID StepDraining(_Inout_ VBD_DISK *Disk, _In_ XENBUS_STATE Backend)
{
    KIRQL OldIrql;
    KeAcquireSpinLock(&Disk->Lock, &OldIrql);
    BOOLEAN Idle = BlkRingIsIdle(&Disk->Ring);
    const BOOLEAN Dead = Disk->Ring.Breach != BlkNoBreach;
    KeReleaseSpinLock(&Disk->Lock, OldIrql);

    if (!Idle && (Dead || Backend == XenbusClosed || Backend == XenbusUnknown))
        Idle = Abandon(Disk);
    if (!Idle)
        return;
    if (NT_SUCCESS(FrontendSetState(Disk, XenbusClosing)))
        Disk->Phase = DiskClosing;
}

_Use_decl_annotations_ BOOLEAN DiskStep(VBD_DISK *Disk)
{
    if (Disk->Phase == DiskAbsent || Disk->Phase == DiskFailed)
        return FALSE;

    const XENBUS_STATE Backend = FrontendBackendState(Disk);
    switch (Disk->Phase)
    {
    case DiskStarting:
        StepStarting(Disk, Backend);
        return FALSE;
    case DiskPublished:
        return StepPublished(Disk, Backend);
    case DiskOnline:
        return StepOnline(Disk, Backend);
    case DiskDraining:
        StepDraining(Disk, Backend);
        return FALSE;
    case DiskClosing:
        if ((Backend == XenbusClosing || Backend == XenbusClosed) && NT_SUCCESS(FrontendSetState(Disk, XenbusClosed)))
            Disk->Phase = DiskClosed;
        return FALSE;
    case DiskClosed:
        if (Backend != XenbusClosed && Backend != XenbusUnknown) // Unknown: the directory is gone, and it with it
            return FALSE;
        ReleaseRing(Disk);
        FrontendClose(Disk);
        Disk->Phase = Disk->Rejected ? DiskFailed : DiskAbsent;
        return FALSE;
    default:
        return FALSE;
    }
}

_Use_decl_annotations_ VOID DiskEnd(VBD_DISK *Disk)
{
    switch (Disk->Phase)
    {
    case DiskStarting:
    case DiskFailed:
        FrontendClose(Disk);
        Disk->Phase = DiskAbsent;
        break;
    case DiskPublished:
    case DiskOnline:
        SetOnline(Disk, FALSE);
        Disk->Phase = DiskDraining;
        break;
    default:
        break;
    }
}

_Use_decl_annotations_ VOID DiskForsake(VBD_DISK *Disk)
{
    DiskEnd(Disk); // one that failed, or never began, has nothing to wait for
    if (Disk->Phase == DiskAbsent)
        return;
    LogEvent(OVM_EVENT_BACKEND_BROKEN, "vbd %u: the backend did not close in time (phase %u)",
             (unsigned)Disk->Frontend.Handle, (unsigned)Disk->Phase);
    SetOnline(Disk, FALSE);
    if (Disk->Page != NULL)
    {
        (VOID) Abandon(Disk);
        ReleaseRing(Disk);
    }
    FrontendClose(Disk);
    Disk->Phase = DiskAbsent;
}
