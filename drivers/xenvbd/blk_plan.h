// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a scatter/gather list cut into requests of the blkif protocol.
#pragma once

#include "xenvbd/scsi_disk.h"

#define BLK_PAGE_BYTES           4096u
#define BLK_PAGE_SHIFT           12u
#define BLK_SECTORS_PER_PAGE     (BLK_PAGE_BYTES / BLKIF_SECTOR_BYTES)
#define BLK_SEGMENTS_PER_REQUEST 11u // BLKIF_MAX_SEGMENTS_PER_REQUEST: what every backend takes

// A transfer of at most this many bytes; each page it touches is one segment, and one more if it starts inside a page.
#define BLK_TRANSFER_BYTES_MAX (128u * 1024u)
#define BLK_EXTENTS_MAX        (BLK_TRANSFER_BYTES_MAX / BLK_PAGE_BYTES + 1u)

// Physically contiguous bytes of the caller's buffer.
typedef struct BLK_EXTENT
{
    uint64_t Address;
    uint32_t Bytes;
} BLK_EXTENT;

// blkif.h, struct blkif_request_segment: sectors within the page, both inclusive.
typedef struct BLK_SEGMENT
{
    uint64_t Frame;
    uint8_t FirstSector;
    uint8_t LastSector;
} BLK_SEGMENT;

// What one ring slot carries.
typedef struct BLK_PART
{
    uint64_t Sector;
    uint32_t SectorCount;
    uint32_t SegmentCount;
    BLK_SEGMENT Segments[BLK_SEGMENTS_PER_REQUEST];
} BLK_PART;

// Where the cutting stands. The extents stay the caller's.
typedef struct BLK_CURSOR
{
    const BLK_EXTENT *Extents;
    uint32_t ExtentCount;
    uint32_t ExtentIndex;
    uint32_t ByteOffset; // within the extent
    uint64_t Sector;
    uint64_t SectorsLeft;
} BLK_CURSOR;

// True if every piece begins and ends on a block of the disk, as the backend demands. If not, the request needs a
// bounce buffer.
bool BlkExtentsAreAligned(const BLK_EXTENT *Extents, uint32_t Count, uint32_t BlockBytes);

// Sum of the extents, in bytes.
uint64_t BlkExtentsBytes(const BLK_EXTENT *Extents, uint32_t Count);

// The extents must be aligned and hold at least SectorCount sectors.
void BlkCursorStart(BLK_CURSOR *Cursor, const BLK_EXTENT *Extents, uint32_t Count, uint64_t Sector,
                    uint64_t SectorCount);

// False when nothing is left.
bool BlkCursorNext(BLK_CURSOR *Cursor, BLK_PART *Part);

// How many parts the rest will take; the cursor does not move.
uint32_t BlkCursorPartsLeft(const BLK_CURSOR *Cursor);
