// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: host tests of the SCSI translation.
// sources: xenvbd/scsi_command.c xenvbd/scsi_pages.c
#include <string.h>

#include "tests/unit/check.h"
#include "xenvbd/scsi_bytes.h"
#include "xenvbd/scsi_pages.h"

#define GUARD 0xA5

static const SCSI_DISK Plain = {
    .Sectors = 2097152, // 1 GiB
    .BlockBytes = 512,
    .PhysicalBlockBytes = 4096,
    .MaximumTransferBytes = 131072,
    .FlushSupported = true,
    .Serial = "3f2a-51712",
};

static uint8_t Buffer[256];

// Runs one command with an exactly sized heap buffer, so that AddressSanitizer sees a byte too many.
static SCSI_ANSWER Run(const SCSI_DISK *Disk, const char *Hex, uint32_t DataBytes)
{
    uint8_t Cdb[16] = {0};
    uint32_t CdbBytes = 0;
    unsigned Value;

    for (const char *At = Hex; *At != '\0'; At += At[2] == ' ' ? 3 : 2)
    {
        if (sscanf(At, "%2x", &Value) != 1 || CdbBytes == sizeof(Cdb))
            abort();
        Cdb[CdbBytes++] = (uint8_t)Value;
    }
    uint8_t *const Data = malloc(DataBytes + 1); // malloc(0) may be NULL
    Data[DataBytes] = GUARD;
    memset(Data, GUARD, DataBytes);
    const SCSI_ANSWER Answer = ScsiCommandTranslate(Disk, Cdb, CdbBytes, Data, DataBytes);
    CHECK_EQUAL(Data[DataBytes], GUARD);
    memset(Buffer, GUARD, sizeof(Buffer));
    memcpy(Buffer, Data, DataBytes < sizeof(Buffer) ? DataBytes : sizeof(Buffer));
    free(Data);
    return Answer;
}

static void CheckRefused(SCSI_ANSWER Answer, uint8_t Key, uint16_t Asc)
{
    CHECK_EQUAL(Answer.Action, ScsiActionAnswered);
    CHECK_EQUAL(Answer.Status, SCSI_STATUS_CHECK_CONDITION);
    CHECK_EQUAL(Answer.SenseKey, Key);
    CHECK_EQUAL(Answer.Asc, Asc);
    CHECK_EQUAL(Answer.DataBytes, 0);
}

static void CheckMoves(SCSI_ANSWER Answer, SCSI_ACTION Action, uint64_t Sector, uint64_t Count, bool FlushAfter)
{
    CHECK_EQUAL(Answer.Status, SCSI_STATUS_GOOD);
    CHECK_EQUAL(Answer.Action, Action);
    CHECK_EQUAL(Answer.Sector, Sector);
    CHECK_EQUAL(Answer.SectorCount, Count);
    CHECK_EQUAL(Answer.DataBytes, Count * 512);
    CHECK_EQUAL(Answer.FlushAfter, FlushAfter);
}

static void Inquiry_WhenAsked_NamesTheProduct(void)
{
    const SCSI_ANSWER Answer = Run(&Plain, "12 00 00 00 24 00", 36);
    CHECK_EQUAL(Answer.Status, SCSI_STATUS_GOOD);
    CHECK_EQUAL(Answer.DataBytes, 36);
    CHECK_EQUAL(Buffer[0], 0x00);
    CHECK_EQUAL(Buffer[4], 31);
    // Windows trims both and joins them: this is the name of the disk in Device Manager.
    char Name[64];
    snprintf(Name, sizeof(Name), "%.6s %.10s SCSI Disk Device", (char *)Buffer + 8, (char *)Buffer + 16);
    CHECK(strcmp(Name, "Oracle VM Virtual SCSI Disk Device") == 0);
    CHECK(memcmp(Buffer + 14, "  VM Virtual      3.44", 22) == 0);
}

static void Inquiry_WhenShort_IsTruncated(void)
{
    CHECK_EQUAL(Run(&Plain, "12 00 00 00 05 00", 36).DataBytes, 5);
    CHECK_EQUAL(Buffer[5], GUARD);
    CHECK_EQUAL(Run(&Plain, "12 00 00 00 FF 00", 8).DataBytes, 8);
    CHECK_EQUAL(Run(&Plain, "12 00 00 00 00 00", 0).DataBytes, 0);
    CheckRefused(Run(&Plain, "12 00 80 00 24 00", 36), 5, SCSI_ASC_INVALID_FIELD); // page without EVPD
    CheckRefused(Run(&Plain, "12 01 B1 00 24 00", 36), 5, SCSI_ASC_INVALID_FIELD); // page not in the list
}

static void Vpd_WhenAsked_ListsExactlyWhatExists(void)
{
    SCSI_DISK Thin = Plain;
    Thin.DiscardSupported = true;
    for (int Pass = 0; Pass < 2; ++Pass)
    {
        const SCSI_DISK *const Disk = Pass == 0 ? &Plain : &Thin;
        const SCSI_ANSWER List = Run(Disk, "12 01 00 00 FF 00", 255);
        uint8_t Pages[16];
        CHECK_EQUAL(List.DataBytes, 4u + Buffer[3]);
        CHECK_EQUAL(Buffer[3], Pass == 0 ? 4 : 5);
        memcpy(Pages, Buffer + 4, Buffer[3]);
        const uint32_t Count = Buffer[3];
        for (uint32_t Index = 0; Index < Count; ++Index)
        {
            char Cdb[32];
            CHECK(Index == 0 || Pages[Index] > Pages[Index - 1]); // SPC-3: ascending
            snprintf(Cdb, sizeof(Cdb), "12 01 %02X 00 FF 00", Pages[Index]);
            CHECK_EQUAL(Run(Disk, Cdb, 255).Status, SCSI_STATUS_GOOD);
            CHECK_EQUAL(Buffer[1], Pages[Index]);
        }
    }
}

static void Vpd80And83_WhenAsked_CarryTheSerial(void)
{
    CHECK_EQUAL(Run(&Plain, "12 01 80 00 FF 00", 255).DataBytes, 14);
    CHECK_EQUAL(ScsiGet16(Buffer + 2), 10);
    CHECK(memcmp(Buffer + 4, "3f2a-51712", 10) == 0);
    CHECK_EQUAL(Run(&Plain, "12 01 83 00 FF 00", 255).DataBytes, 26);
    CHECK_EQUAL(ScsiGet16(Buffer + 2), 22);
    CHECK_EQUAL(Buffer[4], 0x02);
    CHECK_EQUAL(Buffer[5], 0x01);
    CHECK_EQUAL(Buffer[7], 18);
    CHECK(memcmp(Buffer + 8, "Oracle  3f2a-51712", 18) == 0);

    SCSI_DISK Long = Plain;
    memset(Long.Serial, 'S', SCSI_SERIAL_BYTES_MAX);
    CHECK_EQUAL(Run(&Long, "12 01 83 00 FF 00", 255).DataBytes, 4 + 4 + 8 + SCSI_SERIAL_BYTES_MAX);
}

static void ReadCapacity_WhenDiskIsOverTwoTerabytes_SendsToSixteen(void)
{
    SCSI_DISK Disk = Plain;
    const struct
    {
        uint64_t Sectors;
        uint32_t Last10;
    } Rows[] = {
        {1, 0},
        {2097152, 2097151},
        {0xFFFFFFFFu, 0xFFFFFFFEu},
        {0x100000000u, 0xFFFFFFFFu}, // last block 0xFFFFFFFF means "ask READ CAPACITY (16)"
        {0x200000000u, 0xFFFFFFFFu}, // 4 TiB
    };
    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
    {
        Disk.Sectors = Rows[Row].Sectors;
        CHECK_EQUAL(Run(&Disk, "25 00 00 00 00 00 00 00 00 00", 8).DataBytes, 8);
        CHECK_EQUAL(ScsiGet32(Buffer), Rows[Row].Last10);
        CHECK_EQUAL(ScsiGet32(Buffer + 4), 512);
        CHECK_EQUAL(Run(&Disk, "9E 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00", 32).DataBytes, 32);
        CHECK_EQUAL(ScsiGet64(Buffer), Rows[Row].Sectors - 1);
        CHECK_EQUAL(ScsiGet32(Buffer + 8), 512);
        CHECK_EQUAL(Buffer[13], 3); // 8 logical blocks in a physical one
    }
    CheckRefused(Run(&Disk, "9E 11 00 00 00 00 00 00 00 00 00 00 00 20 00 00", 32), 5, SCSI_ASC_INVALID_OPCODE);
    CHECK_EQUAL(Run(&Disk, "9E 10 00 00 00 00 00 00 00 00 00 00 00 0C 00 00", 32).DataBytes, 12);
}

static void ReadCapacity_WhenBlocksAre4096_CountsThem(void)
{
    SCSI_DISK Disk = Plain;
    Disk.BlockBytes = 4096;
    Disk.Sectors = 8 * 1000 + 7; // a tail that fills no block is not addressable
    CHECK_EQUAL(Run(&Disk, "25 00 00 00 00 00 00 00 00 00", 8).DataBytes, 8);
    CHECK_EQUAL(ScsiGet32(Buffer), 999);
    CHECK_EQUAL(ScsiGet32(Buffer + 4), 4096);
    Run(&Disk, "9E 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00", 32);
    CHECK_EQUAL(Buffer[13], 0);
    CHECK_EQUAL(Run(&Disk, "28 00 00 00 03 E7 00 00 01 00", 4096).Sector, 999 * 8);
    CheckRefused(Run(&Disk, "28 00 00 00 03 E8 00 00 01 00", 4096), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
}

static void ModeSense_WhenBackendFlushes_ReportsItsCache(void)
{
    SCSI_DISK Disk = Plain;
    const struct
    {
        bool Flush, ReadOnly;
        uint8_t Device, Wce;
    } Rows[] = {{true, false, 0x10, 0x04}, {false, false, 0x00, 0x00}, {true, true, 0x90, 0x04}};

    for (size_t Row = 0; Row < sizeof(Rows) / sizeof(Rows[0]); ++Row)
    {
        Disk.FlushSupported = Rows[Row].Flush;
        Disk.ReadOnly = Rows[Row].ReadOnly;
        CHECK_EQUAL(Run(&Disk, "1A 00 08 00 FF 00", 255).DataBytes, 24);
        CHECK_EQUAL(Buffer[0], 23);
        CHECK_EQUAL(Buffer[2], Rows[Row].Device);
        CHECK_EQUAL(Buffer[3], 0); // no block descriptor
        CHECK_EQUAL(Buffer[4], 0x08);
        CHECK_EQUAL(Buffer[5], 18);
        CHECK_EQUAL(Buffer[6], Rows[Row].Wce);
        CHECK_EQUAL(Run(&Disk, "5A 00 3F 00 00 00 00 00 FF 00", 255).DataBytes, 8 + 20 + 12);
        CHECK_EQUAL(ScsiGet16(Buffer), 38);
        CHECK_EQUAL(Buffer[3], Rows[Row].Device);
        CHECK_EQUAL(Buffer[10], Rows[Row].Wce);
        CHECK_EQUAL(Buffer[28], 0x0A);
    }
    Run(&Plain, "1A 00 48 00 FF 00", 255); // changeable values: none
    CHECK_EQUAL(Buffer[6], 0);
    CheckRefused(Run(&Plain, "1A 00 C8 00 FF 00", 255), 5, SCSI_ASC_NO_SAVED_PAGES);
    CheckRefused(Run(&Plain, "1A 00 1C 00 FF 00", 255), 5, SCSI_ASC_INVALID_FIELD);
    CheckRefused(Run(&Plain, "1A 00 08 01 FF 00", 255), 5, SCSI_ASC_INVALID_FIELD); // subpage
    CHECK_EQUAL(Run(&Plain, "1A 00 3F 00 04 00", 255).DataBytes, 4);                // Windows asks for the header alone
}

static void ReadWrite_WhenAnyLengthOfCdb_FindsTheSameRange(void)
{
    CheckMoves(Run(&Plain, "08 01 23 45 08 00", 4096), ScsiActionRead, 0x12345, 8, false);
    CheckMoves(Run(&Plain, "0A 1F FF 00 00 00", 131072), ScsiActionWrite, 0x1FFF00, 256, false); // 0 means 256
    CheckMoves(Run(&Plain, "28 00 00 01 23 45 00 00 08 00", 4096), ScsiActionRead, 0x12345, 8, false);
    CheckMoves(Run(&Plain, "2A 00 00 01 23 45 00 00 08 00", 4096), ScsiActionWrite, 0x12345, 8, false);
    CheckMoves(Run(&Plain, "A8 00 00 01 23 45 00 00 00 08 00 00", 4096), ScsiActionRead, 0x12345, 8, false);
    CheckMoves(Run(&Plain, "AA 00 00 01 23 45 00 00 00 08 00 00", 4096), ScsiActionWrite, 0x12345, 8, false);
    CheckMoves(Run(&Plain, "88 00 00 00 00 00 00 01 23 45 00 00 00 08 00 00", 4096), ScsiActionRead, 0x12345, 8, false);
    CheckMoves(Run(&Plain, "8A 00 00 00 00 00 00 01 23 45 00 00 00 08 00 00", 4096), ScsiActionWrite, 0x12345, 8,
               false);
    CHECK_EQUAL(Run(&Plain, "28 00 00 01 23 45 00 00 00 00", 0).Action, ScsiActionAnswered); // ten: 0 means none
}

static void ReadWrite_WhenDiskIsOverTwoTerabytes_KeepsHighBits(void)
{
    SCSI_DISK Disk = Plain;
    Disk.Sectors = 0x300000000u;
    CheckMoves(Run(&Disk, "88 00 00 00 00 02 FF FF FF F8 00 00 00 08 00 00", 4096), ScsiActionRead, 0x2FFFFFFF8u, 8,
               false);
    CheckRefused(Run(&Disk, "88 00 00 00 00 02 FF FF FF F9 00 00 00 08 00 00", 4096), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
    CheckRefused(Run(&Disk, "88 00 FF FF FF FF FF FF FF FF 00 00 00 01 00 00", 4096), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
}

static void Write_WhenForcedToMedium_AsksForFlushAfter(void)
{
    SCSI_DISK Disk = Plain;
    CheckMoves(Run(&Disk, "2A 08 00 00 00 00 00 00 01 00", 512), ScsiActionWrite, 0, 1, true);
    CheckMoves(Run(&Disk, "28 08 00 00 00 00 00 00 01 00", 512), ScsiActionRead, 0, 1, false);
    Disk.FlushSupported = false; // completed means on the medium
    CheckMoves(Run(&Disk, "2A 08 00 00 00 00 00 00 01 00", 512), ScsiActionWrite, 0, 1, false);
}

static void ReadWrite_WhenRangeOrBufferIsWrong_IsRefused(void)
{
    SCSI_DISK Disk = Plain;
    CheckRefused(Run(&Disk, "28 00 00 20 00 00 00 00 01 00", 512), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
    CheckRefused(Run(&Disk, "28 00 00 1F FF FF 00 00 02 00", 1024), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
    CheckRefused(Run(&Disk, "28 00 00 00 00 00 00 00 02 00", 1023), 5, SCSI_ASC_INVALID_FIELD);   // buffer too small
    CheckRefused(Run(&Disk, "28 00 00 00 00 00 00 01 01 00", 131584), 5, SCSI_ASC_INVALID_FIELD); // over the limit
    CheckRefused(Run(&Disk, "28 20 00 00 00 00 00 00 01 00", 512), 5, SCSI_ASC_INVALID_FIELD);    // RDPROTECT
    CheckRefused(Run(&Disk, "28 00 00 00 00 00", 512), 5, SCSI_ASC_INVALID_OPCODE);               // CDB cut off
    Disk.ReadOnly = true;
    CheckRefused(Run(&Disk, "2A 00 00 00 00 00 00 00 01 00", 512), 7, SCSI_ASC_WRITE_PROTECTED);
    CHECK_EQUAL(Run(&Disk, "28 00 00 00 00 00 00 00 01 00", 512).Action, ScsiActionRead);
}

static void SynchronizeCache_WhenBackendFlushes_BecomesFlush(void)
{
    SCSI_DISK Disk = Plain;
    CHECK_EQUAL(Run(&Disk, "35 00 00 00 00 00 00 00 00 00", 0).Action, ScsiActionFlush);
    CHECK_EQUAL(Run(&Disk, "91 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", 0).Action, ScsiActionFlush);
    CheckRefused(Run(&Disk, "35 00 00 20 00 01 00 00 00 00", 0), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
    Disk.FlushSupported = false;
    CHECK_EQUAL(Run(&Disk, "35 00 00 00 00 00 00 00 00 00", 0).Action, ScsiActionAnswered);
    CHECK_EQUAL(Run(&Disk, "35 00 00 00 00 00 00 00 00 00", 0).Status, SCSI_STATUS_GOOD);
}

static void Verify_WhenAsked_ChecksTheRange(void)
{
    CHECK_EQUAL(Run(&Plain, "2F 00 00 00 00 00 00 FF FF 00", 0).Status, SCSI_STATUS_GOOD);
    CheckRefused(Run(&Plain, "2F 00 00 1F FF FF 00 00 02 00", 0), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
    CheckRefused(Run(&Plain, "2F 02 00 00 00 00 00 00 01 00", 512), 5, SCSI_ASC_INVALID_FIELD); // BYTCHK
}

static void PutUnmap(uint8_t *List, uint32_t Index, uint64_t Lba, uint32_t Blocks)
{
    ScsiPut64(List + 8 + Index * 16, Lba);
    ScsiPut32(List + 16 + Index * 16, Blocks);
}

static void Unmap_WhenRangesAreGiven_ChecksAll(void)
{
    static const uint8_t Cdb[10] = {0x42, 0, 0, 0, 0, 0, 0, 0, 40, 0};
    SCSI_DISK Disk = Plain;
    uint8_t List[40] = {0};

    ScsiPut16(List, 38);
    ScsiPut16(List + 2, 32);
    PutUnmap(List, 0, 100, 8);
    PutUnmap(List, 1, 2097151, 1);
    CheckRefused(ScsiCommandTranslate(&Disk, Cdb, 10, List, 40), 5, SCSI_ASC_INVALID_OPCODE);
    Disk.DiscardSupported = true;
    CHECK_EQUAL(ScsiCommandTranslate(&Disk, Cdb, 10, List, 40).Action, ScsiActionUnmap);
    CHECK_EQUAL(ScsiUnmapCount(List, 40), 2);
    CHECK_EQUAL(ScsiUnmapRange(&Disk, List, 1).Sector, 2097151);
    CheckRefused(ScsiCommandTranslate(&Disk, Cdb, 10, List, 39), 5, SCSI_ASC_PARAMETER_LENGTH);
    PutUnmap(List, 1, 2097151, 2);
    CheckRefused(ScsiCommandTranslate(&Disk, Cdb, 10, List, 40), 5, SCSI_ASC_LBA_OUT_OF_RANGE);
    ScsiPut16(List + 2, 0xFFFF); // a list that claims more than it brings
    CHECK_EQUAL(ScsiUnmapCount(List, 40), 2);
    ScsiPut16(List + 2, 0);
    CHECK_EQUAL(ScsiCommandTranslate(&Disk, Cdb, 10, List, 40).Action, ScsiActionAnswered);

    static const uint8_t Long[10] = {0x42, 0, 0, 0, 0, 0, 0, 0x02, 0x18, 0}; // 33 descriptors, one more than offered
    uint8_t Many[536] = {0};
    ScsiPut16(Many + 2, 528);
    CheckRefused(ScsiCommandTranslate(&Disk, Long, 10, Many, sizeof(Many)), 5, SCSI_ASC_INVALID_PARAMETER);
    ScsiPut16(Many + 2, 512);
    CHECK_EQUAL(ScsiCommandTranslate(&Disk, Long, 10, Many, sizeof(Many)).Action, ScsiActionUnmap);
}

static void ReportLuns_WhenAsked_ListsOne(void)
{
    CHECK_EQUAL(Run(&Plain, "A0 00 00 00 00 00 00 00 00 10 00 00", 16).DataBytes, 16);
    CHECK_EQUAL(ScsiGet32(Buffer), 8);
    CHECK_EQUAL(ScsiGet64(Buffer + 8), 0);
    CHECK_EQUAL(Run(&Plain, "A0 00 00 00 00 00 00 00 00 08 00 00", 16).DataBytes, 8);
    CHECK_EQUAL(ScsiGet32(Buffer), 8); // the length is that of the whole list
}

static void AnyCommand_WhenUnknownOrCutOff_IsRefused(void)
{
    CheckRefused(Run(&Plain, "5E 00 00 00 00 00 00 00 08 00", 8), 5, SCSI_ASC_INVALID_OPCODE);
    CheckRefused(Run(&Plain, "16 00 00 00 00 00", 0), 5, SCSI_ASC_INVALID_OPCODE);
    CheckRefused(Run(&Plain, "", 0), 5, SCSI_ASC_INVALID_OPCODE);
    for (uint32_t Opcode = 0; Opcode < 256; ++Opcode)
    {
        for (uint32_t Bytes = 0; Bytes <= 16; ++Bytes)
        {
            uint8_t *const Cdb = calloc(1, Bytes + 1);
            uint8_t *const Exact = malloc(Bytes != 0 ? Bytes : 1);
            uint8_t Data[8];
            Cdb[0] = (uint8_t)Opcode;
            memcpy(Exact, Cdb, Bytes);
            const SCSI_ANSWER Answer = ScsiCommandTranslate(&Plain, Exact, Bytes, Data, sizeof(Data));
            CHECK(Answer.DataBytes <= sizeof(Data));
            CHECK((Answer.Status == SCSI_STATUS_CHECK_CONDITION) == (Answer.SenseKey != 0));
            free(Cdb);
            free(Exact);
        }
    }
}

static void Sense_WhenWritten_IsFixedFormat(void)
{
    uint8_t Sense[32];
    const SCSI_ANSWER Answer = ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_LBA_OUT_OF_RANGE);
    memset(Sense, GUARD, sizeof(Sense));
    CHECK_EQUAL(ScsiSenseWrite(&Answer, Sense, sizeof(Sense)), 18);
    CHECK_EQUAL(Sense[0], 0x70);
    CHECK_EQUAL(Sense[2], 0x05);
    CHECK_EQUAL(Sense[7], 10);
    CHECK_EQUAL(ScsiGet16(Sense + 12), 0x2100);
    CHECK_EQUAL(Sense[18], GUARD);
    CHECK_EQUAL(ScsiSenseWrite(&Answer, Sense, 3), 3);
    CHECK_EQUAL(Run(&Plain, "03 00 00 00 FF 00", 255).DataBytes, 18);
    CHECK_EQUAL(Buffer[2], 0);
}

static void Disk_WhenBackendLies_IsRefused(void)
{
    SCSI_DISK Disk = Plain;
    CHECK(ScsiDiskIsValid(&Disk));
    const uint32_t WrongBlocks[] = {0, 1, 256, 513, 768, 8192, 0xFFFFFFFFu};
    for (size_t Row = 0; Row < sizeof(WrongBlocks) / sizeof(WrongBlocks[0]); ++Row)
    {
        Disk.BlockBytes = WrongBlocks[Row];
        CHECK(!ScsiDiskIsValid(&Disk));
    }
    Disk = Plain;
    Disk.Sectors = 0;
    CHECK(!ScsiDiskIsValid(&Disk));
    Disk.Sectors = UINT64_MAX;
    CHECK(!ScsiDiskIsValid(&Disk));
    Disk = Plain;
    Disk.BlockBytes = 4096;
    Disk.Sectors = 7; // less than one block
    CHECK(!ScsiDiskIsValid(&Disk));
    Disk = Plain;
    Disk.PhysicalBlockBytes = 256;
    CHECK(!ScsiDiskIsValid(&Disk));
    Disk = Plain;
    Disk.Serial[0] = '\0';
    CHECK(!ScsiDiskIsValid(&Disk));
}

int main(void)
{
    RUN(Inquiry_WhenAsked_NamesTheProduct);
    RUN(Inquiry_WhenShort_IsTruncated);
    RUN(Vpd_WhenAsked_ListsExactlyWhatExists);
    RUN(Vpd80And83_WhenAsked_CarryTheSerial);
    RUN(ReadCapacity_WhenDiskIsOverTwoTerabytes_SendsToSixteen);
    RUN(ReadCapacity_WhenBlocksAre4096_CountsThem);
    RUN(ModeSense_WhenBackendFlushes_ReportsItsCache);
    RUN(ReadWrite_WhenAnyLengthOfCdb_FindsTheSameRange);
    RUN(ReadWrite_WhenDiskIsOverTwoTerabytes_KeepsHighBits);
    RUN(Write_WhenForcedToMedium_AsksForFlushAfter);
    RUN(ReadWrite_WhenRangeOrBufferIsWrong_IsRefused);
    RUN(SynchronizeCache_WhenBackendFlushes_BecomesFlush);
    RUN(Verify_WhenAsked_ChecksTheRange);
    RUN(Unmap_WhenRangesAreGiven_ChecksAll);
    RUN(ReportLuns_WhenAsked_ListsOne);
    RUN(AnyCommand_WhenUnknownOrCutOff_IsRefused);
    RUN(Sense_WhenWritten_IsFixedFormat);
    RUN(Disk_WhenBackendLies_IsRefused);
    return CheckFinish("test_scsi");
}
