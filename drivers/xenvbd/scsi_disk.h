// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what the SCSI translation must know about one virtual disk.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCSI_SERIAL_BYTES_MAX 44u // a UUID, a dash, ten digits, and one to spare

// blkif.h counts "sectors", first_sect and last_sect in units of 512 bytes whatever "sector-size" says.
#define BLKIF_SECTOR_BYTES 512u
#define BLKIF_SECTOR_SHIFT 9u

// Filled from the backend's keys once it is connected; constant while requests are in flight.
typedef struct SCSI_DISK
{
    uint64_t Sectors;              // of 512 bytes
    uint32_t BlockBytes;           // logical block: "sector-size", a power of two from 512 to 4096
    uint32_t PhysicalBlockBytes;   // "physical-sector-size", a power of two, at least BlockBytes
    uint32_t MaximumTransferBytes; // what one READ or WRITE may carry
    bool ReadOnly;                 // "info" bit 2 or mode "r"
    bool FlushSupported;           // "feature-flush-cache", until the backend answers that it lied
    bool DiscardSupported;         // "feature-discard" (older name: feature-trim)
    uint32_t DiscardGranularitySectors;
    uint32_t DiscardAlignmentSectors;
    char Serial[SCSI_SERIAL_BYTES_MAX + 1]; // printable ASCII, never empty, the same on every boot
} SCSI_DISK;

// Sectors in a block, as a shift: the I/O path divides no 64-bit number.
static inline uint32_t ScsiDiskSectorShift(const SCSI_DISK *Disk)
{
    uint32_t Shift = 0;
    while (BLKIF_SECTOR_BYTES << Shift < Disk->BlockBytes)
        ++Shift;
    return Shift;
}

// The number of logical blocks; "sectors" that do not fill a block are not addressable.
static inline uint64_t ScsiDiskBlocks(const SCSI_DISK *Disk)
{
    return Disk->Sectors >> ScsiDiskSectorShift(Disk);
}

// True if the backend's numbers make a disk at all; anything else is refused when it connects.
bool ScsiDiskIsValid(const SCSI_DISK *Disk);
