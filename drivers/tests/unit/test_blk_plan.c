// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of the cutting of transfers into blkif requests.
// sources: xenvbd/blk_plan.c
#include "tests/unit/check.h"
#include "xenvbd/blk_plan.h"

static uint32_t Seed = 20261122;

static uint32_t Random(uint32_t Below)
{
    Seed = Seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)Seed * Below) >> 32);
}

// The model: one sector at a time, the address of every sector of the transfer in order.
static void CheckAgainstModel(const BLK_EXTENT *Extents, uint32_t Count, uint64_t Sector, uint64_t SectorCount)
{
    BLK_CURSOR Cursor;
    BLK_PART Part;
    uint32_t ModelExtent = 0, ModelOffset = 0;
    uint64_t Next = Sector;

    BlkCursorStart(&Cursor, Extents, Count, Sector, SectorCount);
    const uint32_t PartsPromised = BlkCursorPartsLeft(&Cursor);
    uint32_t Parts = 0;
    while (BlkCursorNext(&Cursor, &Part))
    {
        ++Parts;
        CHECK_EQUAL(Part.Sector, Next);
        CHECK(Part.SegmentCount <= BLK_SEGMENTS_PER_REQUEST);
        for (uint32_t Index = 0; Index < Part.SegmentCount; ++Index)
        {
            const BLK_SEGMENT *const Segment = &Part.Segments[Index];
            CHECK(Segment->FirstSector <= Segment->LastSector && Segment->LastSector < BLK_SECTORS_PER_PAGE);
            for (uint32_t Within = Segment->FirstSector; Within <= Segment->LastSector; ++Within, ++Next)
            {
                const uint64_t Address = (Segment->Frame << BLK_PAGE_SHIFT) + (uint64_t)Within * BLKIF_SECTOR_BYTES;
                CHECK_EQUAL(Address, Extents[ModelExtent].Address + ModelOffset);
                ModelOffset += BLKIF_SECTOR_BYTES;
                if (ModelOffset == Extents[ModelExtent].Bytes)
                {
                    ModelOffset = 0;
                    ++ModelExtent;
                }
            }
        }
        CHECK_EQUAL(Part.Sector + Part.SectorCount, Next);
    }
    CHECK_EQUAL(Next, Sector + SectorCount);
    CHECK_EQUAL(Parts, PartsPromised);
    CHECK(!BlkCursorNext(&Cursor, &Part));
}

static void Plan_WhenBufferIsOnePage_TakesOneSegment(void)
{
    const BLK_EXTENT Extent = {0x123456000, 4096};
    BLK_CURSOR Cursor;
    BLK_PART Part;

    BlkCursorStart(&Cursor, &Extent, 1, 77, 8);
    CHECK(BlkCursorNext(&Cursor, &Part));
    CHECK_EQUAL(Part.SegmentCount, 1);
    CHECK_EQUAL(Part.Segments[0].Frame, 0x123456);
    CHECK_EQUAL(Part.Segments[0].FirstSector, 0);
    CHECK_EQUAL(Part.Segments[0].LastSector, 7);
    CHECK_EQUAL(Part.SectorCount, 8);
    CHECK(!BlkCursorNext(&Cursor, &Part));
}

static void Plan_WhenBufferStartsInsideAPage_StaysInThePage(void)
{
    const BLK_EXTENT Extent = {0xE00, 4096}; // last sector of page 0, seven of page 1
    CheckAgainstModel(&Extent, 1, 0, 8);
    BLK_CURSOR Cursor;
    BLK_PART Part;
    BlkCursorStart(&Cursor, &Extent, 1, 0, 8);
    BlkCursorNext(&Cursor, &Part);
    CHECK_EQUAL(Part.SegmentCount, 2);
    CHECK_EQUAL(Part.Segments[0].FirstSector, 7);
    CHECK_EQUAL(Part.Segments[0].LastSector, 7);
    CHECK_EQUAL(Part.Segments[1].LastSector, 6);
}

static void Plan_WhenTransferIsLargest_FitsTheExtents(void)
{
    BLK_EXTENT Extents[BLK_EXTENTS_MAX];
    for (uint32_t Index = 0; Index < BLK_EXTENTS_MAX; ++Index) // scattered pages, first and last cut
        Extents[Index] = (BLK_EXTENT){(uint64_t)(1000 - 2 * Index) << 12, 4096};
    Extents[0] = (BLK_EXTENT){Extents[0].Address + 512, 4096 - 512};
    Extents[BLK_EXTENTS_MAX - 1].Bytes = 512;
    CHECK_EQUAL(BlkExtentsBytes(Extents, BLK_EXTENTS_MAX), BLK_TRANSFER_BYTES_MAX);
    BLK_CURSOR Cursor;
    BlkCursorStart(&Cursor, Extents, BLK_EXTENTS_MAX, 0, BLK_TRANSFER_BYTES_MAX / 512);
    CHECK_EQUAL(BlkCursorPartsLeft(&Cursor), 3);
    CheckAgainstModel(Extents, BLK_EXTENTS_MAX, 1ull << 40, BLK_TRANSFER_BYTES_MAX / 512);
}

static void Plan_WhenExtentsAreRandom_MatchesTheModel(void)
{
    for (int Round = 0; Round < 500; ++Round)
    {
        BLK_EXTENT Extents[40];
        const uint32_t Count = 1 + Random(40);
        for (uint32_t Index = 0; Index < Count; ++Index)
            Extents[Index] = (BLK_EXTENT){(uint64_t)Random(1u << 30) << 9, (1 + Random(30)) * 512};
        const uint64_t Sectors = BlkExtentsBytes(Extents, Count) / 512;
        CheckAgainstModel(Extents, Count, Random(1u << 31), Sectors);
        CheckAgainstModel(Extents, Count, 0, 1 + Random((uint32_t)Sectors)); // buffer longer than the transfer
    }
}

static void Plan_WhenExtentsEndEarly_StopsThere(void)
{
    const BLK_EXTENT Extent = {0x1000, 1024};
    BLK_CURSOR Cursor;
    BLK_PART Part;
    BlkCursorStart(&Cursor, &Extent, 1, 0, 100);
    CHECK(BlkCursorNext(&Cursor, &Part));
    CHECK_EQUAL(Part.SectorCount, 2);
    CHECK(!BlkCursorNext(&Cursor, &Part));
}

static void Alignment_WhenAnyPieceIsOff_IsSeen(void)
{
    const struct
    {
        BLK_EXTENT Extent;
        uint32_t Block;
        bool Aligned;
    } Rows[] = {
        {{0x1000, 4096}, 512, true},  {{0x1200, 512}, 512, true},    {{0x1004, 4096}, 512, false},
        {{0x1000, 4095}, 512, false}, {{0x1200, 4096}, 4096, false}, {{0x1000, 512}, 4096, false},
        {{0x2000, 8192}, 4096, true}, {{0x1000, 0}, 512, false},
    };
    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
        CHECK_EQUAL(BlkExtentsAreAligned(&Rows[Row].Extent, 1, Rows[Row].Block), Rows[Row].Aligned);
}

int main(void)
{
    RUN(Plan_WhenBufferIsOnePage_TakesOneSegment);
    RUN(Plan_WhenBufferStartsInsideAPage_StaysInThePage);
    RUN(Plan_WhenTransferIsLargest_FitsTheExtents);
    RUN(Plan_WhenExtentsAreRandom_MatchesTheModel);
    RUN(Plan_WhenExtentsEndEarly_StopsThere);
    RUN(Alignment_WhenAnyPieceIsOff_IsSeen);
    return CheckFinish("test_blk_plan");
}
