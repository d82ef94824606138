// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: a SCSI command in, an answer or a block operation out.
#pragma once

#include "xenvbd/scsi_disk.h"

// SAM-3 status bytes.
#define SCSI_STATUS_GOOD            0x00u
#define SCSI_STATUS_CHECK_CONDITION 0x02u

// SPC-3 sense keys.
#define SCSI_SENSE_NONE            0x00u
#define SCSI_SENSE_NOT_READY       0x02u
#define SCSI_SENSE_MEDIUM_ERROR    0x03u
#define SCSI_SENSE_ILLEGAL_REQUEST 0x05u
#define SCSI_SENSE_DATA_PROTECT    0x07u
#define SCSI_SENSE_ABORTED_COMMAND 0x0Bu

// SPC-3 additional sense codes, high byte the code, low byte the qualifier.
#define SCSI_ASC_NONE              0x0000u
#define SCSI_ASC_WRITE_ERROR       0x0C00u
#define SCSI_ASC_READ_ERROR        0x1100u
#define SCSI_ASC_PARAMETER_LENGTH  0x1A00u
#define SCSI_ASC_INVALID_OPCODE    0x2000u
#define SCSI_ASC_LBA_OUT_OF_RANGE  0x2100u
#define SCSI_ASC_INVALID_FIELD     0x2400u
#define SCSI_ASC_INVALID_PARAMETER 0x2600u
#define SCSI_ASC_WRITE_PROTECTED   0x2700u
#define SCSI_ASC_NO_SAVED_PAGES    0x3900u
#define SCSI_ASC_INTERNAL_FAILURE  0x4400u

#define SCSI_UNMAP_DESCRIPTORS_MAX 32u
#define SCSI_CDB_BYTES_MAX         16u
#define SCSI_SENSE_BYTES           18u // fixed format, SPC-3 4.5.3

typedef enum SCSI_ACTION
{
    ScsiActionAnswered, // Status, sense and DataBytes are the whole answer
    ScsiActionRead,     // Sector, SectorCount
    ScsiActionWrite,    // Sector, SectorCount; FlushAfter for force unit access
    ScsiActionFlush,    // the backend's cache to its medium
    ScsiActionUnmap,    // the ranges of the parameter list, by ScsiUnmapRange
} SCSI_ACTION;

typedef struct SCSI_ANSWER
{
    SCSI_ACTION Action;
    uint8_t Status;
    uint8_t SenseKey;
    uint16_t Asc;
    uint32_t DataBytes;   // put into the data buffer (Answered), or moved by the operation (Read, Write)
    uint64_t Sector;      // of 512 bytes
    uint64_t SectorCount; // of 512 bytes
    bool FlushAfter;
} SCSI_ANSWER;

// One range of an UNMAP parameter list, in sectors of 512 bytes.
typedef struct SCSI_RANGE
{
    uint64_t Sector;
    uint64_t SectorCount;
} SCSI_RANGE;

// Decides what a command means for a disk. Data is the mapped buffer of the request; reads and writes do not touch it
// (it may be NULL for them). DataBytes is the length of the request's buffer and is never exceeded.
SCSI_ANSWER ScsiCommandTranslate(const SCSI_DISK *Disk, const uint8_t *Cdb, uint32_t CdbBytes, uint8_t *Data,
                                 uint32_t DataBytes);

// A refusal; the caller chooses key and code from the lists above.
SCSI_ANSWER ScsiAnswerRefuse(uint8_t SenseKey, uint16_t Asc);

// An answer without an error that put DataBytes into the buffer.
SCSI_ANSWER ScsiAnswerData(uint32_t DataBytes);

// Number of ranges of a parameter list that ScsiCommandTranslate accepted, and the range at Index.
uint32_t ScsiUnmapCount(const uint8_t *Data, uint32_t DataBytes);
SCSI_RANGE ScsiUnmapRange(const SCSI_DISK *Disk, const uint8_t *Data, uint32_t Index);

// Writes at most SenseBytes of fixed-format sense and returns how many.
uint32_t ScsiSenseWrite(const SCSI_ANSWER *Answer, uint8_t *Sense, uint32_t SenseBytes);
