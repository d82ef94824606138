// SPDX-License-Identifier: Apache-2.0
// Oracle VM PV Drivers for Microsoft Windows: what stands in xenstore about a disk, turned into numbers.
#pragma once

#include "xenvbd/scsi_disk.h"

#define BLK_NO_TARGET UINT32_MAX

// Decimal digits and nothing else, no overflow. False, and Value untouched, for anything else.
bool BlkParseNumber(const char *Text, uint64_t *Value);

bool BlkTextEquals(const char *A, const char *B);

// The number of a disk by its virtual device (blkif.h, "virtual-device": hd, sd, xvd, extended), so that a disk keeps
// its place however many others there are. BLK_NO_TARGET for a partition, an unknown major, or one of TargetCount or
// more.
uint32_t BlkTargetOf(uint32_t Handle, uint32_t TargetCount);

// The serial number: the guest's UUID without dashes, and the virtual device. The UUID may be empty.
void BlkSerialWrite(char Serial[SCSI_SERIAL_BYTES_MAX + 1], const char *Uuid, uint32_t Handle);
