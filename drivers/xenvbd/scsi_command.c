// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a SCSI command in, an answer or a block operation out.
#include "xenvbd/scsi_command.h"
#include "xenvbd/scsi_bytes.h"
#include "xenvbd/scsi_pages.h"

enum
{
    OpTestUnitReady = 0x00,
    OpRequestSense = 0x03,
    OpRead6 = 0x08,
    OpWrite6 = 0x0A,
    OpInquiry = 0x12,
    OpModeSense6 = 0x1A,
    OpStartStopUnit = 0x1B,
    OpReadCapacity10 = 0x25,
    OpRead10 = 0x28,
    OpWrite10 = 0x2A,
    OpVerify10 = 0x2F,
    OpSynchronizeCache10 = 0x35,
    OpUnmap = 0x42,
    OpModeSense10 = 0x5A,
    OpRead16 = 0x88,
    OpWrite16 = 0x8A,
    OpVerify16 = 0x8F,
    OpSynchronizeCache16 = 0x91,
    OpServiceActionIn16 = 0x9E,
    OpReportLuns = 0xA0,
    OpRead12 = 0xA8,
    OpWrite12 = 0xAA,
    OpVerify12 = 0xAF,
};

#define SERVICE_READ_CAPACITY_16 0x10u
#define READ6_LBA_MASK           0x1FFFFFu
#define READ6_BLOCKS_FOR_ZERO    256u
#define CDB_PROTECT_MASK         0xE0u // RDPROTECT, WRPROTECT, VRPROTECT: no protection information here
#define CDB_FUA                  0x08u
#define CDB_BYTE_CHECK           0x02u
#define UNMAP_HEADER_BYTES       8u
#define UNMAP_DESCRIPTOR_BYTES   16u
#define UNMAP_ANCHOR             0x01u

typedef struct BLOCK_RANGE
{
    uint64_t Lba;
    uint64_t Blocks;
} BLOCK_RANGE;

SCSI_ANSWER ScsiAnswerRefuse(uint8_t SenseKey, uint16_t Asc)
{
    return (SCSI_ANSWER){.Status = SCSI_STATUS_CHECK_CONDITION, .SenseKey = SenseKey, .Asc = Asc};
}

SCSI_ANSWER ScsiAnswerData(uint32_t DataBytes)
{
    return (SCSI_ANSWER){.DataBytes = DataBytes};
}

bool ScsiDiskIsValid(const SCSI_DISK *Disk)
{
    const uint32_t Block = Disk->BlockBytes;
    const uint32_t Physical = Disk->PhysicalBlockBytes;

    // More than 2^54 sectors would overflow a byte offset; no backend has 8 EiB.
    return Block >= BLKIF_SECTOR_BYTES && Block <= 4096 && (Block & (Block - 1)) == 0 && Physical >= Block &&
           Physical <= (1u << 20) && (Physical & (Physical - 1)) == 0 && Disk->Sectors >> 54 == 0 &&
           ScsiDiskBlocks(Disk) != 0 && Disk->MaximumTransferBytes >= Block && Disk->Serial[0] != '\0';
}

// SPC-3 4.3.4.1: the group code in the opcode's top bits is the length of the CDB.
static uint32_t CdbBytesOfGroup(uint8_t Opcode)
{
    static const uint8_t Bytes[8] = {6, 10, 10, 0, 16, 12, 0, 0};
    return Bytes[Opcode >> 5];
}

// Logical block address and transfer length stand at one place for each length of CDB.
static BLOCK_RANGE CdbRange(const uint8_t *Cdb)
{
    switch (CdbBytesOfGroup(Cdb[0]))
    {
    case 6:
        return (BLOCK_RANGE){(ScsiGet32(Cdb) & READ6_LBA_MASK), Cdb[4] == 0 ? READ6_BLOCKS_FOR_ZERO : Cdb[4]};
    case 10:
        return (BLOCK_RANGE){ScsiGet32(Cdb + 2), ScsiGet16(Cdb + 7)};
    case 12:
        return (BLOCK_RANGE){ScsiGet32(Cdb + 2), ScsiGet32(Cdb + 6)};
    default:
        return (BLOCK_RANGE){ScsiGet64(Cdb + 2), ScsiGet32(Cdb + 10)};
    }
}

static bool RangeIsInside(const SCSI_DISK *Disk, BLOCK_RANGE Range)
{
    const uint64_t Blocks = ScsiDiskBlocks(Disk);
    return Range.Lba <= Blocks && Range.Blocks <= Blocks - Range.Lba;
}

static SCSI_ANSWER Transfer(const SCSI_DISK *Disk, SCSI_ACTION Action, const uint8_t *Cdb, uint32_t DataBytes)
{
    const BLOCK_RANGE Range = CdbRange(Cdb);
    const bool HasFlags = CdbBytesOfGroup(Cdb[0]) != 6;
    const uint32_t Shift = ScsiDiskSectorShift(Disk);

    if (HasFlags && (Cdb[1] & CDB_PROTECT_MASK) != 0)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    if (Action == ScsiActionWrite && Disk->ReadOnly)
        return ScsiAnswerRefuse(SCSI_SENSE_DATA_PROTECT, SCSI_ASC_WRITE_PROTECTED);
    if (!RangeIsInside(Disk, Range))
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_LBA_OUT_OF_RANGE);
    if (Range.Blocks > Disk->MaximumTransferBytes / Disk->BlockBytes || Range.Blocks > DataBytes / Disk->BlockBytes)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    if (Range.Blocks == 0) // SBC-2: no transfer, and no error
        return ScsiAnswerData(0);

    return (SCSI_ANSWER){
        .Action = Action,
        .DataBytes = (uint32_t)Range.Blocks * Disk->BlockBytes,
        .Sector = Range.Lba << Shift,
        .SectorCount = Range.Blocks << Shift,
        .FlushAfter = Action == ScsiActionWrite && HasFlags && (Cdb[1] & CDB_FUA) != 0 && Disk->FlushSupported,
    };
}

// BYTCHK asks for a comparison with data that blkif cannot make. Without it the command asks whether the medium can be
// read; the backend's own storage answers for that, so only the range is checked.
static SCSI_ANSWER Verify(const SCSI_DISK *Disk, const uint8_t *Cdb)
{
    if ((Cdb[1] & (CDB_PROTECT_MASK | CDB_BYTE_CHECK)) != 0)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    if (!RangeIsInside(Disk, CdbRange(Cdb)))
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_LBA_OUT_OF_RANGE);
    return ScsiAnswerData(0);
}

// A backend that offers no flush has promised that a completed write is on its medium (no cache to write back).
static SCSI_ANSWER SynchronizeCache(const SCSI_DISK *Disk, const uint8_t *Cdb)
{
    if (!RangeIsInside(Disk, CdbRange(Cdb)))
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_LBA_OUT_OF_RANGE);
    return (SCSI_ANSWER){.Action = Disk->FlushSupported ? ScsiActionFlush : ScsiActionAnswered};
}

uint32_t ScsiUnmapCount(const uint8_t *Data, uint32_t DataBytes)
{
    if (DataBytes < UNMAP_HEADER_BYTES)
        return 0;
    return ScsiMinimum(ScsiGet16(Data + 2), DataBytes - UNMAP_HEADER_BYTES) / UNMAP_DESCRIPTOR_BYTES;
}

static BLOCK_RANGE UnmapBlocks(const uint8_t *Data, uint32_t Index)
{
    const uint8_t *const Descriptor = Data + UNMAP_HEADER_BYTES + (size_t)Index * UNMAP_DESCRIPTOR_BYTES;
    return (BLOCK_RANGE){ScsiGet64(Descriptor), ScsiGet32(Descriptor + 8)};
}

SCSI_RANGE ScsiUnmapRange(const SCSI_DISK *Disk, const uint8_t *Data, uint32_t Index)
{
    const BLOCK_RANGE Range = UnmapBlocks(Data, Index);
    const uint32_t Shift = ScsiDiskSectorShift(Disk);
    return (SCSI_RANGE){Range.Lba << Shift, Range.Blocks << Shift};
}

static SCSI_ANSWER Unmap(const SCSI_DISK *Disk, const uint8_t *Cdb, const uint8_t *Data, uint32_t DataBytes)
{
    const uint32_t ListBytes = ScsiGet16(Cdb + 7);

    if (!Disk->DiscardSupported)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_OPCODE);
    if ((Cdb[1] & UNMAP_ANCHOR) != 0)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    if (Disk->ReadOnly)
        return ScsiAnswerRefuse(SCSI_SENSE_DATA_PROTECT, SCSI_ASC_WRITE_PROTECTED);
    if (ListBytes == 0)
        return ScsiAnswerData(0);
    if (ListBytes > DataBytes || ListBytes < UNMAP_HEADER_BYTES)
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_PARAMETER_LENGTH);

    const uint32_t Count = ScsiUnmapCount(Data, ListBytes);
    if (Count > SCSI_UNMAP_DESCRIPTORS_MAX) // SBC-3: the block limits page told
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_PARAMETER);
    for (uint32_t Index = 0; Index < Count; ++Index)
    {
        if (!RangeIsInside(Disk, UnmapBlocks(Data, Index)))
            return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_LBA_OUT_OF_RANGE);
    }
    return (SCSI_ANSWER){.Action = Count != 0 ? ScsiActionUnmap : ScsiActionAnswered};
}

// Sense travels with the command that failed (auto sense), so there is never any left to ask for.
static SCSI_ANSWER RequestSense(const uint8_t *Cdb, uint8_t *Data, uint32_t DataBytes)
{
    if ((Cdb[1] & 0x01u) != 0) // DESC: descriptor format is not offered
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_FIELD);
    const SCSI_ANSWER Nothing = ScsiAnswerData(0);
    return ScsiAnswerData(ScsiSenseWrite(&Nothing, Data, ScsiMinimum(Cdb[4], DataBytes)));
}

static bool CdbIsWhole(const uint8_t *Cdb, uint32_t CdbBytes)
{
    return CdbBytes != 0 && CdbBytesOfGroup(Cdb[0]) != 0 && CdbBytes >= CdbBytesOfGroup(Cdb[0]);
}

SCSI_ANSWER ScsiCommandTranslate(const SCSI_DISK *Disk, const uint8_t *Cdb, uint32_t CdbBytes, uint8_t *Data,
                                 uint32_t DataBytes)
{
    if (!CdbIsWhole(Cdb, CdbBytes))
        return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_OPCODE);

    switch (Cdb[0])
    {
    case OpTestUnitReady:
    case OpStartStopUnit: // a virtual disk neither spins nor ejects
        return ScsiAnswerData(0);
    case OpRequestSense:
        return RequestSense(Cdb, Data, DataBytes);
    case OpInquiry:
        return ScsiInquiry(Disk, Cdb, Data, DataBytes);
    case OpModeSense6:
    case OpModeSense10:
        return ScsiModeSense(Disk, Cdb, Data, DataBytes);
    case OpReadCapacity10:
        return ScsiReadCapacity10(Disk, Data, DataBytes);
    case OpServiceActionIn16:
        if ((Cdb[1] & 0x1Fu) != SERVICE_READ_CAPACITY_16)
            break;
        return ScsiReadCapacity16(Disk, Cdb, Data, DataBytes);
    case OpReportLuns:
        return ScsiReportLuns(Cdb, Data, DataBytes);
    case OpRead6:
    case OpRead10:
    case OpRead12:
    case OpRead16:
        return Transfer(Disk, ScsiActionRead, Cdb, DataBytes);
    case OpWrite6:
    case OpWrite10:
    case OpWrite12:
    case OpWrite16:
        return Transfer(Disk, ScsiActionWrite, Cdb, DataBytes);
    case OpVerify10:
    case OpVerify12:
    case OpVerify16:
        return Verify(Disk, Cdb);
    case OpSynchronizeCache10:
    case OpSynchronizeCache16:
        return SynchronizeCache(Disk, Cdb);
    case OpUnmap:
        return Unmap(Disk, Cdb, Data, DataBytes);
    default:
        break;
    }
    return ScsiAnswerRefuse(SCSI_SENSE_ILLEGAL_REQUEST, SCSI_ASC_INVALID_OPCODE);
}

uint32_t ScsiSenseWrite(const SCSI_ANSWER *Answer, uint8_t *Sense, uint32_t SenseBytes)
{
    uint8_t Fixed[SCSI_SENSE_BYTES] = {0};

    Fixed[0] = 0x70; // current error, fixed format
    Fixed[2] = Answer->SenseKey;
    Fixed[7] = SCSI_SENSE_BYTES - 8; // additional length
    ScsiPut16(Fixed + 12, Answer->Asc);

    const uint32_t Bytes = ScsiMinimum(SCSI_SENSE_BYTES, SenseBytes);
    ScsiCopy(Sense, Fixed, Bytes);
    return Bytes;
}
