// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a scatter/gather list cut into requests of the blkif protocol.
#include "xenvbd/blk_plan.h"

bool BlkExtentsAreAligned(const BLK_EXTENT *Extents, uint32_t Count, uint32_t BlockBytes)
{
    for (uint32_t Index = 0; Index < Count; ++Index)
    {
        if (Extents[Index].Bytes == 0 || ((Extents[Index].Address | Extents[Index].Bytes) & (BlockBytes - 1)) != 0)
            return false;
    }
    return true;
}

uint64_t BlkExtentsBytes(const BLK_EXTENT *Extents, uint32_t Count)
{
    uint64_t Bytes = 0;
    for (uint32_t Index = 0; Index < Count; ++Index)
        Bytes += Extents[Index].Bytes;
    return Bytes;
}

void BlkCursorStart(BLK_CURSOR *Cursor, const BLK_EXTENT *Extents, uint32_t Count, uint64_t Sector,
                    uint64_t SectorCount)
{
    *Cursor = (BLK_CURSOR){
        .Extents = Extents,
        .ExtentCount = Count,
        .Sector = Sector,
        .SectorsLeft = SectorCount,
    };
}

// The next piece that stays in one page and one extent.
static BLK_SEGMENT TakeSegment(BLK_CURSOR *Cursor)
{
    const BLK_EXTENT *const Extent = &Cursor->Extents[Cursor->ExtentIndex];
    const uint64_t Address = Extent->Address + Cursor->ByteOffset;
    const uint32_t First = (uint32_t)(Address & (BLK_PAGE_BYTES - 1)) / BLKIF_SECTOR_BYTES;
    uint64_t Sectors = (Extent->Bytes - Cursor->ByteOffset) / BLKIF_SECTOR_BYTES;

    if (Sectors > BLK_SECTORS_PER_PAGE - First)
        Sectors = BLK_SECTORS_PER_PAGE - First;
    if (Sectors > Cursor->SectorsLeft)
        Sectors = Cursor->SectorsLeft;

    Cursor->ByteOffset += (uint32_t)Sectors * BLKIF_SECTOR_BYTES;
    if (Cursor->ByteOffset == Extent->Bytes)
    {
        Cursor->ByteOffset = 0;
        ++Cursor->ExtentIndex;
    }
    Cursor->Sector += Sectors;
    Cursor->SectorsLeft -= Sectors;
    return (BLK_SEGMENT){Address >> BLK_PAGE_SHIFT, (uint8_t)First, (uint8_t)(First + Sectors - 1)};
}

bool BlkCursorNext(BLK_CURSOR *Cursor, BLK_PART *Part)
{
    const uint64_t Start = Cursor->Sector;

    Part->Sector = Start;
    Part->SegmentCount = 0;
    while (Part->SegmentCount < BLK_SEGMENTS_PER_REQUEST && Cursor->SectorsLeft != 0 &&
           Cursor->ExtentIndex < Cursor->ExtentCount)
        Part->Segments[Part->SegmentCount++] = TakeSegment(Cursor);
    Part->SectorCount = (uint32_t)(Cursor->Sector - Start);
    return Part->SegmentCount != 0;
}

uint32_t BlkCursorPartsLeft(const BLK_CURSOR *Cursor)
{
    BLK_CURSOR Rest = *Cursor;
    BLK_PART Part;
    uint32_t Parts = 0;

    while (BlkCursorNext(&Rest, &Part))
        ++Parts;
    return Parts;
}
