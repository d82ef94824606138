// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: one ring of the blkif protocol, from requests to their end.
#pragma once

#include "xenvbd/blkif.h"

#define BLK_RANGES_MAX 32u // of one UNMAP

typedef enum BLK_OPERATION
{
    BlkRead,
    BlkWrite,
    BlkFlush,
    BlkDiscard,
} BLK_OPERATION;

typedef enum BLK_RESULT
{
    BlkSuccess,
    BlkFailed,       // the backend could not do it
    BlkNotSupported, // the backend does not know the operation, whatever its keys say
    BlkBroken,       // the ring broke; the backend no longer reaches the memory of this request
} BLK_RESULT;

typedef struct BLK_RANGE
{
    uint64_t Sector;
    uint64_t SectorCount;
} BLK_RANGE;

// One request of the upper side; it becomes one or more slots. The owner fills it by one of BlkRequest...(), gives it
// to BlkRingQueue and gets it back from BlkRingReap or BlkRingAbandon, exactly once.
typedef struct BLK_REQUEST
{
    struct BLK_REQUEST *Next; // in the ring's queue, or in the list of the finished
    void *Owner;
    BLK_OPERATION Operation;
    BLK_RESULT Result;
    bool FlushAfter;
    uint32_t SlotsInFlight;
    uint32_t RangeNext;
    uint32_t RangeCount;
    BLK_CURSOR Cursor;
    uint32_t ExtentCount;
    union
    {
        BLK_EXTENT Extents[BLK_EXTENTS_MAX]; // read, write
        BLK_RANGE Ranges[BLK_RANGES_MAX];    // discard
    };
} BLK_REQUEST;

// The grant table. Share cannot fail; Revoke is false while the backend still maps the page.
typedef struct BLK_GRANTS
{
    void *Context;
    void (*Share)(void *Context, uint32_t Grant, uint64_t Frame, bool ReadOnly);
    bool (*Revoke)(void *Context, uint32_t Grant);
} BLK_GRANTS;

typedef struct BLK_SLOT
{
    BLK_REQUEST *Request; // NULL: not in flight
    uint8_t Operation;
    uint8_t SegmentCount; // grants that are shared
} BLK_SLOT;

// The first rule that the backend broke.
typedef enum BLK_BREACH
{
    BlkNoBreach,
    BlkTooManyResponses,   // more than slots are in flight
    BlkResponseNotPending, // an id that is none, or not in flight
    BlkWrongOperation,     // answers another operation than was asked
    BlkPageStillMapped,    // answered, and the page not given back
    BlkAbandoned,          // none: we gave the ring up
} BLK_BREACH;

// Guarded by its owner: every function below is called with the owner's lock held.
typedef struct BLK_RING
{
    volatile BLKIF_RING *Shared;
    BLK_GRANTS Grants;
    uint32_t Grant[BLKIF_RING_SLOTS][BLK_SEGMENTS_PER_REQUEST]; // reserved at connect, one for each segment of a slot
    BLK_SLOT Slots[BLKIF_RING_SLOTS];
    uint8_t Free[BLKIF_RING_SLOTS];
    uint32_t FreeCount;
    uint32_t RequestProduced;
    uint32_t ResponseConsumed;
    BLK_REQUEST *QueueHead;
    BLK_REQUEST *QueueTail;
    uint16_t Handle;
    BLK_BREACH Breach;
    uint64_t BreachValue; // what the backend said
} BLK_RING;

// Shared is a zeroed page; Grants' references stand in Ring->Grant already.
void BlkRingStart(BLK_RING *Ring, volatile BLKIF_RING *Shared, const BLK_GRANTS *Grants, uint16_t Handle);

void BlkRequestTransfer(BLK_REQUEST *Request, BLK_OPERATION Operation, uint64_t Sector, uint64_t SectorCount,
                        bool FlushAfter);
void BlkRequestFlush(BLK_REQUEST *Request);
void BlkRequestDiscard(BLK_REQUEST *Request);

// Accepts a request. The ring takes it when there is room: call BlkRingSubmit.
void BlkRingQueue(BLK_RING *Ring, BLK_REQUEST *Request);

// Moves what fits onto the ring; true if the backend must be notified.
bool BlkRingSubmit(BLK_RING *Ring);

// Takes the responses that are there and returns the requests they ended, linked by Next. Asks for an event for the
// next response. On a breach the ring is dead: nothing is submitted any more.
BLK_REQUEST *BlkRingReap(BLK_RING *Ring);

// For a dead ring, or one whose backend is gone; the ring is dead after. Ends everything that was not yet on the ring,
// and of the rest what no page of is mapped by the backend any more. What is still mapped stays in flight; call again
// later.
BLK_REQUEST *BlkRingAbandon(BLK_RING *Ring);

// Slots in flight and requests queued.
static inline bool BlkRingIsIdle(const BLK_RING *Ring)
{
    return Ring->FreeCount == BLKIF_RING_SLOTS && Ring->QueueHead == NULL;
}
