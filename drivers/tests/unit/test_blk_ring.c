// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of the blkif ring against a simulated backend, honest and not.
// sources: xenvbd/blk_ring.c xenvbd/blk_plan.c
#include <string.h>

#include "tests/unit/check.h"
#include "xenvbd/blk_ring.h"

#define DISK_SECTORS 4096u
#define FRAMES       512u // of guest memory
#define GRANTS       (BLKIF_RING_SLOTS * BLK_SEGMENTS_PER_REQUEST)
#define GRANT_FIRST  8u

static uint32_t Seed = 1;

static uint32_t Random(uint32_t Below)
{
    Seed = Seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)Seed * Below) >> 32);
}

typedef struct SIMULATED_GRANT
{
    bool Shared, ReadOnly, Mapped;
    uint64_t Frame;
} SIMULATED_GRANT;

static struct
{
    uint8_t Memory[FRAMES * BLK_PAGE_BYTES];
    uint8_t Disk[DISK_SECTORS * BLKIF_SECTOR_BYTES];
    uint8_t Flushed[DISK_SECTORS * BLKIF_SECTOR_BYTES]; // what survives a power cut
    SIMULATED_GRANT Grant[GRANT_FIRST + GRANTS];
    BLKIF_RING Page;
    BLK_RING Ring;
    // the backend
    uint32_t RequestConsumed, ResponseProduced;
    BLKIF_REQUEST Taken[BLKIF_RING_SLOTS];
    uint32_t TakenCount;
    uint32_t Notified, Flushes, Discards;
    int16_t FlushStatus;
    uint32_t FailEveryNth;
} World;

static void Share(void *Context, uint32_t Grant, uint64_t Frame, bool ReadOnly)
{
    CHECK(Context == &World && Grant >= GRANT_FIRST && Grant < GRANT_FIRST + GRANTS);
    CHECK(!World.Grant[Grant].Shared);
    CHECK(Frame < FRAMES);
    World.Grant[Grant] = (SIMULATED_GRANT){.Shared = true, .ReadOnly = ReadOnly, .Frame = Frame};
}

static bool Revoke(void *Context, uint32_t Grant)
{
    CHECK(Context == &World);
    CHECK(World.Grant[Grant].Shared);
    if (World.Grant[Grant].Mapped)
        return false;
    World.Grant[Grant].Shared = false;
    return true;
}

static void Connect(void)
{
    static const BLK_GRANTS Grants = {&World, Share, Revoke};

    memset(&World, 0, sizeof(World));
    uint32_t Grant = GRANT_FIRST;
    for (uint32_t Slot = 0; Slot < BLKIF_RING_SLOTS; ++Slot)
    {
        for (uint32_t Segment = 0; Segment < BLK_SEGMENTS_PER_REQUEST; ++Segment)
            World.Ring.Grant[Slot][Segment] = Grant++;
    }
    BlkRingStart(&World.Ring, &World.Page, &Grants, 51712 % 65536);
}

static uint32_t SharedGrants(void)
{
    uint32_t Count = 0;
    for (uint32_t Grant = 0; Grant < GRANT_FIRST + GRANTS; ++Grant)
        Count += World.Grant[Grant].Shared;
    return Count;
}

static void BackendTake(void)
{
    const uint32_t Produced = World.Page.RequestProduced;
    CHECK(Produced - World.RequestConsumed <= BLKIF_RING_SLOTS);
    while (World.RequestConsumed != Produced)
    {
        World.Taken[World.TakenCount++] = World.Page.Entries[World.RequestConsumed % BLKIF_RING_SLOTS].Request;
        ++World.RequestConsumed;
    }
    World.Page.RequestEvent = World.RequestConsumed + 1;
}

// Does what real blkback does with the segments; every rule of blkif.h is checked as the backend would.
static void BackendMove(const BLKIF_REQUEST *Request)
{
    uint64_t Sector = Request->Sector;

    CHECK(Request->SegmentCount >= 1 && Request->SegmentCount <= BLK_SEGMENTS_PER_REQUEST);
    for (uint32_t Index = 0; Index < Request->SegmentCount; ++Index)
    {
        const BLKIF_SEGMENT *const Segment = &Request->Segments[Index];
        const SIMULATED_GRANT *const Grant = &World.Grant[Segment->Grant];
        CHECK(Grant->Shared && Segment->FirstSector <= Segment->LastSector && Segment->LastSector < 8);
        CHECK_EQUAL(Grant->ReadOnly, Request->Operation == BLKIF_OP_WRITE); // no more right than is needed
        for (uint32_t Within = Segment->FirstSector; Within <= Segment->LastSector; ++Within, ++Sector)
        {
            uint8_t *const Guest = World.Memory + Grant->Frame * BLK_PAGE_BYTES + Within * 512;
            uint8_t *const Disk = World.Disk + Sector * 512;
            CHECK(Sector < DISK_SECTORS);
            if (Request->Operation == BLKIF_OP_READ)
                memcpy(Guest, Disk, 512);
            else
                memcpy(Disk, Guest, 512);
        }
    }
}

static int16_t BackendPerform(const BLKIF_REQUEST *Request)
{
    if (World.FailEveryNth != 0 && Random(World.FailEveryNth) == 0)
        return BLKIF_RSP_ERROR;
    switch (Request->Operation)
    {
    case BLKIF_OP_READ:
    case BLKIF_OP_WRITE:
        BackendMove(Request);
        return BLKIF_RSP_OKAY;
    case BLKIF_OP_FLUSH:
        CHECK_EQUAL(Request->SegmentCount, 0);
        ++World.Flushes;
        memcpy(World.Flushed, World.Disk, sizeof(World.Disk));
        return World.FlushStatus;
    case BLKIF_OP_DISCARD:
        CHECK_EQUAL(Request->SegmentCount, 0);
        CHECK(Request->Sector + Request->DiscardSectors <= DISK_SECTORS);
        memset(World.Disk + Request->Sector * 512, 0, Request->DiscardSectors * 512);
        ++World.Discards;
        return BLKIF_RSP_OKAY;
    default:
        CHECK(false);
        return BLKIF_RSP_EOPNOTSUPP;
    }
}

static void BackendPut(uint64_t Id, uint8_t Operation, int16_t Status)
{
    World.Page.Entries[World.ResponseProduced % BLKIF_RING_SLOTS].Response =
        (BLKIF_RESPONSE){.Id = Id, .Operation = Operation, .Status = Status};
    ++World.ResponseProduced;
}

static void BackendPublish(void)
{
    World.Page.ResponseProduced = World.ResponseProduced;
}

// Answers Count of the requests taken, in any order.
static void BackendAnswer(uint32_t Count)
{
    while (Count-- != 0 && World.TakenCount != 0)
    {
        const uint32_t Chosen = Random(World.TakenCount);
        const BLKIF_REQUEST Request = World.Taken[Chosen];
        World.Taken[Chosen] = World.Taken[--World.TakenCount];
        BackendPut(Request.Id, Request.Operation, BackendPerform(&Request));
    }
    BackendPublish();
}

static void BackendAnswerOne(uint64_t Id)
{
    for (uint32_t Index = 0; Index < World.TakenCount; ++Index)
    {
        if (World.Taken[Index].Id == Id)
        {
            BackendPut(Id, World.Taken[Index].Operation, BackendPerform(&World.Taken[Index]));
            World.Taken[Index] = World.Taken[--World.TakenCount];
            BackendPublish();
            return;
        }
    }
    CHECK(false);
}

static BLK_REQUEST *NewTransfer(BLK_OPERATION Operation, uint64_t Sector, uint32_t Pages, bool FlushAfter)
{
    BLK_REQUEST *const Request = malloc(sizeof(*Request)); // exact, for AddressSanitizer
    memset(Request, 0xCC, sizeof(*Request));               // Storport does not clear its extensions
    Request->ExtentCount = Pages;
    for (uint32_t Page = 0; Page < Pages; ++Page)
        Request->Extents[Page] = (BLK_EXTENT){(uint64_t)Random(FRAMES) * BLK_PAGE_BYTES, BLK_PAGE_BYTES};
    BlkRequestTransfer(Request, Operation, Sector, (uint64_t)Pages * 8, FlushAfter);
    return Request;
}

static bool QueueAndSubmit(BLK_REQUEST *Request)
{
    BlkRingQueue(&World.Ring, Request);
    const bool Notify = BlkRingSubmit(&World.Ring);
    World.Notified += Notify;
    return Notify;
}

static uint32_t CountAndFree(BLK_REQUEST *List, BLK_RESULT Expected)
{
    uint32_t Count = 0;
    while (List != NULL)
    {
        BLK_REQUEST *const Next = List->Next;
        CHECK_EQUAL(List->Result, Expected);
        CHECK_EQUAL(List->SlotsInFlight, 0);
        free(List);
        List = Next;
        ++Count;
    }
    return Count;
}

static void Transfer_WhenWrittenAndRead_IsTheSame(void)
{
    Connect();
    BLK_REQUEST *const Write = NewTransfer(BlkWrite, 100, 32, false);
    for (uint32_t Page = 0; Page < 32; ++Page)
    {
        Write->Extents[Page].Address = Page * BLK_PAGE_BYTES;
        memset(World.Memory + Page * BLK_PAGE_BYTES, (int)Page + 1, BLK_PAGE_BYTES);
    }
    CHECK(QueueAndSubmit(Write));
    CHECK_EQUAL(World.Page.RequestProduced, 3); // 32 pages at 11 a slot
    CHECK_EQUAL(SharedGrants(), 32);
    BackendTake();
    BackendAnswer(3);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 1);
    CHECK_EQUAL(SharedGrants(), 0);

    BLK_REQUEST *const Read = NewTransfer(BlkRead, 100, 32, false);
    for (uint32_t Page = 0; Page < 32; ++Page)
        Read->Extents[Page].Address = (100 + Page) * BLK_PAGE_BYTES;
    QueueAndSubmit(Read);
    BackendTake();
    BackendAnswer(3);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 1);
    CHECK(memcmp(World.Memory, World.Memory + 100 * BLK_PAGE_BYTES, 32 * BLK_PAGE_BYTES) == 0);
    CHECK(BlkRingIsIdle(&World.Ring));
}

static void Ring_WhenMoreThanFits_KeepsTheRestQueued(void)
{
    Connect();
    for (uint32_t Index = 0; Index < 40; ++Index)
        QueueAndSubmit(NewTransfer(BlkRead, Index * 8, 1, false));
    CHECK_EQUAL(World.Page.RequestProduced, BLKIF_RING_SLOTS);
    BackendTake();
    BackendAnswer(5);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 5);
    CHECK(BlkRingSubmit(&World.Ring));
    CHECK_EQUAL(World.Page.RequestProduced, BLKIF_RING_SLOTS + 5);
    uint32_t Finished = 5;
    while (!BlkRingIsIdle(&World.Ring))
    {
        BackendTake();
        BackendAnswer(32);
        Finished += CountAndFree(BlkRingReap(&World.Ring), BlkSuccess);
        BlkRingSubmit(&World.Ring);
    }
    CHECK_EQUAL(Finished, 40);
    CHECK_EQUAL(SharedGrants(), 0);
}

static void Notify_WhenBackendIsAwake_IsLeftOut(void)
{
    Connect();
    CHECK(QueueAndSubmit(NewTransfer(BlkRead, 0, 1, false)));
    CHECK(!QueueAndSubmit(NewTransfer(BlkRead, 8, 1, false))); // the backend has not asked for an event since
    BackendTake();
    CHECK(QueueAndSubmit(NewTransfer(BlkRead, 16, 1, false)));
    BackendTake();
    BackendAnswer(3);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 3);
    CHECK_EQUAL(World.Page.ResponseEvent, 4); // the next response rings
    CHECK(!BlkRingSubmit(&World.Ring));
}

static void Write_WhenForcedToMedium_IsFlushedBeforeItEnds(void)
{
    Connect();
    memset(World.Memory, 0x5A, sizeof(World.Memory));
    QueueAndSubmit(NewTransfer(BlkWrite, 0, 20, true));
    CHECK_EQUAL(World.Page.RequestProduced, 2);
    BackendTake();
    BackendAnswer(2);
    CHECK(BlkRingReap(&World.Ring) == NULL); // written, not yet flushed
    CHECK(BlkRingSubmit(&World.Ring));
    BackendTake();
    CHECK_EQUAL(World.Flushes, 0);
    BackendAnswer(1);
    CHECK_EQUAL(World.Flushes, 1);
    CHECK_EQUAL(World.Flushed[0], 0x5A);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 1);

    World.FlushStatus = BLKIF_RSP_EOPNOTSUPP; // may come at any time
    BLK_REQUEST *const Flush = malloc(sizeof(*Flush));
    BlkRequestFlush(Flush);
    QueueAndSubmit(Flush);
    BackendTake();
    BackendAnswer(1);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkNotSupported), 1);
}

static void Discard_WhenManyRanges_TakesASlotEach(void)
{
    Connect();
    BLK_REQUEST *const Discard = malloc(sizeof(*Discard));
    memset(World.Disk, 1, sizeof(World.Disk));
    Discard->RangeCount = BLK_RANGES_MAX;
    for (uint32_t Index = 0; Index < BLK_RANGES_MAX; ++Index)
        Discard->Ranges[Index] = (BLK_RANGE){Index * 100, 50};
    BlkRequestDiscard(Discard);
    QueueAndSubmit(Discard);
    BackendTake();
    BackendAnswer(BLK_RANGES_MAX);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 1);
    CHECK_EQUAL(World.Discards, BLK_RANGES_MAX);
    CHECK(World.Disk[49 * 512] == 0 && World.Disk[50 * 512] == 1 && World.Disk[100 * 512] == 0);
}

// One part of several fails: the request fails, once, after all of its parts are back.
static void Transfer_WhenOnePartFails_FailsAfterTheLast(void)
{
    Connect();
    QueueAndSubmit(NewTransfer(BlkWrite, 0, 33 - 1, true));
    BackendTake();
    CHECK_EQUAL(World.TakenCount, 3);
    BackendPut(World.Taken[1].Id, BLKIF_OP_WRITE, BLKIF_RSP_ERROR);
    BackendPublish();
    CHECK(BlkRingReap(&World.Ring) == NULL);
    BackendPut(World.Taken[0].Id, BLKIF_OP_WRITE, BLKIF_RSP_OKAY);
    BackendPut(World.Taken[2].Id, BLKIF_OP_WRITE, BLKIF_RSP_EOPNOTSUPP);
    BackendPublish();
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkFailed), 1); // the first fault; and no flush follows
    CHECK(BlkRingIsIdle(&World.Ring));
}

// What the backend puts into the ring, and what it must be found out as. Slots of two pages each are in flight.
static BLK_BREACH Lie(int Number)
{
    const uint64_t Id = World.Taken[0].Id;

    switch (Number)
    {
    case 0:
        World.ResponseProduced = 33;
        return BlkTooManyResponses;
    case 1:
        World.ResponseProduced = 0xFFFFFFFF; // before anything was consumed
        return BlkTooManyResponses;
    case 2:
        BackendPut(32, BLKIF_OP_WRITE, 0);
        return BlkResponseNotPending;
    case 3:
        BackendPut(UINT64_MAX, BLKIF_OP_WRITE, 0);
        return BlkResponseNotPending;
    case 4:
        BackendPut(Id, BLKIF_OP_WRITE, 0); // twice
        BackendPut(Id, BLKIF_OP_WRITE, 0);
        return BlkResponseNotPending;
    case 5:
        BackendPut(Id, BLKIF_OP_READ, 0);
        return BlkWrongOperation;
    default:
        World.Grant[World.Taken[0].Segments[1].Grant].Mapped = true;
        BackendPut(Id, BLKIF_OP_WRITE, 0);
        return BlkPageStillMapped;
    }
}

static void Backend_WhenItLies_BreaksTheRingOnce(void)
{
    for (int Number = 0; Number < 7; ++Number)
    {
        Connect();
        for (uint32_t Index = 0; Index < 35; ++Index)
            QueueAndSubmit(NewTransfer(BlkWrite, Index * 16, 2, false));
        BackendTake();
        const BLK_BREACH Expected = Lie(Number);
        BackendPublish();
        uint32_t Ended = CountAndFree(BlkRingReap(&World.Ring), BlkSuccess);
        CHECK_EQUAL(Ended, Number == 4 ? 1 : 0);
        CHECK_EQUAL(World.Ring.Breach, Expected);
        CHECK(BlkRingReap(&World.Ring) == NULL);
        CHECK(!BlkRingSubmit(&World.Ring));
        QueueAndSubmit(NewTransfer(BlkRead, 0, 1, false)); // comes back from Abandon, never reaches the ring
        CHECK_EQUAL(World.Page.RequestProduced, 32);
        Ended += CountAndFree(BlkRingAbandon(&World.Ring), BlkBroken);
        if (Number == 6)
        {
            CHECK_EQUAL(Ended, 35); // all but the one whose page is mapped
            CHECK(!BlkRingIsIdle(&World.Ring));
            CHECK(BlkRingAbandon(&World.Ring) == NULL);
            for (uint32_t Grant = 0; Grant < GRANT_FIRST + GRANTS; ++Grant)
                World.Grant[Grant].Mapped = false;
            Ended += CountAndFree(BlkRingAbandon(&World.Ring), BlkBroken);
        }
        CHECK_EQUAL(Ended, 36);
        CHECK(BlkRingIsIdle(&World.Ring));
        CHECK_EQUAL(SharedGrants(), 0);
    }
}

// Fills the ring but for one slot in its middle, which the first part of a request of three takes. Returns its id.
static uint64_t FillAllButOneOfThree(void)
{
    for (uint32_t Index = 0; Index < BLKIF_RING_SLOTS; ++Index)
        QueueAndSubmit(NewTransfer(BlkRead, Index * 8, 1, false));
    BackendTake();
    BackendAnswerOne(20);
    CHECK_EQUAL(CountAndFree(BlkRingReap(&World.Ring), BlkSuccess), 1);
    QueueAndSubmit(NewTransfer(BlkRead, 1000, 32, false));
    BackendTake();
    CHECK(World.Ring.QueueHead != NULL && World.Ring.QueueHead->SlotsInFlight == 1);
    CHECK_EQUAL(World.Taken[World.TakenCount - 1].Id, 20);
    return 20;
}

// A request of which a part is on the ring and the rest queued: it ends when the part does, not before, and once.
static void Abandon_WhenPartlyOnTheRing_EndsWithTheLastPart(void)
{
    Connect();
    FillAllButOneOfThree();
    CHECK_EQUAL(CountAndFree(BlkRingAbandon(&World.Ring), BlkBroken), 32);
    CHECK(BlkRingIsIdle(&World.Ring));
    CHECK_EQUAL(SharedGrants(), 0);
    CHECK(BlkRingReap(&World.Ring) == NULL);
}

static void Response_WhenTheRestIsStillQueued_DoesNotEndTheRequest(void)
{
    Connect();
    BackendAnswerOne(FillAllButOneOfThree());
    CHECK(BlkRingReap(&World.Ring) == NULL);
    CHECK(World.Ring.QueueHead != NULL && World.Ring.QueueHead->SlotsInFlight == 0);
    CHECK_EQUAL(CountAndFree(BlkRingAbandon(&World.Ring), BlkBroken), 32);
}

enum
{
    Streams = 24,
    Rounds = 3000,
    StreamPages = 20,
    StreamSectors = 160
};
static uint8_t Model[DISK_SECTORS * 512];
static BLK_REQUEST *Busy[Streams];

// Each stream has its own sectors, its own pages, and one request at a time, as a file system does.
static uint32_t BeginStream(uint32_t Stream)
{
    if (Busy[Stream] != NULL)
        return 0;
    const uint32_t Pages = 1 + Random(StreamPages);
    const uint64_t Sector = Stream * StreamSectors + 8 * Random(StreamPages + 1 - Pages);
    const bool Write = Random(2) != 0;
    BLK_REQUEST *const Request = NewTransfer(Write ? BlkWrite : BlkRead, Sector, Pages, Write && Random(4) == 0);
    uint8_t *const Buffer = World.Memory + (size_t)Stream * StreamPages * BLK_PAGE_BYTES;

    for (uint32_t Page = 0; Page < Pages; ++Page)
        Request->Extents[Page].Address = (uint64_t)(Stream * StreamPages + Page) * BLK_PAGE_BYTES;
    for (uint32_t Byte = 0; Byte < Pages * BLK_PAGE_BYTES; Byte += 64)
        Buffer[Byte] = (uint8_t)Random(256);
    if (Write)
        memcpy(Model + Sector * 512, Buffer, Pages * BLK_PAGE_BYTES);
    Request->Owner = (void *)(uintptr_t)Stream;
    Busy[Stream] = Request;
    QueueAndSubmit(Request);
    return 1;
}

static uint32_t EndStreams(BLK_REQUEST *List)
{
    uint32_t Ended = 0;

    for (BLK_REQUEST *Next; List != NULL; List = Next, ++Ended)
    {
        const uint32_t Owner = (uint32_t)(uintptr_t)List->Owner;
        const uint32_t Bytes = List->ExtentCount * BLK_PAGE_BYTES;
        Next = List->Next;
        CHECK(Busy[Owner] == List && List->Result == BlkSuccess);
        if (List->Operation == BlkRead)
            CHECK(memcmp(Model + List->Cursor.Sector * 512 - Bytes,
                         World.Memory + (size_t)Owner * StreamPages * BLK_PAGE_BYTES, Bytes) == 0);
        Busy[Owner] = NULL;
        free(List);
    }
    return Ended;
}

// Random work against a model of the disk: whatever order the backend answers in, every sector is what was written
// last.
static void Ring_WhenDrivenAtRandom_KeepsEveryByte(void)
{
    uint32_t Queued = 0, Ended = 0;

    Connect();
    memset(Model, 0, sizeof(Model));
    for (uint32_t Round = 0; Round < Rounds; ++Round)
    {
        Queued += BeginStream(Random(Streams));
        if (Random(3) == 0)
            BackendTake();
        BackendAnswer(Random(6));
        if (Random(2) != 0)
            Ended += EndStreams(BlkRingReap(&World.Ring));
        BlkRingSubmit(&World.Ring);
    }
    while (!BlkRingIsIdle(&World.Ring))
    {
        BackendTake();
        BackendAnswer(BLKIF_RING_SLOTS);
        Ended += EndStreams(BlkRingReap(&World.Ring));
        BlkRingSubmit(&World.Ring);
    }
    CHECK_EQUAL(Ended, Queued);
    CHECK(Queued > 1000 && World.Flushes > 50);
    CHECK_EQUAL(World.Ring.Breach, BlkNoBreach);
    CHECK_EQUAL(SharedGrants(), 0);
    CHECK(memcmp(Model, World.Disk, sizeof(Model)) == 0);
}

// The counters run through 2^32.
static void Ring_WhenCountersWrap_GoesOn(void)
{
    Connect();
    World.Ring.RequestProduced = World.Ring.ResponseConsumed = 0xFFFFFFF0u;
    World.RequestConsumed = World.ResponseProduced = 0xFFFFFFF0u;
    World.Page.RequestProduced = World.Page.ResponseProduced = 0xFFFFFFF0u;
    World.Page.RequestEvent = World.Page.ResponseEvent = 0xFFFFFFF1u;
    uint32_t Ended = 0;
    for (uint32_t Index = 0; Index < 64; ++Index)
    {
        CHECK(QueueAndSubmit(NewTransfer(BlkRead, 0, 1, false)));
        BackendTake();
        BackendAnswer(1);
        Ended += CountAndFree(BlkRingReap(&World.Ring), BlkSuccess);
    }
    CHECK_EQUAL(Ended, 64);
    CHECK_EQUAL(World.Page.RequestProduced, 0x30);
}

int main(void)
{
    RUN(Transfer_WhenWrittenAndRead_IsTheSame);
    RUN(Ring_WhenMoreThanFits_KeepsTheRestQueued);
    RUN(Notify_WhenBackendIsAwake_IsLeftOut);
    RUN(Write_WhenForcedToMedium_IsFlushedBeforeItEnds);
    RUN(Discard_WhenManyRanges_TakesASlotEach);
    RUN(Transfer_WhenOnePartFails_FailsAfterTheLast);
    RUN(Backend_WhenItLies_BreaksTheRingOnce);
    RUN(Abandon_WhenPartlyOnTheRing_EndsWithTheLastPart);
    RUN(Response_WhenTheRestIsStillQueued_DoesNotEndTheRequest);
    RUN(Ring_WhenDrivenAtRandom_KeepsEveryByte);
    RUN(Ring_WhenCountersWrap_GoesOn);
    return CheckFinish("test_blk_ring");
}
