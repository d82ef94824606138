// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: the bytes that disk driver and backend share (Xen public/io/blkif.h).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "xenvbd/blk_plan.h"

// Always the layout of 64-bit x86, which the front end announces as protocol "x86_64-abi" from 32-bit guests too.
#define BLKIF_PROTOCOL "x86_64-abi"

#define BLKIF_OP_READ    0u
#define BLKIF_OP_WRITE   1u
#define BLKIF_OP_FLUSH   3u // feature-flush-cache; no segment, no sector
#define BLKIF_OP_DISCARD 5u // feature-discard

#define BLKIF_RSP_OKAY       0
#define BLKIF_RSP_ERROR      (-1)
#define BLKIF_RSP_EOPNOTSUPP (-2)

// "info" in the backend's directory.
#define BLKIF_INFO_CDROM     0x1u
#define BLKIF_INFO_REMOVABLE 0x2u
#define BLKIF_INFO_READ_ONLY 0x4u

typedef struct BLKIF_SEGMENT
{
    uint32_t Grant;
    uint8_t FirstSector;
    uint8_t LastSector;
    uint16_t Padding;
} BLKIF_SEGMENT;

typedef struct BLKIF_REQUEST
{
    uint8_t Operation;
    uint8_t SegmentCount; // flags of a discard
    uint16_t Handle;
    uint32_t Padding;
    uint64_t Id;
    uint64_t Sector;
    union
    {
        BLKIF_SEGMENT Segments[BLK_SEGMENTS_PER_REQUEST];
        uint64_t DiscardSectors;
    };
} BLKIF_REQUEST;

typedef struct BLKIF_RESPONSE
{
    uint64_t Id;
    uint8_t Operation;
    uint8_t Padding;
    int16_t Status;
    uint32_t Padding2;
} BLKIF_RESPONSE;

typedef union BLKIF_ENTRY
{
    BLKIF_REQUEST Request;
    BLKIF_RESPONSE Response;
} BLKIF_ENTRY;

#define BLKIF_RING_SLOTS 32u // the largest power of two that fits one page

// One page of this is shared. Everything in it may change at any time; read it through blk_shared.h alone.
typedef struct BLKIF_RING
{
    uint32_t RequestProduced;
    uint32_t RequestEvent;
    uint32_t ResponseProduced;
    uint32_t ResponseEvent;
    uint8_t Padding[48];
    BLKIF_ENTRY Entries[BLKIF_RING_SLOTS];
} BLKIF_RING;

_Static_assert(sizeof(BLKIF_SEGMENT) == 8, "blkif_request_segment");
_Static_assert(offsetof(BLKIF_REQUEST, Id) == 8, "blkif_request.id, x86_64-abi");
_Static_assert(offsetof(BLKIF_REQUEST, Segments) == 24, "blkif_request.seg");
_Static_assert(sizeof(BLKIF_REQUEST) == 112, "blkif_request");
_Static_assert(offsetof(BLKIF_RESPONSE, Status) == 10, "blkif_response.status");
_Static_assert(sizeof(BLKIF_RESPONSE) == 16, "blkif_response");
_Static_assert(offsetof(BLKIF_RING, Entries) == 64, "blkif_sring.ring");
_Static_assert(sizeof(BLKIF_RING) <= BLK_PAGE_BYTES, "one page");
_Static_assert(64 + 2 * BLKIF_RING_SLOTS * sizeof(BLKIF_ENTRY) > BLK_PAGE_BYTES, "as many slots as fit");
