// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: one ring of the blkif protocol, from requests to their end.
#include "xenvbd/blk_ring.h"
#include "xenvbd/blk_shared.h"

void BlkRingStart(BLK_RING *Ring, volatile BLKIF_RING *Shared, const BLK_GRANTS *Grants, uint16_t Handle)
{
    Ring->Shared = Shared;
    Ring->Grants = *Grants;
    Ring->Handle = Handle;
    Ring->Breach = BlkNoBreach;
    Ring->RequestProduced = 0;
    Ring->ResponseConsumed = 0;
    Ring->QueueHead = NULL;
    Ring->QueueTail = NULL;
    Ring->FreeCount = BLKIF_RING_SLOTS;
    for (uint32_t Slot = 0; Slot < BLKIF_RING_SLOTS; ++Slot)
    {
        Ring->Free[Slot] = (uint8_t)Slot;
        Ring->Slots[Slot].Request = NULL;
    }
    // ring.h, SHARED_RING_INIT: each side wants an event for the first entry.
    Shared->RequestEvent = 1;
    Shared->ResponseEvent = 1;
}

static void RequestInit(BLK_REQUEST *Request, BLK_OPERATION Operation)
{
    Request->Next = NULL;
    Request->Operation = Operation;
    Request->Result = BlkSuccess;
    Request->FlushAfter = false;
    Request->SlotsInFlight = 0;
    Request->RangeNext = 0;
}

void BlkRequestTransfer(BLK_REQUEST *Request, BLK_OPERATION Operation, uint64_t Sector, uint64_t SectorCount,
                        bool FlushAfter)
{
    RequestInit(Request, Operation);
    Request->FlushAfter = FlushAfter;
    BlkCursorStart(&Request->Cursor, Request->Extents, Request->ExtentCount, Sector, SectorCount);
}

void BlkRequestFlush(BLK_REQUEST *Request)
{
    RequestInit(Request, BlkFlush);
    Request->RangeCount = 1; // one slot
}

void BlkRequestDiscard(BLK_REQUEST *Request)
{
    RequestInit(Request, BlkDiscard);
}

void BlkRingQueue(BLK_RING *Ring, BLK_REQUEST *Request)
{
    Request->Next = NULL;
    if (Ring->QueueTail != NULL)
        Ring->QueueTail->Next = Request;
    else
        Ring->QueueHead = Request;
    Ring->QueueTail = Request;
}

static void QueuePop(BLK_RING *Ring)
{
    Ring->QueueHead = Ring->QueueHead->Next;
    if (Ring->QueueHead == NULL)
        Ring->QueueTail = NULL;
}

static bool RequestIsAllSubmitted(const BLK_REQUEST *Request)
{
    if (Request->Operation == BlkRead || Request->Operation == BlkWrite)
        return Request->Cursor.SectorsLeft == 0 || Request->Cursor.ExtentIndex == Request->Cursor.ExtentCount;
    return Request->RangeNext == Request->RangeCount;
}

// Fills one slot with the next part of the request and shares the part's pages.
static void FillSlot(BLK_RING *Ring, uint32_t Slot, BLK_REQUEST *Request, BLKIF_REQUEST *Wire)
{
    static const uint8_t Operations[] = {
        [BlkRead] = BLKIF_OP_READ,
        [BlkWrite] = BLKIF_OP_WRITE,
        [BlkFlush] = BLKIF_OP_FLUSH,
        [BlkDiscard] = BLKIF_OP_DISCARD,
    };
    BLK_PART Part = {.SegmentCount = 0};

    *Wire = (BLKIF_REQUEST){.Operation = Operations[Request->Operation], .Handle = Ring->Handle, .Id = Slot};
    switch (Request->Operation)
    {
    case BlkRead:
    case BlkWrite:
        (void)BlkCursorNext(&Request->Cursor, &Part);
        Wire->Sector = Part.Sector;
        Wire->SegmentCount = (uint8_t)Part.SegmentCount;
        for (uint32_t Index = 0; Index < Part.SegmentCount; ++Index)
        {
            const uint32_t Grant = Ring->Grant[Slot][Index];
            // A write is only read by the backend, so that it gets the page read-only.
            Ring->Grants.Share(Ring->Grants.Context, Grant, Part.Segments[Index].Frame, Request->Operation == BlkWrite);
            Wire->Segments[Index] =
                (BLKIF_SEGMENT){Grant, Part.Segments[Index].FirstSector, Part.Segments[Index].LastSector, 0};
        }
        break;
    case BlkDiscard:
        Wire->Sector = Request->Ranges[Request->RangeNext].Sector;
        Wire->DiscardSectors = Request->Ranges[Request->RangeNext].SectorCount;
        ++Request->RangeNext;
        break;
    case BlkFlush:
        ++Request->RangeNext;
        break;
    }
    Ring->Slots[Slot] = (BLK_SLOT){Request, Wire->Operation, (uint8_t)Part.SegmentCount};
    ++Request->SlotsInFlight;
}

bool BlkRingSubmit(BLK_RING *Ring)
{
    const uint32_t Before = Ring->RequestProduced;

    while (Ring->Breach == BlkNoBreach && Ring->QueueHead != NULL && Ring->FreeCount != 0)
    {
        BLK_REQUEST *const Request = Ring->QueueHead;
        const uint32_t Slot = Ring->Free[--Ring->FreeCount];
        BLKIF_REQUEST Wire;

        FillSlot(Ring, Slot, Request, &Wire);
        SharedCopyIn(&Ring->Shared->Entries[Ring->RequestProduced % BLKIF_RING_SLOTS].Request, &Wire, sizeof(Wire));
        ++Ring->RequestProduced;
        if (RequestIsAllSubmitted(Request))
            QueuePop(Ring);
    }
    if (Ring->RequestProduced == Before)
        return false;

    SharedWriteRelease(&Ring->Shared->RequestProduced, Ring->RequestProduced);
    SharedBarrierFull();
    // ring.h: the backend wants to hear of entry RequestEvent; it is among the new ones or it is not.
    return Ring->RequestProduced - SharedReadAcquire(&Ring->Shared->RequestEvent) < Ring->RequestProduced - Before;
}

static void Break(BLK_RING *Ring, BLK_BREACH Breach, uint64_t Value)
{
    if (Ring->Breach == BlkNoBreach)
    {
        Ring->Breach = Breach;
        Ring->BreachValue = Value;
    }
}

// Takes the pages of a slot back. False, and the slot as it was, while one of them is mapped.
static bool RevokeSlot(BLK_RING *Ring, uint32_t Slot)
{
    BLK_SLOT *const Entry = &Ring->Slots[Slot];

    while (Entry->SegmentCount != 0)
    {
        if (!Ring->Grants.Revoke(Ring->Grants.Context, Ring->Grant[Slot][Entry->SegmentCount - 1]))
            return false;
        --Entry->SegmentCount;
    }
    return true;
}

// Gives the slot back and returns its request if that was its last one in flight.
static BLK_REQUEST *ReleaseSlot(BLK_RING *Ring, uint32_t Slot)
{
    BLK_REQUEST *const Request = Ring->Slots[Slot].Request;

    Ring->Slots[Slot].Request = NULL;
    Ring->Free[Ring->FreeCount++] = (uint8_t)Slot;
    return --Request->SlotsInFlight == 0 ? Request : NULL;
}

static void RecordStatus(BLK_REQUEST *Request, int16_t Status)
{
    if (Status == BLKIF_RSP_OKAY)
        return;
    if (Request->Result == BlkSuccess)
        Request->Result = Status == BLKIF_RSP_EOPNOTSUPP ? BlkNotSupported : BlkFailed;
}

// Every slot was answered. A write that must reach the medium goes on as a flush; all else is finished.
static bool RequestGoesOn(BLK_RING *Ring, BLK_REQUEST *Request)
{
    if (!RequestIsAllSubmitted(Request)) // the rest still stands in the queue
        return true;
    if (!Request->FlushAfter || Request->Result != BlkSuccess)
        return false;
    BlkRequestFlush(Request);
    BlkRingQueue(Ring, Request);
    return true;
}

static void ListAppend(BLK_REQUEST **Tail[], BLK_REQUEST *Request)
{
    Request->Next = NULL;
    **Tail = Request;
    *Tail = &Request->Next;
}

// One response. The copy is checked against what was asked before anything is done with it.
static BLK_REQUEST *TakeResponse(BLK_RING *Ring, const BLKIF_RESPONSE *Response)
{
    if (Response->Id >= BLKIF_RING_SLOTS || Ring->Slots[Response->Id].Request == NULL)
    {
        Break(Ring, BlkResponseNotPending, Response->Id);
        return NULL;
    }
    const uint32_t Slot = (uint32_t)Response->Id;
    if (Response->Operation != Ring->Slots[Slot].Operation)
    {
        Break(Ring, BlkWrongOperation, Response->Operation);
        return NULL;
    }
    RecordStatus(Ring->Slots[Slot].Request, Response->Status);
    if (!RevokeSlot(Ring, Slot))
    {
        Break(Ring, BlkPageStillMapped, Slot);
        return NULL;
    }
    BLK_REQUEST *const Request = ReleaseSlot(Ring, Slot);
    return Request != NULL && !RequestGoesOn(Ring, Request) ? Request : NULL;
}

BLK_REQUEST *BlkRingReap(BLK_RING *Ring)
{
    BLK_REQUEST *Finished = NULL;
    BLK_REQUEST **Tail = &Finished;

    while (Ring->Breach == BlkNoBreach)
    {
        const uint32_t Produced = SharedReadAcquire(&Ring->Shared->ResponseProduced);
        const uint32_t InFlight = BLKIF_RING_SLOTS - Ring->FreeCount;

        if (Produced - Ring->ResponseConsumed > InFlight)
        {
            Break(Ring, BlkTooManyResponses, Produced - Ring->ResponseConsumed);
            break;
        }
        while (Ring->Breach == BlkNoBreach && Ring->ResponseConsumed != Produced)
        {
            BLKIF_RESPONSE Response;
            SharedCopyOut(&Response, &Ring->Shared->Entries[Ring->ResponseConsumed % BLKIF_RING_SLOTS].Response,
                          sizeof(Response));
            ++Ring->ResponseConsumed;
            BLK_REQUEST *const Request = TakeResponse(Ring, &Response);
            if (Request != NULL)
                ListAppend(&Tail, Request);
        }
        // ring.h, FINAL_CHECK: ask for an event, then look once more, or a response in between would wait for ever.
        SharedWriteRelease(&Ring->Shared->ResponseEvent, Ring->ResponseConsumed + 1);
        SharedBarrierFull();
        if (SharedReadAcquire(&Ring->Shared->ResponseProduced) == Ring->ResponseConsumed)
            break;
    }
    return Finished;
}

BLK_REQUEST *BlkRingAbandon(BLK_RING *Ring)
{
    BLK_REQUEST *Finished = NULL;
    BLK_REQUEST **Tail = &Finished;

    Break(Ring, BlkAbandoned, 0);
    // A request that is partly on the ring ends with its last slot, below or in a later call.
    while (Ring->QueueHead != NULL)
    {
        BLK_REQUEST *const Request = Ring->QueueHead;
        QueuePop(Ring);
        Request->Result = BlkBroken;
        if (Request->SlotsInFlight == 0)
            ListAppend(&Tail, Request);
    }
    for (uint32_t Slot = 0; Slot < BLKIF_RING_SLOTS; ++Slot)
    {
        if (Ring->Slots[Slot].Request == NULL || !RevokeSlot(Ring, Slot))
            continue;
        Ring->Slots[Slot].Request->Result = BlkBroken;
        BLK_REQUEST *const Request = ReleaseSlot(Ring, Slot);
        if (Request != NULL)
            ListAppend(&Tail, Request);
    }
    return Finished;
}
